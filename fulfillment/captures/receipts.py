"""How one item of a tablet ended. Pure."""

from enum import StrEnum


class Outcome(StrEnum):
    TAKEN = "taken"
    CONFLICT = "conflict"  # recorded, and the world had moved on: somebody must answer
    REFUSED = "refused"  # nothing was changed, and sending it again changes nothing
