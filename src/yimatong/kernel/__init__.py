"""Words all rooms share: money, rates, dates, ids and refusals. No domain noun lives here."""
