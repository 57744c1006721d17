"""Inspection of goods: what is looked at, how strictly, what was found and proven, and whether it passes."""
