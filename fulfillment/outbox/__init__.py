"""Everything that must reach the outside exactly once. Empty until the first write outward."""
