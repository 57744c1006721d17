"""Connecting a shop in three steps: which channel, how it lets us in, and the first import. Also how it ends."""
