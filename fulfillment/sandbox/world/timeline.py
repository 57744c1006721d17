"""One shop's orders as they are placed, day after day: the same terms give the same lives."""

import random
from datetime import date, timedelta

from fulfillment.sandbox.world import life, placing
from fulfillment.sandbox.world.calendar import local
from fulfillment.sandbox.world.model import Order, Parcel, Shop
from fulfillment.sandbox.world.products import PRODUCTS
from fulfillment.sandbox.world.supply import SUPPLIERS, Queue

# How many recent good parcels a number may be copied from.
REMEMBERED = 300
FIRST_SERIAL = 1000


class Timeline:
    """Days must be planned in order; what was placed on request on a day is planned after that day."""

    def __init__(self, terms: placing.Terms, shop: Shop) -> None:
        self.terms = terms
        self.shop = shop
        self.queues = {code: Queue(self._capacity(code)) for code in SUPPLIERS}
        self.earlier: list[Parcel] = []
        self.placed = 0

    def _capacity(self, code: str) -> float:
        """Units a business day, from the supplier's usual share of demand."""
        total = sum(p.demand for p in PRODUCTS)
        share = sum(p.demand for p in PRODUCTS if p.supplier == code) / total
        return max(1.0, SUPPLIERS[code].slack * share * self.terms.orders_per_day * self.shop.share * 1.35)

    def plan_day(self, day: date) -> list[Order]:
        count = placing.count_on(self.terms, self.shop, day)
        orders: list[Order] = []
        for number, created in enumerate(placing.moments_on(self.terms, self.shop, day, count)):
            orders += self._place(day, number, created)
        for code, queue in self.queues.items():
            units = sum(1 for order in orders for unit in order.units if unit.product.supplier == code)
            queue.pass_day(self.shop.market, day, units)
        return orders

    def place_extra(self, number: int, created: int) -> Order:
        """One order more, on request, at this very moment."""
        day = local(self.shop.market, created).date()
        return self._place(day, placing.EXTRA + number, created, alone=True)[0]

    def _place(self, day: date, number: int, created: int, *, alone: bool = False) -> list[Order]:
        order = placing.draft(self.terms, self.shop, day, number, created)
        rng = random.Random(f"{self.terms.seed}/{self.shop.slug}/{day}/{number}/life")
        if order.replaces:
            self._replace(rng, order)
        group = [order] if alone else self._companions(rng, order, day, number)
        for each in group:
            each.serial = self.next_serial()
        life.plan(rng, group, queues=self.queues, earlier=self.earlier)
        self.earlier += [p for p in order.parcels if not p.flaw]
        del self.earlier[:-REMEMBERED]
        return group

    def next_serial(self) -> int:
        self.placed += 1
        return FIRST_SERIAL + self.placed

    def _replace(self, rng: random.Random, order: Order) -> None:
        """A replacement goes to the buyer of an earlier order and names it."""
        source = rng.choice(self.earlier).orders[:1] if self.earlier else []
        if not source:  # none yet, or its orders left for another parcel
            order.replaces = ""
            return
        order.replaces, order.buyer = source[0].id, source[0].buyer

    def _companions(self, rng: random.Random, order: Order, day: date, number: int) -> list[Order]:
        """A buyer who orders again within three hours gets everything in one parcel."""
        if not order.is_plain() or rng.random() > 0.022:
            return [order]
        group = [order]
        for n in range(rng.choices((1, 2, 3, 6), (70, 20, 8, 2))[0]):
            created = group[-1].created_at + rng.randint(300, 5400)
            again = placing.draft(self.terms, self.shop, day, 10_000 + 10 * number + n, created)
            if again.is_plain():
                again.buyer, again.placed_on = order.buyer, local(self.shop.market, created).date()
                group.append(again)
        return group


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
