"""What inspectors found behind orders: the findings of the goods that went out for each.

Behind an order are findings of the inspection that decides about a lot which went out for it, and of the last inspection
of its own goods before packing. Goods that came back are no part of it: they are looked at because somebody wanted a
refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Q
from django.db.models.expressions import RawSQL

from fulfillment.inspections import asking
from fulfillment.inspections.models import Finding
from fulfillment.policies.terms import CountedUnit

# Of the orders in `sent`; `found` has those whose goods were looked at, each with its defects, none where all was right.
FOUND = """
looked AS (
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
)
"""
# Facts that count, of these shops, metric, first and last day.
COUNTED = "f.shop_id = ANY(%s) AND f.metric = %s AND f.day_on BETWEEN %s AND %s AND f.in_denominator"
NOTHING = "nothing"  # among the defects of goods that were looked at: all was right
NOT_LOOKED_AT = ""


def order_of(unit: CountedUnit) -> str:
    """Joins a fact `f` to its order `o`; a package is where its earliest order was packed."""
    if unit != CountedUnit.PACKAGE:
        return "LEFT JOIN orders_order o ON o.id = f.unit_id"
    return """LEFT JOIN LATERAL (
        SELECT order_id FROM tracking_packageorder WHERE package_id = f.unit_id AND is_current ORDER BY order_id LIMIT 1
    ) link ON true LEFT JOIN orders_order o ON o.id = link.order_id"""


def looked_at(unit: CountedUnit) -> str:
    """`found` of the orders of these facts; its parameters are those of COUNTED."""
    sent = f"SELECT DISTINCT o.id AS order_id FROM metrics_fact f {order_of(unit)} WHERE {COUNTED} AND o.id IS NOT NULL"
    return f"WITH sent AS MATERIALIZED ({sent}), {FOUND}"


def units_with(finding: str, unit: CountedUnit, counted: Sequence[Any]) -> RawSQL:
    """The units whose goods had it; of NOT_LOOKED_AT all that were looked at. `counted`: the parameters of COUNTED."""
    which, told = "true", []
    if finding == NOTHING:
        which = "found.defects = '{}'"
    elif finding != NOT_LOOKED_AT:
        which, told = "%s = ANY(found.defects)", [finding]
    sql = f"""{looked_at(unit)} SELECT f.unit_id FROM metrics_fact f {order_of(unit)}
        JOIN found ON found.order_id = o.id WHERE {COUNTED} AND {which}"""
    return RawSQL(sql, [*counted, *counted, *told])


def names_of_findings(team_id: int, defects: Sequence[str]) -> dict[str, str]:
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
    return {NOTHING: "nothing found", NOT_LOOKED_AT: "not inspected"} | told
