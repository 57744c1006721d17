"""The store's orders: each a life that follows from its number alone, so that a restart tells the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fulfillment.sandbox.world import numbers, shoppers
from fulfillment.sandbox.world.calendar import US
from fulfillment.sandbox.world.model import NEVER
from fulfillment.sandbox.world.products import PRODUCTS, Product
from fulfillment.sandbox.world.shoppers import Buyer

EVERY = 5400  # seconds from one order to the next
HOUR = 3600
LONGEST = 12 * 24 * HOUR  # from an order's placing to its end


@dataclass(frozen=True)
class Life:
    """Moments in unix seconds; NEVER means that it does not happen."""

    number: int
    buyer: Buyer
    goods: tuple[tuple[Product, int], ...]
    tracking_number: str
    placed_at: int
    ready_at: int = NEVER
    scanned_at: int = NEVER
    delivered_at: int = NEVER
    cancelled_at: int = NEVER

    def moments(self) -> list[int]:
        told = (self.placed_at, self.ready_at, self.scanned_at, self.delivered_at, self.cancelled_at)
        return sorted(at for at in told if at < NEVER)

    def cents(self) -> int:
        return sum(product.cents * count for product, count in self.goods)


def life(seed: int, place: int) -> Life:
    """The order of the `place`-th span of time since 1970."""
    rng = random.Random(f"{seed}/corner/{place}")
    placed_at = place * EVERY + rng.randrange(EVERY)
    chosen = rng.sample([each for each in PRODUCTS if each.kind == "NORMAL"], rng.choice((1, 1, 1, 2)))
    sold = Life(
        number=place % 100_000,
        buyer=shoppers.buyer(seed, US, place % 1_000_000),
        goods=tuple((product, rng.choice((1, 1, 1, 2))) for product in chosen),
        tracking_number=numbers.usps(rng),
        placed_at=placed_at,
    )
    if rng.random() < 0.03:
        return replace(sold, cancelled_at=placed_at + rng.randrange(HOUR, 10 * HOUR))
    ready_at = placed_at + rng.randrange(4 * HOUR, 26 * HOUR)
    # One in twelve waits: goods that were short, a truck that was missed.
    waits = rng.randrange(24 * HOUR, 60 * HOUR) if rng.random() < 0.08 else 0
    scanned_at = ready_at + waits + rng.randrange(2 * HOUR, 16 * HOUR)
    delivered_at = scanned_at + rng.randrange(40 * HOUR, 110 * HOUR)
    return replace(sold, ready_at=ready_at, scanned_at=scanned_at, delivered_at=delivered_at)


def changed(seed: int, since: int, until: int) -> Iterator[Life]:
    """Every order of which something happened after `since`, up to `until`."""
    for place in range((since - LONGEST) // EVERY, until // EVERY + 1):
        found = life(seed, place)
        if any(since < at <= until for at in found.moments()):
            yield found
