"""Catalogue: what may be billed on a day and how a charge line splits under it, and the lists of codes care uses."""
