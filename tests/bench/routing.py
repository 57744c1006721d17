"""100,000 orders through 50 rules on one core, beside asking one rule of each; and a rehearsal of as many."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle, islice

from tests.bench.figures import Figure, middle, once

ORDERS, RULES, ROUNDS = 100_000, 50, 3
COUNTRIES, TAGS = ("US", "GB", "DE", "FR", "ES", "IT"), "abcdefgh"


def routing() -> Iterator[Figure]:
    from sourcing.routing.deciding import decide_all
    from sourcing.routing.rehearsing import Past, rehearse
    from sourcing.routing.rules import Facts, Route, Rule

    chance = random.Random(5)
    rules = [
        Rule(
            id=place, name=f"rule {place}", countries=frozenset(chance.sample(COUNTRIES, 2)),
            tags=frozenset(chance.sample(TAGS, 2)), value_min=Decimal(chance.randint(1, 200)), currency="USD",
            grams_max=chance.randint(100, 3000), daily_cap=chance.choice([None, 50]),
            route=Route("S1", "main", chance.choice(["ups", "usps", "fedex"])), cost_per_order=Decimal(4),
            cost_per_kg=Decimal(3), cost_ceiling=Decimal(10),
        )
        for place in range(RULES)
    ]  # fmt: skip
    told = [
        Facts(
            country=chance.choice(COUNTRIES), tags=frozenset(chance.sample(TAGS, 2)), currency="USD",
            value=Decimal(chance.randint(1, 400)), grams=chance.randint(10, 3000), hours=48.0,
            accepted=frozenset({"ups", "usps"}), day=str(chance.randint(1, 30)),
        )
        for _ in range(ORDERS)
    ]  # fmt: skip
    took = middle([once(lambda: decide_all(rules, told)) for _ in range(ROUNDS)])
    floor = middle(
        [once(lambda: [each.country in rules[0].countries for each in told]) for _ in range(ROUNDS)]
    )
    yield Figure(
        name=f"{ORDERS:,} orders through {RULES} rules", **took.as_s, unit="s", limit=5, floor=floor.clock
    )
    ways = islice(cycle([Route("S1", "main", "usps"), Route("S1", "main", "ups")]), ORDERS)
    past = [Past(facts, way, 20.0, 60.0, False) for facts, way in zip(told, ways, strict=True)]
    took = middle([once(lambda: rehearse(rules, past, costs={})) for _ in range(ROUNDS)])
    yield Figure(name=f"Rehearsing {ORDERS:,} orders", **took.as_s, unit="s", limit=10, floor=floor.clock)
