"""Where money is, and every move of it: double entry, append only, zero at any instant."""
