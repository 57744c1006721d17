"""Orders of inspected goods that were dispatched in some days, with the defects behind them and the refunds after them.

What counts as behind an order: findings of the inspection that decides about a lot which went out for it, and of the
last inspection of its own goods before packing. Goods that came back are no part of it: they are looked at because
somebody wanted a refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from fulfillment.catalog.models import Shop
from fulfillment.inspections import asking
from fulfillment.inspections.models import Finding
from metrics import figures
from metrics.refunds.defects.counting import ANY, Group
from metrics.refunds.reading import DISPATCHED
from metrics.spans import Span

LOOKED = """
WITH sent AS MATERIALIZED (
    SELECT f.unit_id AS order_id FROM metrics_fact f
    WHERE f.shop_id = ANY(%(shops)s) AND f.metric = %(metric)s AND f.day_on BETWEEN %(since)s AND %(until)s
        AND f.in_denominator
), looked AS (
    SELECT DISTINCT sent.order_id, i.id AS inspection_id
    FROM sent JOIN orders_orderline line ON line.order_id = sent.order_id
    JOIN warehouse_stockmovement m ON m.order_line_id = line.id AND m.kind = 'shipped' AND m.quantity < 0
    JOIN inspections_inspection i ON i.lot_id = m.lot_id AND i.rules AND i.settled_at IS NOT NULL
    WHERE NOT EXISTS (SELECT FROM warehouse_stockmovement back WHERE back.takes_back_id = m.id)
    UNION
    SELECT sent.order_id, own.id FROM sent CROSS JOIN LATERAL (
        SELECT i.id FROM inspections_inspection i WHERE i.order_id = sent.order_id AND i.settled_at IS NOT NULL
        ORDER BY i.settled_at DESC, i.id DESC LIMIT 1
    ) own
), found AS (
    SELECT looked.order_id,
        coalesce(array_agg(DISTINCT coalesce(nullif(d.defect, ''), d.check_key)) FILTER (WHERE d.id IS NOT NULL), '{}')
            AS defects
    FROM looked LEFT JOIN inspections_finding d ON d.inspection_id = looked.inspection_id
    GROUP BY looked.order_id
), asked AS (
    SELECT found.order_id, found.defects, coalesce(array_agg(DISTINCT coalesce(nullif(r.reason_group, ''), 'other'))
        FILTER (WHERE r.id IS NOT NULL), '{}') AS reasons
    FROM found LEFT JOIN orders_refund r ON r.order_id = found.order_id AND r.status NOT IN ('withdrawn', 'rejected')
    GROUP BY found.order_id, found.defects
)
"""
GROUPS = LOOKED + "SELECT defects, reasons, count(*) FROM asked GROUP BY defects, reasons"
ORDERS = (
    LOOKED
    + """
SELECT order_id, defects, reasons FROM asked
WHERE (CASE WHEN %(defect)s = '' THEN defects <> '{}' ELSE %(defect)s = ANY(defects) END) = %(is_present)s
    AND CASE WHEN %(reason)s = '' THEN reasons <> '{}' ELSE %(reason)s = ANY(reasons) END
ORDER BY order_id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
)
Row = tuple[int, list[str], list[str]]  # order, defects, reasons


def groups(shops: Sequence[Shop], span: Span) -> list[Group]:
    """One query whose cost follows the days asked for."""
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, _asked(shops, span))
        return [Group(frozenset(defects), frozenset(reasons), n) for defects, reasons, n in cursor]


def orders(
    shops: Sequence[Shop],
    span: Span,
    *,
    defect: str,
    reason: str,
    is_present: bool,
    limit: int,
    offset: int = 0,
) -> list[Row]:
    """Those behind one figure, newest first; ANY defect or reason is blank."""
    told = {"defect": defect, "reason": reason, "is_present": is_present, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, _asked(shops, span) | told)
        return list(cursor.fetchall())


def _asked(shops: Sequence[Shop], span: Span) -> dict[str, Any]:
    until = figures.last_day(shops, DISPATCHED, span.until_on)
    ids = [shop.pk for shop in shops]
    return {"shops": ids, "metric": DISPATCHED, "since": span.since_on, "until": until}


def names(team_id: int, defects: Sequence[str]) -> dict[str, str]:
    """As the newest inspection that found each calls it; one query."""
    which = Q(defect__in=defects) | Q(defect="", check_key__in=defects)
    newest = (
        Finding.objects.filter(which, team=team_id).values("defect", "check_key").annotate(last=Max("pk"))
    )
    rows = Finding.objects.filter(pk__in=newest.order_by().values("last")).select_related("inspection")
    told = {
        each.defect or each.check_key: asking.named(
            asking.read(each.inspection.plan), each.check_key, each.defect
        )
        for each in rows.order_by("pk")
    }
    return {ANY: "Any defect"} | told
