"""Pages of an insured person: home, code, receipts, cover."""
