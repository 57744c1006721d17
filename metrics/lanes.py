"""A lane as facts keep it, `supplier code → carrier code`, and as people read it."""

from collections.abc import Mapping

from fulfillment.tracking.numbers import carrier_name

ARROW = " → "


def named(lane: str, suppliers: Mapping[str, str]) -> str:
    """`Brightline Supply → USPS`; a lane with one end says which is missing.

    Codes that nobody has named stand as they are.
    """
    if not lane:
        return ""
    if ARROW in lane:
        return ARROW.join(suppliers.get(part) or carrier_name(part) or part for part in lane.split(ARROW))
    if lane not in suppliers and carrier_name(lane):
        return f"unknown supplier{ARROW}{carrier_name(lane)}"
    return f"{suppliers.get(lane) or lane}{ARROW}no carrier yet"
