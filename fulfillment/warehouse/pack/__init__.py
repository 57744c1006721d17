"""Packing: what a scan does, who packs what, what lies in which box, and what must come out of one again."""
