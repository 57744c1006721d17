"""A lane as facts keep it, `supplier code → carrier code`, and as people read it."""

from collections.abc import Mapping

from fulfillment.tracking.numbers import carrier_name

ARROW = " → "


def named(lane: str, suppliers: Mapping[str, str]) -> str:
    """`Brightline Supply → USPS`; parts that nobody has named stand as they are."""
    return ARROW.join(suppliers.get(part) or carrier_name(part) or part for part in lane.split(ARROW))
