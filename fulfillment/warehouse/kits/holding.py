"""Open orders whose kit is missing are held, the earliest deadline served first, and let go as soon as it is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.accounts.models import User
from fulfillment.orders.standing_holds import Cause, Standing, settle
from fulfillment.orders.states import Owner
from fulfillment.warehouse import allocating
from fulfillment.warehouse.kits import reading, telling
from fulfillment.warehouse.kits.reading import Need
from fulfillment.warehouse.models import KitItem, Warehouse
from fulfillment.warehouse.shortages import Coming, coming_to, said

CAUSE = Cause("kit_missing", telling.SEE, "kit.missing", "kit.found")


class Lacking(NamedTuple):
    need: Need
    units: int
    is_unprinted: bool


def settle_holds(team_id: int, *, now: datetime, by: User | None = None) -> None:
    """Exactly the orders that a kit is missing for are held; a fixed number of statements.

    The caller holds the team's lock of stock.
    """
    found = lacking(team_id, now=now)
    settle(team_id, CAUSE, _standing(team_id, found, now) if found else (), now=now, by=by)


def lacking(team_id: int, *, now: datetime) -> list[Lacking]:
    needs = reading.needs(team_id, reading.kits_of(team_id))
    printed = _unprinted({need.item for need in needs}, now)
    rest = [need for need in needs if need.item not in printed]
    lines = [
        allocating.Line(number, need.place, need.shop, need.units, need.due_at, need.placed_at)
        for number, need in enumerate(rest)
    ]
    short = allocating.plan(lines, reading.stock(team_id, {need.place[1] for need in rest})).shortages
    found = [Lacking(rest[each.line], each.missing, False) for each in short]
    return found + [Lacking(need, need.units, True) for need in needs if need.item in printed]


def _unprinted(items: set[int], now: datetime) -> set[int]:
    """Items that nothing approved can be printed on."""
    asked = set(KitItem.objects.filter(pk__in=items, is_printed=True).values_list("pk", flat=True))
    return asked - set(reading.artworks_in_force(asked, now=now))


def _standing(team_id: int, found: Sequence[Lacking], now: datetime) -> Iterable[Standing]:
    """One for each order and item."""
    places = {each.need.place for each in found}
    coming, houses = coming_to(team_id, places), Warehouse.objects.in_bulk({house for house, _ in places})
    items = KitItem.objects.select_related("sku").in_bulk({each.need.item for each in found})
    for each in found:
        need = each.need
        item, house = items[need.item], houses.get(need.place[0])
        missing = telling.Missing(item.name, each.units, str(house or "the warehouse"), each.is_unprinted)
        yield _row(need, missing, subject_of(item), coming.get(need.place), now)


def subject_of(item: KitItem) -> str:
    return f"{item.sku.code} of kit {item.kit_id}"


def _row(
    need: Need, missing: telling.Missing, subject: str, coming: Coming | None, now: datetime
) -> Standing:
    """Announced in time it is waited for; else it is our turn now."""
    arrives = coming.at if coming and not missing.is_unprinted else None
    waits = telling.can_wait(arrives, need.act_by_at or need.due_at, now=now)
    return Standing(
        need.order,
        subject,
        (Owner.SUPPLIER if waits else Owner.US).value,
        telling.words(missing, said(coming, need.due_at)),
        arrives if waits else now,
        telling.action(waits=waits),
    )
