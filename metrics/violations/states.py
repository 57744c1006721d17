"""How a violation goes on. Pure."""

from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    APPEALED = "appealed"
    UPHELD = "upheld"
    LIFTED = "lifted"


WORDS = {
    State.OPEN: "not appealed yet",
    State.APPEALED: "appealed, waits for an answer",
    State.UPHELD: "stands",
    State.LIFTED: "taken back by the platform",
}
ACTS = {State.APPEALED: "The appeal was sent", State.UPHELD: "It stands", State.LIFTED: "The platform took it back",
        State.OPEN: "Not appealed after all"}  # fmt: skip
NEXT: dict[State, tuple[State, ...]] = {
    State.OPEN: (State.APPEALED, State.UPHELD, State.LIFTED),
    State.APPEALED: (State.LIFTED, State.UPHELD, State.OPEN),
    State.UPHELD: (State.APPEALED, State.LIFTED),
    State.LIFTED: (State.UPHELD,),
}
TONES = {State.OPEN: "risk", State.APPEALED: "soon", State.UPHELD: "breach", State.LIFTED: "ok"}
