"""Who pays what: the one room where charge, law, code, family and ledger meet."""
