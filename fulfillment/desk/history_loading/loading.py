"""The order of things: goods, rules, buyers, orders chunk by chunk, sums; then the watch and the metrics' queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from msgspec import Struct

from fulfillment.accounts.models import Membership, Team
from fulfillment.desk.history_loading import concluded, goods, ruling, told
from fulfillment.desk.history_loading.shaping import FUNCTIONS, SHAPE
from fulfillment.desk.history_loading.swiftly import trust_keys, without_indexes
from fulfillment.orders import learning, watch
from fulfillment.orders.models import Buyer, ChangedOrder, Order
from fulfillment.orders.upsert.rowset import execute
from fulfillment.tracking.models import Package
from metrics.facts import judge_changed
from metrics.models import DailySum, Fact
from metrics.rebuilding import SUM_UP

MONTHS = timedelta(days=730)
OPEN_SINCE = timedelta(days=5)
CHUNK = 600_000  # a multiple of 60: a package and all its orders stand in one chunk
Progress = Callable[[str], None]


class Size(Struct, frozen=True, kw_only=True):
    """How much to load; `open_orders` of `orders` still wait for their first scan."""

    orders: int
    open_orders: int = 10_000


def load(team: Team, size: Size, *, now: datetime, progress: Progress = lambda step: None) -> None:
    """The team has that history, judged and counted. It must have none before: sums are summed from its facts."""
    with transaction.atomic():
        execute("SET LOCAL synchronous_commit TO off", {})
        execute("SET LOCAL work_mem TO '256MB'", {})
        trust_keys()
        shops = goods.open_shops(team)
        goods.stock(team, shops)
        ruling.lay_down(shops)
        _write(team, [shop.pk for shop in shops], size, now, progress)
    progress("learning pace")
    learning.learn(now=now, shops=shops)
    progress("judging open orders")
    with transaction.atomic():
        watch.wake(Order.objects.of(team).open().values_list("pk", flat=True), now=now)
    while watch.watch_due(now=now):
        pass
    while judge_changed(team=team):
        pass
    _tidy(progress)


def _write(team: Team, shops: list[int], size: Size, now: datetime, progress: Progress) -> None:
    values = _values(team, shops, size, now)
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
    with without_indexes([*told.MODELS, Fact, DailySum]):
        progress("buyers")
        told.write_buyers(values)
        for first in range(0, size.orders, CHUNK):
            last = min(first + CHUNK, size.orders) - 1
            execute(SHAPE, {**values, "first": first, "last": last})
            told.write_shape(values)
            concluded.write_facts(values)
            execute("DROP TABLE shape", {})
            progress(f"{last + 1:,} orders")
        progress("daily sums")
        execute("ANALYZE metrics_fact", {})
        with connection.cursor() as cursor:
            cursor.execute(SUM_UP, [team.pk])
        progress("indexes")


def _values(team: Team, shops: list[int], size: Size, now: datetime) -> dict[str, Any]:
    member = Membership.objects.filter(team=team).order_by("pk").values_list("user_id", flat=True).first()
    buyers = max(1, size.orders * 4 // 5)
    return {
        "team": team.pk,
        "shops": shops,
        "some_shop": shops[0],
        "assignee": member,
        "carriers": list(goods.CARRIERS),
        "now": now,
        "since": now - MONTHS,
        "until": now - OPEN_SINCE,
        "orders": size.orders,
        "open": size.open_orders,
        "closed": size.orders - size.open_orders,
        "buyers": buyers,
        "order_base": _reserve(Order, size.orders),
        "package_base": _reserve(Package, 2 * size.orders),
        "buyer_base": _reserve(Buyer, buyers),
    }


def _reserve(model: type[Model], count: int) -> int:
    """The first of so many ids that nobody else will get."""
    sequence = f"pg_get_serial_sequence('{model._meta.db_table}', 'id')"
    found = execute(f"SELECT setval({sequence}, nextval({sequence}) + %(count)s)", {"count": count})
    return int(found[0][0]) - count


def _tidy(progress: Progress) -> None:
    """Statistics of what stands there now; outside a transaction also the map of what all may see."""
    progress("statistics")
    how = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    for model in (*told.MODELS, Fact, DailySum, ChangedOrder):
        execute(f"{how} {model._meta.db_table}", {})
