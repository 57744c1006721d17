"""What follows an attempt: done, refused, or when to try again. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from fulfillment.outbox.words import Outcome, State

# After the first failure, the second, …; the last one repeats. Deadlines are counted in hours, so the pauses stay short.
BACK_OFF = (
    timedelta(seconds=10),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=15),
    timedelta(minutes=30),
)
GIVE_UP_AFTER = 54  # attempts: about a day
UNTIL_CONNECTED = timedelta(minutes=15)

_SETTLED = {
    Outcome.DONE: State.DONE,
    Outcome.ALREADY_DONE: State.DONE,
    Outcome.REFUSED: State.REFUSED,
    Outcome.UNCLEAR: State.NEEDS_PERSON,
}


class Next(NamedTuple):
    """`retry_at` is None where nothing more is sent by itself."""

    state: State
    retry_at: datetime | None = None


def what_follows(
    outcome: Outcome, *, attempts: int, now: datetime, retry_after: float | None = None, seed: int = 0
) -> Next:
    """`attempts` counts this one; `retry_after` is what the channel asked for, in seconds.

    A missing permission is not an attempt that failed: it waits for the person who connects the shop again.
    """
    if outcome in _SETTLED:
        return Next(_SETTLED[outcome])
    if outcome is Outcome.UNAUTHORISED:
        return Next(State.WAITING, now + UNTIL_CONNECTED)
    if attempts >= GIVE_UP_AFTER:
        return Next(State.NEEDS_PERSON)
    asked = timedelta(seconds=min(retry_after or 0, BACK_OFF[-1].total_seconds()))
    return Next(State.WAITING, now + max(back_off(attempts, seed=seed), asked))


def back_off(attempts: int, *, seed: int = 0) -> timedelta:
    """The pause after so many failures, spread by up to a fifth so that writes do not return together."""
    pause = BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]
    return pause * (1 + (seed % 100) / 500)
