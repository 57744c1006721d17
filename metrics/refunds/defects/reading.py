"""Orders of inspected goods that were dispatched in some days, with the defects behind them and the refunds after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.inspected import FOUND, names_of_findings
from metrics.refunds.defects.counting import ANY, Group
from metrics.refunds.reading import DISPATCHED
from metrics.spans import Span

LOOKED = (
    """
WITH sent AS MATERIALIZED (
    SELECT f.unit_id AS order_id FROM metrics_fact f
    WHERE f.shop_id = ANY(%(shops)s) AND f.metric = %(metric)s AND f.day_on BETWEEN %(since)s AND %(until)s
        AND f.in_denominator
), """
    + FOUND
    + """, asked AS (
    SELECT found.order_id, found.defects, coalesce(array_agg(DISTINCT coalesce(nullif(r.reason_group, ''), 'other'))
        FILTER (WHERE r.id IS NOT NULL), '{}') AS reasons
    FROM found LEFT JOIN orders_refund r ON r.order_id = found.order_id AND r.status NOT IN ('withdrawn', 'rejected')
    GROUP BY found.order_id, found.defects
)
"""
)
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
    return names_of_findings(team_id, defects) | {ANY: "Any defect"}
