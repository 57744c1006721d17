"""What carriers know: every parcel under the number it bears, and its scans at the moment they happen."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count

from fulfillment.sandbox.world.model import NEVER, Parcel, Scan
from fulfillment.sandbox.world.world import World


class Parcels:
    """Numbers that were registered are watched: `new_scans` tells those that had one since it was last asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._by_number: dict[str, Parcel] = {}
        self._heap: list[tuple[int, int, str]] = []
        self._sequence = count()

    def find(self, number: str) -> Parcel | None:
        now = self.world.now
        found = self._by_number.get(number)
        if found is None or found.number_at(now) != number:
            parcels = (
                p
                for (_, kind), index in self.world.index.items()
                if kind == "package"
                for p in index.items.values()
            )
            self._by_number = {p.number_at(now): p for p in parcels if p.arranged_at <= now}
            found = self._by_number.get(number)
        return found

    def scans(self, number: str) -> list[Scan]:
        """So far, newest first."""
        parcel, now = self.find(number), self.world.now
        scans = parcel.scans if parcel else []
        return sorted((scan for scan in scans if scan.at <= now), key=lambda scan: scan.at, reverse=True)

    def watch(self, number: str) -> None:
        parcel = self.find(number)
        for scan in parcel.scans if parcel else []:
            if self.world.now < scan.at < NEVER:
                heapq.heappush(self._heap, (scan.at, next(self._sequence), number))

    def new_scans(self) -> Iterator[str]:
        """Numbers, in the order of their scans."""
        while self._heap and self._heap[0][0] <= self.world.now:
            yield heapq.heappop(self._heap)[2]
