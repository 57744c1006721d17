"""Goods that are missing become a reason at the order: one hold for each order and SKU, as long as it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Sku
from fulfillment.orders.history import record
from fulfillment.orders.models import Hold
from fulfillment.orders.states import Owner
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.orders.watch import judge_at_once, wake
from fulfillment.warehouse.allocating import Place
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import ExpectedLine, Warehouse
from fulfillment.warehouse.needs import Need

REASON, ACTION = "stock_short", "see_goods"
COLUMNS = "order_id bigint, subject text, owner text, evidence text, until_at timestamptz"
# Whoever released one by hand has the goods: the same shortage is not told again.
PLACE = f"""
INSERT INTO orders_hold (team_id, order_id, reason, subject, blocks, owner, action, evidence, until_at, placed_at)
SELECT %(team)s, r.order_id, %(reason)s, r.subject, true, r.owner, %(action)s, r.evidence, r.until_at, %(now)s
FROM json_to_recordset(%(rows)s::json) AS r({COLUMNS})
WHERE NOT EXISTS (
    SELECT 1 FROM orders_hold h WHERE h.order_id = r.order_id AND h.reason = %(reason)s AND h.subject = r.subject
    AND h.released_by_id IS NOT NULL
)
ORDER BY r.order_id, r.subject
ON CONFLICT (order_id, reason, subject) WHERE released_at IS NULL DO NOTHING
RETURNING order_id
"""
UPDATE = f"""
UPDATE orders_hold h SET owner = r.owner, evidence = r.evidence, until_at = r.until_at
FROM json_to_recordset(%(rows)s::json) AS r({COLUMNS})
WHERE h.order_id = r.order_id AND h.subject = r.subject AND h.reason = %(reason)s AND h.released_at IS NULL
RETURNING h.order_id
"""
RELEASE = """
UPDATE orders_hold SET released_at = %(now)s WHERE id = ANY(%(holds)s) AND released_at IS NULL RETURNING order_id
"""


class Missing(NamedTuple):
    need: Need
    units: int


class Coming(NamedTuple):
    """The next delivery that is announced with a SKU."""

    reference: str
    on: date | None
    zone: str

    @property
    def at(self) -> datetime | None:
        """When that day is over where it comes to."""
        if self.on is None:
            return None
        local = datetime.combine(self.on + timedelta(days=1), time(0), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC)


def tell(
    team_id: int,
    missing: Sequence[Missing],
    kinds: Mapping[Place, SupplyKind],
    *,
    now: datetime,
    by: User | None = None,
) -> None:
    """Exactly these shortages stand at the team's orders."""
    standing = {
        (hold.order_id, hold.subject): hold
        for hold in Hold.objects.open().filter(team=team_id, reason=REASON)
    }
    if not missing and not standing:
        return
    wanted = _wanted(team_id, missing, kinds, now)
    new = [row for key, row in wanted.items() if key not in standing]
    other = [row for key, row in wanted.items() if key in standing and _differs(standing[key], row)]
    over = [hold.pk for key, hold in standing.items() if key not in wanted]
    values = {"team": team_id, "reason": REASON, "action": ACTION, "now": now}
    placed = [order for (order,) in execute(PLACE, values | {"rows": encode(new)})] if new else []
    updated = [order for (order,) in execute(UPDATE, values | {"rows": encode(other)})] if other else []
    released = [order for (order,) in execute(RELEASE, {"holds": over, "now": now})] if over else []
    for ids, kind in ((placed, "goods.short"), (released, "goods.found")):
        if ids:
            record(set(ids), kind=kind, key=f"{kind}:{now.isoformat()}", now=now, by=by)
    (judge_at_once if by else wake)({*placed, *updated, *released}, now=now)


def _differs(hold: Hold, row: Mapping[str, Any]) -> bool:
    return (hold.evidence, hold.owner) != (row["evidence"], row["owner"])


def _wanted(
    team_id: int, missing: Sequence[Missing], kinds: Mapping[Place, SupplyKind], now: datetime
) -> dict[tuple[int, str], dict[str, Any]]:
    """One row for each order and SKU; several lines of one SKU are said together."""
    places = {each.need.line.place for each in missing}
    coming, names = coming_to(team_id, places), Warehouse.objects.in_bulk({house for house, _ in places})
    codes = Sku.objects.in_bulk({sku for _, sku in places})
    units: dict[tuple[int, str], int] = {}
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for each in missing:
        line, code = each.need.line, codes[each.need.line.place[1]].code
        key = (each.need.order, code)
        units[key] = units.get(key, 0) + line.need
        found[key] = _row(
            key, units[key], kinds[line.place], str(names[line.place[0]]), coming.get(line.place), line.due_at, now
        )  # fmt: skip
    return found


def _row(
    key: tuple[int, str],
    units: int,
    kind: SupplyKind,
    house: str,
    coming: Coming | None,
    due_at: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """What is late, or not announced, is somebody's turn now; what comes in time may be waited for."""
    order_id, code = key
    shelf = "on the agent's shelf" if kind == SupplyKind.AGENT else f"in {house}"
    arrives = coming.at if coming else None
    in_time = arrives is not None and arrives > now and (due_at is None or arrives < due_at)
    words = f"{units} × {code} {'is' if units == 1 else 'are'} missing {shelf}: {said(coming, due_at)}"
    owner = Owner.SUPPLIER if coming or kind == SupplyKind.AGENT else Owner.US
    until_at = arrives if in_time else now
    return {
        "order_id": order_id,
        "subject": code,
        "owner": owner.value,
        "evidence": words,
        "until_at": until_at,
    }


def said(coming: Coming | None, due_at: datetime | None) -> str:
    if coming is None:
        return "no delivery with it is announced"
    if coming.on is None or coming.at is None:
        return f"announced by {coming.reference}, without a day"
    late = ", after the deadline" if due_at and coming.at > due_at else ""
    return f"expected {coming.on:%a} {coming.on.day} {coming.on:%b} by {coming.reference}{late}"


def coming_to(team_id: int, places: set[Place]) -> dict[Place, Coming]:
    """The next delivery that brings it to each place, where one is announced."""
    found: dict[Place, Coming] = {}
    rows = ExpectedLine.objects.filter(
        team=team_id, delivery__closed_at=None, sku__in={sku for _, sku in places}
    ).order_by("delivery__expected_on", "pk")
    columns = ("delivery__warehouse", "sku", "delivery__reference", "delivery__expected_on")
    for house, sku, reference, on, zone in rows.values_list(*columns, "delivery__warehouse__time_zone"):
        found.setdefault((house, sku), Coming(reference, on, zone))
    return found
