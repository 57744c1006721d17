"""Deduplicated notices. Empty until its own work begins."""
