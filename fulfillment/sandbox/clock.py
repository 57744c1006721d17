"""World time: starts at an anchor, may run faster than the wall clock and may be pushed forward."""

import time
from collections.abc import Callable


class Clock:
    """``now()`` is unix seconds of the world; it never goes back.

    The wall clock still judges request timestamps and token lives, because callers live by it.
    """

    def __init__(
        self,
        *,
        anchor: float,
        started: float,
        speed: float = 1.0,
        advanced: float = 0.0,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.anchor = anchor
        self.started = started
        self.speed = speed
        self.advanced = advanced
        self.wall = wall

    def now(self) -> int:
        return int(self.anchor + (self.wall() - self.started) * self.speed + self.advanced)

    def advance(self, seconds: float) -> None:
        """Moves the world forward at once; going back is refused."""
        if seconds < 0:
            raise ValueError("World time only moves forward.")
        self.advanced += seconds

    def change_speed(self, speed: float) -> None:
        """From this moment on the world runs at another speed; the present moment stays the same."""
        moment = self.wall()
        self.anchor += (moment - self.started) * self.speed
        self.started, self.speed = moment, speed
