"""Everything that must reach the outside exactly once."""
