"""What the metrics conclude of the closed orders in `shape`: their facts, a statement per rate; the daily sums in one."""

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


DELIVERED_IN_TIME = "(delivered_at AT TIME ZONE zone)::date <= (delivery_due_at AT TIME ZONE zone)::date"
# Per rate of orders: which orders have a part in it, whether it counts for its numerator, and why; nobody in this
# history asks for money back or writes.
RATES = {
    "seller-fault-cancellation-rate": (
        "true", "false", "CASE WHEN is_cancelled THEN 'cancelled_unknown' ELSE 'not_cancelled' END",
    ),
    "on-time-delivery-rate": (
        "NOT is_cancelled", f"coalesce({DELIVERED_IN_TIME}, false)",
        f"CASE WHEN delivered_at IS NULL THEN 'not_delivered' WHEN {DELIVERED_IN_TIME} THEN 'delivered_in_time'"
        " ELSE 'delivered_late' END",
    ),
    "unshipped-order-rate": ("dispatched_at IS NOT NULL", "false", "'sent'"),
    "refund-rate": ("dispatched_at IS NOT NULL", "false", "'not_refunded'"),
    "negative-review-rate": ("delivered_at IS NOT NULL", "false", "'not_reviewed'"),
    "delivery-complaint-rate": ("dispatched_at IS NOT NULL", "false", "'no_complaint'"),
    "shipping-ticket-rate": ("true", "false", "'nobody_asked'"),
}  # fmt: skip
PROMISED_DELIVERY = "on-time-delivery-rate"


def _of_rate(slug: str) -> tuple[dict[str, str], str]:
    """The columns of a rate's facts, and where their rows come from."""
    has_part, good, why = RATES[slug]
    is_promise = (
        slug == PROMISED_DELIVERY
    )  # what only dilutes it would count against the shop, so it is left out
    due, kept = ("delivery_due_at", "= 'counts'") if is_promise else ("due_at", "<> 'left_out'")
    columns = ANY_FACT | {
        "metric": f"'{slug}'",
        "unit_id": "order_id",
        "day_on": f"""((CASE dated_by WHEN 'dispatched' THEN dispatched_at WHEN 'delivered' THEN delivered_at
            WHEN 'due' THEN {due} ELSE placed_at END) AT TIME ZONE zone)::date""",
        "in_denominator": f"counting {kept}",
        "in_numerator": f"counting = 'counts' AND {good}",
        "why": f"CASE WHEN counting <> 'counts' THEN because ELSE {why} END",
        "carriers": "array_remove(ARRAY[carrier], '')",
    }
    return columns, f"FROM shape {COUNTED} '{slug}' WHERE NOT is_open AND {has_part}"


def write_facts(values: Mapping[str, Any]) -> None:
    fill(Fact, LATE, ORDERS, values)
    fill(Fact, VALID, PACKAGES, values)
    for slug in RATES:
        fill(Fact, *_of_rate(slug), values)
