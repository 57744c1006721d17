"""The weekly page: what changed, why, whose it is, what was decided, and whether it helped."""
