"""What whoever watches the area sees: the day's sums, the latest bills with their names, the books. It reads and never writes."""
