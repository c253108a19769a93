"""What the law grants on a date: law packs with their sources, and the one kernel that applies them."""
