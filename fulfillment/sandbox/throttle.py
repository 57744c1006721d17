"""At most so many requests a second per endpoint and shop, in bursts of as many."""

import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock


class Throttle:
    """A bucket per key that fills at ``rate`` a second up to ``rate``; a rate of 0 never refuses."""

    def __init__(self, rate: float, timer: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.timer = timer
        self._lock = Lock()
        self._buckets: dict[str, tuple[float, float]] = defaultdict(lambda: (self.rate, self.timer()))

    def admits(self, key: str) -> bool:
        if self.rate <= 0:
            return True
        with self._lock:
            level, since = self._buckets[key]
            moment = self.timer()
            level = min(self.rate, level + (moment - since) * self.rate)
            self._buckets[key] = (level - 1 if level >= 1 else level, moment)
            return level >= 1
