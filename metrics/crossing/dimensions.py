"""What facts can be crossed by. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

NOT_KNOWN = ""


class Dimension(Struct, frozen=True, kw_only=True):
    """`sql` is its value, of `f` (the fact), `s` (its shop) or `o` (its order); of a list `each` value counts."""

    key: str
    label: str
    sql: str
    each: bool = False
    of_shops: bool = False  # compares shops: all of the team's are read
    of_order: bool = False
    of_findings: bool = False  # reads `found`, as metrics.inspected makes it
    is_time: bool = False


DIMENSIONS = {
    each.key: each
    for each in (
        Dimension(key="supplier", label="Supplier", sql="f.suppliers", each=True),
        Dimension(key="carrier", label="Carrier", sql="f.carriers", each=True),
        Dimension(key="lane", label="Lane", sql="f.lanes", each=True),
        Dimension(key="sku", label="SKU", sql="f.skus", each=True),
        Dimension(key="warehouse", label="Warehouse", sql="o.warehouse_external_id", of_order=True),
        Dimension(
            key="finding",
            label="Inspector finding",
            each=True,
            of_order=True,
            of_findings=True,
            sql="CASE WHEN found.defects = '{}' THEN '{nothing}' ELSE found.defects END",
        ),
        Dimension(key="reason", label="Reason", sql="f.why"),
        Dimension(key="day", label="Day", sql="to_char(f.day_on, 'YYYY-MM-DD')", is_time=True),
        Dimension(key="week", label="Week", sql="to_char(f.day_on, 'IYYY-\"W\"IW')", is_time=True),
        Dimension(key="month", label="Month", sql="to_char(f.day_on, 'YYYY-MM')", is_time=True),
        Dimension(key="shop", label="Shop", sql="s.slug", of_shops=True),
        Dimension(key="market", label="Market", sql="s.market", of_shops=True),
        Dimension(key="channel", label="Channel", sql="s.channel", of_shops=True),
    )
}


def days_of(key: str, value: str) -> tuple[date, date]:
    """The first and last day of a period as `key` names it."""
    if key == "day":
        day = date.fromisoformat(value)
        return day, day
    if key == "week":
        year, _, week = value.partition("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
        return monday, monday + timedelta(days=6)
    year, _, month = value.partition("-")
    first = date(int(year), int(month), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
