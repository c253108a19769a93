"""The decision on a bill, as pure values: facts in, a settlement or a refusal out."""
