"""What the past says of a product and of the steps that its orders go through; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, Sum

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order, OrderEvent, OrderLine
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.tracking.models import Package
from fulfillment.warehouse.kits.reaching import reach
from fulfillment.warehouse.models import Lot, Supply
from sourcing.readiness.judging import Capacity, Day, Judged, Plan, ask, of_stock, sustained

SPAN = timedelta(days=60)
LATE = 0.04  # what TikTok Shop asks of Late Dispatch Rate; own stores are held to the same here
IN_TIME, VALID, CHECKED, STOCKED, UNTOUCHED = 1 - LATE, 0.95, 0.95, 0.98, 0.9
MISSING = ("stock_short", "no_live_promise", "kit_missing")

VOLUMES = """
SELECT step, (at AT TIME ZONE %(zone)s)::date AS on_day, count(*), count(*) FILTER (WHERE is_late)
FROM (
    SELECT o.id, o.dispatched_at > o.dispatch_due_at AS is_late, o.dispatched_at, o.packed_at, o.handed_over_at,
        o.placed_at, o.carrier,
        EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id AND l.supplier_id = %(supplier)s) AS theirs
    FROM orders_order o
    WHERE o.team_id = %(team)s AND o.placed_at >= %(since)s AND o.dispatched_at IS NOT NULL
        AND o.shipping_type IN ('seller', 'platform')
) s
CROSS JOIN LATERAL (VALUES
    ('supplier', CASE WHEN s.theirs THEN s.placed_at END), ('packing', s.packed_at),
    ('hand-over', s.handed_over_at), ('carrier', CASE WHEN s.carrier = %(carrier)s THEN s.dispatched_at END)
) v(step, at)
WHERE at IS NOT NULL GROUP BY 1, 2
"""


class Question(NamedTuple):
    words: str
    judged: Judged
    says: str  # what is counted


class Product(NamedTuple):
    sku: Sku
    questions: list[Question]
    capacities: list[Capacity]


def product(team: Team, sku: Sku, *, plan: Plan | None, now: datetime) -> Product:
    since = now - SPAN
    lines = OrderLine.objects.filter(sku=sku, placed_at__gte=since)
    orders = Order.objects.filter(pk__in=lines.values("order")).exclude(status="cancelled")
    sent = orders.filter(dispatched_at__isnull=False)
    counted = sent.aggregate(
        n=Count("pk"),
        packed=Count("pk", filter=Q(packed_at__isnull=False)),
        due=Count("pk", filter=Q(dispatch_due_at__isnull=False)),
        late=Count("pk", filter=Q(dispatched_at__gt=F("dispatch_due_at"))),
    )
    return Product(sku, _questions(orders, sent, counted), _capacities(team, sku, sent, plan, since))


def _questions(orders: Any, sent: Any, counted: dict[str, int]) -> list[Question]:
    n, due = counted["n"], counted["due"]
    short = orders.filter(holds__reason__in=MISSING).values("pk").distinct().count()
    all_orders = orders.count()
    packages = Package.objects.filter(orders__in=sent, verdict__in=["valid", "invalid"]).distinct()
    verdicts = packages.aggregate(
        n=Count("pk", distinct=True), ok=Count("pk", distinct=True, filter=Q(verdict="valid"))
    )
    touched = (
        OrderEvent.objects.filter(order__in=sent, actor__isnull=False).values("order").distinct().count()
    )
    return [
        Question("Do orders repeat without stock-outs?", ask(all_orders - short, all_orders, wanted=STOCKED),
                 "orders never held for missing goods or promise"),
        Question("Is it checked before dispatch?", ask(counted["packed"], n, wanted=CHECKED),
                 "dispatched orders whose goods were scanned at the packing table"),
        Question("Is tracking valid by this route?", ask(verdicts["ok"], verdicts["n"], wanted=VALID, unit="packages"),
                 "concluded packages with a valid number"),
        Question("Is the first scan inside the window?", ask(due - counted["late"], due, wanted=IN_TIME),
                 "dispatched orders that were not late"),
        Question("Does volume pass without hands?", ask(n - touched, n, wanted=UNTOUCHED),
                 "dispatched orders that no person had to act on"),
    ]  # fmt: skip


def _capacities(team: Team, sku: Sku, sent: Any, plan: Plan | None, since: datetime) -> list[Capacity]:
    usual = sent.exclude(carrier="").values_list("carrier").annotate(n=Count("pk")).order_by("-n").first()
    carrier = usual[0] if usual else ""
    asked = {
        "team": team.pk,
        "zone": team.time_zone,
        "since": since,
        "supplier": sku.supplier_id,
        "carrier": carrier,
    }
    days: dict[str, list[Day]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(VOLUMES, asked)
        for step, on, orders, late in cursor.fetchall():
            days[step].append(Day(on, orders, late))
    stock = Lot.objects.filter(team=team, sku=sku, state="released").aggregate(n=Sum("on_hand"))["n"]
    names = {
        "supplier": f"Supplier {sku.supplier}" if sku.supplier else "Supplier",
        "packing": "Packing",
        "hand-over": "Hand-over",
        "carrier": f"Carrier {carrier_name(carrier) or carrier}" if carrier else "Carrier",
    }
    found = [sustained(name, days[step], target=LATE) for step, name in names.items()]
    if stock is not None:
        found.append(of_stock("Stock", stock, plan=plan))
    if kit := reach(team.pk, sku.pk, set(sent.values_list("shop", flat=True))):
        found.append(of_stock(f"Kit stock ({kit.item})", kit.orders, plan=plan))
    if Supply.objects.filter(team=team, sku=sku, is_inspected=True).exists():
        why = "how many units a day it passes is not recorded by day"
        found.append(Capacity("Inspection", None, False, 0, why))
    return found


def sold(team: Team, *, now: datetime) -> list[dict[str, Any]]:
    """The products of the last sixty days, the most ordered first; fifty at most."""
    lines = OrderLine.objects.filter(team=team, sku__isnull=False, placed_at__gte=now - SPAN)
    rows = lines.values("sku_id", "sku__code", "sku__title").annotate(orders=Count("order", distinct=True))
    return [dict(row) for row in rows.order_by("-orders", "sku__code")[:50]]


def plan_of(told: dict[str, Any]) -> Plan | None:
    orders, since, until = told.get("orders"), told.get("since"), told.get("until")
    is_whole = isinstance(orders, int) and isinstance(since, date) and isinstance(until, date)
    return Plan(orders, since, until) if is_whole else None  # type: ignore[arg-type]
