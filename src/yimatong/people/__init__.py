"""People: who is insured, in which area and scheme, since when, and which hardship identities they hold."""
