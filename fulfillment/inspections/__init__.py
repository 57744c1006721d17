"""Inspection of lots: how many units are looked at, how strictly, whether the lot passes. Its pages are still to come."""
