"""Pages in process: a member's signed-in requests, each with its queries counted, beside bare SELECTs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.database import EMAIL, TEAM
from tests.bench.figures import Figure, Took, timed

FEW_TIMES = 9


def reader() -> Client:
    from fulfillment.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(email=EMAIL), backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, url: str, *, times: int = 25, expect: Sequence[int] = (200,)) -> Took:
    def get() -> None:
        found = client.get(url)
        if found.status_code not in expect:
            raise AssertionError(f"{url} answered {found.status_code}")

    return timed(get, times=times)


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def bare_ms(sql: str, values: Sequence[Any] = ()) -> float:
    """The same rows through the driver alone."""

    def select() -> None:
        with connection.connection.cursor() as cursor:
            cursor.execute(sql, values).fetchall()

    connection.ensure_connection()
    return timed(select).clock * 1000


def today() -> Iterator[Figure]:
    client, team = reader(), team_id()
    connect_shops()
    yield Figure(name="Today, queries", measured=queries_of(client, "/"), unit="queries", limit=15)
    floor = bare_ms(
        "SELECT * FROM orders_order WHERE team_id = %s AND is_open AND severity >= 2"
        " ORDER BY severity DESC, dispatch_due_at, id LIMIT 60",
        [team],
    )
    yield Figure(name="Today", **page(client, "/").as_ms, limit=60, floor=floor)


def orders_list() -> Iterator[Figure]:
    client, team = reader(), team_id()
    floor = bare_ms(
        "SELECT * FROM orders_order WHERE team_id = %s ORDER BY placed_at DESC, id DESC LIMIT 50", [team]
    )
    yield Figure(
        name="Orders, page 1, queries", measured=queries_of(client, "/orders/"), unit="queries", limit=8
    )
    first = page(client, "/orders/")
    yield Figure(name="Orders, page 1", **first.as_ms, limit=50, floor=floor)
    for name, url in (
        ("middle page", f"/orders/?after={middle_key(team)}"),
        ("last page", "/orders/?last=1"),
    ):
        measured = page(client, url)
        yield Figure(name=f"Orders, {name}", **measured.as_ms, limit=first.clock * 1300, floor=floor)
    for asked in single_filters(team):
        url = f"/orders/?{urlencode(asked)}"
        words = " ".join(f"{name}={value}" for name, value in asked.items())
        measured = page(client, url, times=FEW_TIMES)
        yield Figure(name=f"Orders, {words}", **measured.as_ms, limit=80, floor=floor)
    for what, text in searches(team):
        url = f"/orders/?{urlencode({'q': text})}"
        measured = page(client, url, times=FEW_TIMES, expect=(200, 302))
        yield Figure(name=f"Orders, search by {what}", **measured.as_ms, limit=60, floor=floor)


def metric_pages() -> Iterator[Figure]:
    from metrics.definitions import METRICS

    client, shop = reader(), biggest_shop()
    for slug in METRICS:
        floor = bare_ms(
            "SELECT * FROM metrics_dailysum WHERE shop_id = %s AND metric = %s AND dimension = ''"
            " AND day_on > current_date - 30",
            [shop.pk, slug],
        )
        for tab in ("supplier", "sku", "lane"):
            query = urlencode({"shop": shop.slug, "tab": tab})
            measured = page(client, f"/metrics/{slug}/?{query}")
            yield Figure(name=f"{slug}, by {tab}", **measured.as_ms, limit=60, floor=floor)
    for rows, columns in (("supplier", "carrier"), ("sku", "week"), ("warehouse", "supplier")):
        query = urlencode({"shop": shop.slug, "rows": rows, "columns": columns})
        measured = page(client, f"/metrics/late-dispatch-rate/crossed/?{query}")
        yield Figure(name=f"late-dispatch-rate, {rows} by {columns}", **measured.as_ms, limit=300)
    measured = page(client, f"/metrics/late-dispatch-rate/?shop={shop.slug}&days=400&tab=sku")
    yield Figure(name="late-dispatch-rate, by sku, 400 days", **measured.as_ms)


def team_id() -> int:
    from fulfillment.accounts.models import Team

    return Team.objects.get(slug=TEAM).pk


def biggest_shop() -> Any:
    from fulfillment.catalog.models import Shop

    return Shop.objects.get(slug=f"{TEAM}-us")


def connect_shops() -> None:
    """Every shop has its line to the channel, with a backlog and some quarantined payloads behind it."""
    from django.utils import timezone

    from fulfillment.catalog.models import Shop
    from fulfillment.channels.models import Connection, QuarantinedItem, Wanted

    now = timezone.now()
    for shop in Shop.objects.filter(team__slug=TEAM):
        line, is_new = Connection.objects.get_or_create(
            shop=shop, defaults={"team": shop.team, "state": "ok", "last_success_at": now}
        )
        if is_new:
            waiting = {"team": shop.team, "connection": line, "kind": "order"}
            moments = {"wanted_at": now, "not_before_at": now}
            Wanted.objects.bulk_create(Wanted(external_id=str(n), **waiting, **moments) for n in range(5000))
            seen = {"first_seen_at": now, "last_seen_at": now}
            QuarantinedItem.objects.bulk_create(
                QuarantinedItem(
                    team=shop.team,
                    shop=shop,
                    kind="order",
                    external_id=str(n),
                    sentence="-",
                    payload=b"{}",
                    **seen,
                )
                for n in range(300)
            )
    Connection.objects.filter(team__slug=TEAM).update(last_success_at=now)


def middle_key(team: int) -> str:
    from fulfillment.desk.keyset import PLACED, key_of
    from fulfillment.orders.models import Order

    orders = Order.objects.filter(team=team).order_by("-placed_at", "-pk")
    return key_of(orders[orders.count() // 2], PLACED)


def single_filters(team: int) -> Iterator[dict[str, Any]]:
    from django.utils import timezone

    from fulfillment.accounts.models import User

    day = timezone.now().date()
    assignee = User.objects.get(email=EMAIL).pk
    yield from ({"shop": f"{TEAM}-{name}"} for name in ("us", "uk"))
    yield {"market": "US"}
    yield from (
        {"stage": stage} for stage in ("to_ship", "awaiting_scan", "in_transit", "delivered", "cancelled")
    )
    yield from ({"level": level} for level in ("on_track", "at_risk", "will_count_late"))
    yield from ({"owner": owner} for owner in ("us", "carrier", "supplier"))
    yield from ({"assignee": who} for who in (assignee, "nobody"))
    yield from ({"carrier": carrier} for carrier in ("usps", "uniuni"))
    yield from ({"tracking": verdict} for verdict in ("valid", "pending", "invalid"))
    yield from ({"supplier": code} for code in ("SUP-000", "SUP-199"))
    yield from ({"sku": code} for code in ("GLOW-0000", "GLOW-0870"))
    yield from ({"shipping": word} for word in ("seller", "platform_warehouse"))
    yield from ({"kind": kind} for kind in ("regular", "pre_order", "sample", "custom"))
    yield {"since": day - timedelta(days=30)}
    yield {"until": day - timedelta(days=400)}
    yield {"due": day}
    yield {"open": 1}
    yield {"hold": 1}
    yield from ({"sort": sort} for sort in ("placed", "due", "-due"))


def searches(team: int) -> Iterator[tuple[str, str]]:
    from fulfillment.orders.models import Buyer, Order
    from fulfillment.tracking.models import Package

    rare = Buyer.objects.filter(team=team).order_by("pk")[1234]
    numbers = Package.objects.filter(team=team).order_by("pk").values_list("tracking_number", flat=True)
    middle = numbers.count() // 2
    yield "buyer's name", rare.name
    yield "a first name that thousands have", "maria"
    yield "tracking number", numbers[middle]
    yield "100 tracking numbers", "\n".join(numbers[middle : middle + 100])
    yield "order id", Order.objects.filter(team=team).order_by("pk")[1234].external_id
    yield "SKU", "GLOW-0870"
    yield "nothing that exists", "qwertzuiop"
