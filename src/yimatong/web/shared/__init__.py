"""What every audience's pages stand on: the door (session, CSRF, limits, headers), words, amounts, charts, styles."""
