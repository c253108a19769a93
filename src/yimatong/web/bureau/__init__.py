"""Pages of a bureau clerk: the live day, one bill's trace, funds and payables, books at zero."""
