"""Now and then the platform tells of an order what nobody can read. Asked for it often enough, it mends it.

One order a day and shop, early in the day; which, in what form and how often it must be asked for by its id is the
seed's. Nobody asks for an order for ever: after a day and a half it is mended anyway.
"""

import random
from collections import Counter
from collections.abc import Callable

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Order

EARLY = 12  # it is one of so many first orders of its day
LONGEST = 36 * 3600
FORMS: tuple[Callable[[Json], Json], ...] = (
    lambda shown: {"create_time": shown["create_time"] * 1000},
    lambda shown: {"line_items": {"count": len(shown["line_items"])}},
    lambda shown: {"status": "PROCESSING_BY_PARTNER"},
)


class Mishaps:
    def __init__(self, seed: int, *, happen: bool) -> None:
        self.seed = seed
        self.happen = happen
        self.asked: Counter[str] = Counter()

    def told(self, order: Order, shown: Json, now: int) -> Json:
        """What the platform tells of the order instead of what is `shown` of it."""
        if not self.happen or now - order.created_at > LONGEST:
            return shown
        rng = random.Random(f"{self.seed}/{order.shop.slug}/{order.placed_on}/mishap")
        number, form, mended_after = rng.randint(1, EARLY), rng.choice(FORMS), rng.randint(3, 5)
        if int(order.id[-5:]) != number or self.asked[order.id] >= mended_after:
            return shown
        return shown | form(shown)

    def told_by_id(self, order: Order, shown: Json, now: int) -> Json:
        self.asked[order.id] += 1
        return self.told(order, shown, now)
