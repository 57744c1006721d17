"""What the metrics conclude of the closed orders in `shape`: their facts in two statements; the daily sums in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fulfillment.desk.history_loading.filling import fill
from fulfillment.desk.history_loading.ruling import LATE_DISPATCH, VALID_TRACKING
from metrics.models import Fact

ANY_FACT = {
    "team_id": "%(team)s",
    "shop_id": "shape.shop_id",
    "rule_version": "fact_version",
    "carriers": "ARRAY[carrier]",
    "suppliers": "suppliers",
    "skus": "skus",
    "lanes": "CASE WHEN lane IS NULL THEN '{}' ELSE ARRAY[lane] END",
}
LATE = ANY_FACT | {
    "metric": f"'{LATE_DISPATCH}'",
    "unit_id": "order_id",
    "day_on": """((CASE late_dated_by WHEN 'placed' THEN placed_at WHEN 'due' THEN due_at ELSE dispatched_at END)
        AT TIME ZONE zone)::date""",
    "in_denominator": "counting <> 'left_out'",
    "in_numerator": "counting = 'counts' AND dispatched_at > due_at",
    "why": """CASE WHEN counting <> 'counts' THEN because WHEN dispatched_at > due_at THEN 'late' ELSE 'in_time' END""",
}
VALID = ANY_FACT | {
    "metric": f"'{VALID_TRACKING}'",
    "unit_id": "parcel.id",
    "day_on": """((CASE valid_dated_by WHEN 'placed' THEN placed_at WHEN 'delivered' THEN coalesce(delivered_at, ready_at)
        ELSE ready_at END) AT TIME ZONE zone)::date""",
    "in_denominator": "counting = 'counts'",
    "in_numerator": "counting = 'counts' AND is_valid",
    "why": "CASE WHEN counting <> 'counts' THEN because WHEN is_valid THEN 'valid' ELSE 'invalid' END",
}
COUNTED = """
JOIN counting c ON c.shop_id = shape.shop_id AND c.since_at = shape.rule_since_at
    AND c.shipping_type = shape.shipping_type AND c.kinds = shape.kinds AND c.metric = """
ORDERS = f"FROM shape {COUNTED} '{LATE_DISPATCH}' WHERE NOT is_open AND dispatched_at IS NOT NULL"
PACKAGES = f"""
FROM shape {COUNTED} '{VALID_TRACKING}'
CROSS JOIN LATERAL (SELECT package_id AS id UNION ALL SELECT other_package_id WHERE is_split) AS parcel
CROSS JOIN LATERAL (SELECT NOT (is_invalid AND shape.shipping_type = 'seller') AS is_valid) AS verdict
WHERE NOT is_open AND has_package AND NOT rides_along
"""


def write_facts(values: Mapping[str, Any]) -> None:
    fill(Fact, LATE, ORDERS, values)
    fill(Fact, VALID, PACKAGES, values)
