"""Packages: told by their own endpoint and, in part, by the payloads of the orders they serve.

Number, carrier and status are what the newest payload of either says; where both are of one second, the package's
own answer wins. Of each moment the earliest that was told counts, and of numbers all that were told. So it is the
same in which order payloads come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.orders.upsert.rowset import defaults, encode, execute, listed, recordset
from fulfillment.tracking.models import Package

STATE = ("tracking_number", "tracking_number_given", "carrier", "carrier_name", "status")
MOMENTS = ("shipped_at", "channel_scan_at", "delivered_at")
CLOCKS = ("told_at", "remote_updated_at")
NUMBERS = "numbers_told"
TOLD = ("external_id", "shipping_type", *STATE, *MOMENTS, *CLOCKS, NUMBERS)
# What the verdict looks at: a change of any of these makes the package due to be judged again.
JUDGED = ("tracking_number", "carrier", "status", "shipping_type", "shipped_at", "channel_scan_at", NUMBERS)
DERIVED_AT_FIRST = ("first_scan_at", "verdict_until_at")


def _merged(known: str, told: str) -> dict[str, str]:
    """By column, SQL for what stands after `told` (an alias of a row as told) has met `known`.

    An order's payload has no `remote_updated_at`. The order knows better whose label and shelf it is.
    """
    newer = (
        f"({known}.told_at IS NULL OR {told}.told_at > {known}.told_at OR {told}.told_at = {known}.told_at"
        f" AND ({told}.remote_updated_at IS NOT NULL"
        f" OR {known}.told_at IS DISTINCT FROM {known}.remote_updated_at))"
    )
    merged = {name: f"CASE WHEN {newer} THEN {told}.{name} ELSE {known}.{name} END" for name in STATE}
    merged |= {name: f"least({known}.{name}, {told}.{name})" for name in MOMENTS}
    merged |= {name: f"greatest({known}.{name}, {told}.{name})" for name in CLOCKS}
    merged[NUMBERS] = (
        f"CASE WHEN {told}.{NUMBERS} <@ {known}.{NUMBERS} THEN {known}.{NUMBERS}"
        f" ELSE ARRAY(SELECT DISTINCT unnest({known}.{NUMBERS} || {told}.{NUMBERS}) ORDER BY 1) END"
    )
    by_order = f"{told}.remote_updated_at IS NULL OR {known}.shipping_type = ''"
    merged["shipping_type"] = (
        f"CASE WHEN {told}.shipping_type <> '' AND ({by_order}) THEN {told}.shipping_type"
        f" ELSE {known}.shipping_type END"
    )
    return merged


@cache
def _upsert_sql() -> tuple[str, dict[str, Any]]:
    rest = defaults(Package, (*TOLD, "team_id", "shop_id", *DERIVED_AT_FIRST))
    merged = _merged("p", "excluded")
    judged = (
        f"CASE WHEN ({', '.join(merged[name] for name in JUDGED)}) IS DISTINCT FROM ({listed(JUDGED, 'p.')})"
        " THEN %(now)s ELSE p.verdict_until_at END"
    )
    seen = _merged("known", "r")
    names = list(merged)
    sql = f"""
INSERT INTO tracking_package AS p (
    team_id, shop_id, {listed(TOLD)}, {listed(DERIVED_AT_FIRST)}, {listed(rest)}
)
SELECT %(team)s, %(shop)s, {listed(TOLD, "r.")}, r.channel_scan_at, %(now)s,
    {", ".join(f"%(default_{name})s" for name in rest)}
FROM {recordset(Package, TOLD)}
LEFT JOIN tracking_package known ON known.shop_id = %(shop)s AND known.external_id = r.external_id
WHERE known.id IS NULL
    OR ({", ".join(seen[name] for name in names)}) IS DISTINCT FROM ({listed(names, "known.")})
ORDER BY r.external_id
ON CONFLICT (shop_id, external_id) DO UPDATE
SET {", ".join(f"{name} = {value}" for name, value in merged.items())}, verdict_until_at = {judged}
RETURNING p.id, p.external_id
"""
    return sql, {f"default_{name}": value for name, value in rest.items()}


# A new order, or another buyer's address, may change what a package's number is compared with.
MARK_DUE = """
UPDATE tracking_package p SET verdict_until_at = %(now)s
FROM tracking_packageorder l
WHERE l.package_id = p.id AND l.order_id = ANY(%(orders)s) AND p.verdict_until_at IS DISTINCT FROM %(now)s
"""


def upsert(shop: Shop, rows: Sequence[dict[str, Any]], *, now: datetime) -> dict[str, int]:
    """Packages stand as told (rows: TOLD, one per external id); ids by external id of those that changed.

    Whatever the verdict looks at has changed makes the package due to be judged (`verdict_until_at`).
    """
    sql, rest = _upsert_sql()
    values = {"team": shop.team_id, "shop": shop.pk, "now": now, "rows": encode(rows)}
    return {external_id: pk for pk, external_id in execute(sql, values | rest)}


def mark_due(order_ids: Iterable[int], *, now: datetime) -> None:
    """The packages of these orders are due to be judged."""
    execute(MARK_DUE, {"orders": sorted(order_ids), "now": now})
