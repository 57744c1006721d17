"""Goods that are missing become a reason at the order: one hold for each order and SKU, as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Sku
from fulfillment.orders.standing_holds import Cause, Standing, settle
from fulfillment.orders.states import Owner
from fulfillment.warehouse.allocating import Place
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import ExpectedLine, Warehouse
from fulfillment.warehouse.needs import Need

CAUSE = Cause("stock_short", "see_goods", "goods.short", "goods.found")


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
    settle(team_id, CAUSE, _wanted(team_id, missing, kinds, now) if missing else (), now=now, by=by)


def _wanted(
    team_id: int, missing: Sequence[Missing], kinds: Mapping[Place, SupplyKind], now: datetime
) -> Iterable[Standing]:
    """One for each order and SKU; several lines of one SKU are said together."""
    places = {each.need.line.place for each in missing}
    coming, names = coming_to(team_id, places), Warehouse.objects.in_bulk({house for house, _ in places})
    codes = Sku.objects.in_bulk({sku for _, sku in places})
    units: dict[tuple[int, str], int] = {}
    found: dict[tuple[int, str], Standing] = {}
    for each in missing:
        line, code = each.need.line, codes[each.need.line.place[1]].code
        key = (each.need.order, code)
        units[key] = units.get(key, 0) + line.need
        found[key] = _row(
            key, units[key], kinds[line.place], str(names[line.place[0]]), coming.get(line.place), line.due_at, now
        )  # fmt: skip
    return found.values()


def _row(
    key: tuple[int, str],
    units: int,
    kind: SupplyKind,
    house: str,
    coming: Coming | None,
    due_at: datetime | None,
    now: datetime,
) -> Standing:
    """What is late, or not announced, is somebody's turn now; what comes in time may be waited for."""
    order_id, code = key
    shelf = "on the agent's shelf" if kind == SupplyKind.AGENT else f"in {house}"
    arrives = coming.at if coming else None
    in_time = arrives is not None and arrives > now and (due_at is None or arrives < due_at)
    words = f"{units} × {code} {'is' if units == 1 else 'are'} missing {shelf}: {said(coming, due_at)}"
    owner = Owner.SUPPLIER if coming or kind == SupplyKind.AGENT else Owner.US
    until_at = arrives if in_time else now
    return Standing(order_id, code, owner.value, words, until_at)


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
