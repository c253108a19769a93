"""Pure part of the lab: an imagined change of a pack, and whose burden passes a line."""
