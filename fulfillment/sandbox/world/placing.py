"""What is ordered on a day: how many, when, by whom, which things, and as which sort of order."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from fulfillment.sandbox.world import shoppers
from fulfillment.sandbox.world.calendar import midnight
from fulfillment.sandbox.world.model import Order, Shop, Unit
from fulfillment.sandbox.world.products import PRODUCTS, VIRAL, Product

HOUR_WEIGHTS = (
    2,
    1,
    1,
    0.6,
    0.5,
    0.8,
    1.5,
    2.4,
    3.2,
    3.8,
    4.2,
    4.8,
    5.6,
    5.2,
    4.6,
    4.4,
    4.6,
    5.0,
    6.0,
    7.2,
    8.4,
    8.8,
    6.8,
    4.0,
)
WEEKDAY_WEIGHTS = (0.96, 0.92, 0.94, 0.98, 1.04, 1.08, 1.12)
MESSAGES = (
    "Please ship asap!",
    "It's a birthday gift, no invoice please",
    "Leave at the side door",
    "Can you add a note?",
)
# Orders of one day are numbered below this; those placed on request come after.
EXTRA = 50_000


@dataclass(frozen=True)
class Terms:
    """What makes two worlds equal."""

    seed: int
    anchor_on: date
    orders_per_day: float


def viral_pull(day: date, anchor_on: date) -> float:
    """How many times its usual demand the viral product sells: it climbs for two weeks, then fades slowly."""
    to_anchor = (anchor_on - day).days
    if to_anchor >= 14:
        return 1.0
    if to_anchor >= 0:
        return 1.0 + 3.6 * float(((14 - to_anchor) / 14) ** 1.5)
    return max(1.5, 4.6 * float(0.93**-to_anchor))


def demand(product: Product, day: date, anchor_on: date) -> float:
    return product.demand * (viral_pull(day, anchor_on) if product.code == VIRAL else 1.0)


def count_on(terms: Terms, shop: Shop, day: date) -> int:
    """Orders of a shop on a day: weekday rhythm, a slow climb, the viral product's pull, and chance."""
    rng = random.Random(f"{terms.seed}/{shop.slug}/{day}/count")
    usual = sum(p.demand for p in PRODUCTS)
    pull = sum(demand(p, day, terms.anchor_on) for p in PRODUCTS) / usual
    mean = terms.orders_per_day * shop.share * WEEKDAY_WEIGHTS[day.weekday()] * pull
    return max(0, round(rng.gauss(mean, sqrt(mean) if mean > 0 else 0)))


def moments_on(terms: Terms, shop: Shop, day: date, count: int) -> list[int]:
    rng = random.Random(f"{terms.seed}/{shop.slug}/{day}/moments")
    start = midnight(shop.market, day)
    length = midnight(shop.market, day + timedelta(days=1)) - start
    hours = rng.choices(range(24), HOUR_WEIGHTS, k=count)
    return sorted(min(start + hour * 3600 + rng.randrange(3600), start + length - 1) for hour in hours)


def order_id(created: int, shop: Shop, number: int) -> str:
    """18 digits as the platform's, beyond 2**53, rising with time."""
    return f"577{created - 1_600_000_000:09d}{shop.letter}{number:05d}"


def draft(terms: Terms, shop: Shop, day: date, number: int, created: int) -> Order:
    """An order with buyer, units and sort, before anything happens to it."""
    rng = random.Random(f"{terms.seed}/{shop.slug}/{day}/{number}/draft")
    buyer = shoppers.buyer(terms.seed, shop.market, rng.randrange(int(400 + terms.orders_per_day * 60)))
    weights = [demand(p, day, terms.anchor_on) for p in PRODUCTS]
    product = rng.choices(PRODUCTS, weights)[0]
    oid = order_id(created, shop, number)
    order = Order(oid, shop, buyer, [], created, day, product.kind, handling_days=product.handling_days)
    chosen = [product] * rng.choices((1, 2, 3, 4), (84, 12, 3, 1))[0]
    if product.kind == "NORMAL" and rng.random() < 0.14:
        normal = [p for p in PRODUCTS if p.kind == "NORMAL" and p is not product]
        chosen += rng.choices(normal, [p.demand for p in normal], k=rng.choice((1, 1, 2)))
    if product.kind == "VIRTUAL_ORDER":
        chosen = chosen[:1]
    order.units = [Unit(f"5{oid[3:]}{n:03d}", p, _price(p, shop)) for n, p in enumerate(chosen)]
    _classify(rng, order)
    if rng.random() < 0.03:
        order.message = rng.choice(MESSAGES)
    return order


def _price(product: Product, shop: Shop) -> int:
    """Pounds are about four fifths of dollars, ending in 9."""
    return product.cents if shop.market.region == "US" else product.cents * 8 // 100 * 10 + 9


def _classify(rng: random.Random, order: Order) -> None:
    """Who ships it, and whether it is a creator's sample or a replacement."""
    roll = rng.random()
    if order.kind == "VIRTUAL_ORDER":
        order.shipping_type = "TIKTOK_DIGITAL"
    elif order.kind != "NORMAL" or order.shop.is_own_store:
        return
    elif roll < 0.04:
        order.fulfillment_type, order.shipping_type = "FULFILLMENT_BY_TIKTOK", "TIKTOK"
    elif roll < 0.10:
        order.shipping_type = "TIKTOK"
    elif roll < 0.115:
        order.sample, order.units = True, order.units[:1]
        order.units[0].cents = 0
    elif roll < 0.122:
        order.units = order.units[:1]
        order.units[0].cents = 0
        order.replaces = "replacement"
