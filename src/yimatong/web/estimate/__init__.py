"""Before care: what it will cost, for oneself, for the person at a counter, or for nobody in particular."""
