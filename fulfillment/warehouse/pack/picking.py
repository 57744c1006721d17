"""Pick lists: the orders of one truck in batches that one walk fetches, and what to fetch for each, by aisle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F

from fulfillment.accounts.models import Team
from fulfillment.warehouse.pack.listing import entries, next_trucks_until, to_pack
from fulfillment.warehouse.walking import path_key

MOST_WAVES = 20
UNKNOWN, LEFT = "No truck known", "Their truck has left"


class Truck(NamedTuple):
    """Of two warehouses that have one leave at the same moment each has its own. Those that left are one, the first."""

    at: datetime | None
    window: int | None
    name: str
    orders: int
    has_left: bool = False
    turn: int = 0  # as at the packing table: 0 the next ones, 1 those that left, 2 later ones, 3 none

    @property
    def key(self) -> str:
        if self.has_left or self.at is None:
            return "left" if self.has_left else "none"
        return f"{self.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.window or 0}"


def trucks(team: Team, *, now: datetime) -> list[Truck]:
    """With orders that nobody packs or fetches yet: the next ones, those that left, later ones, then no truck at all."""
    rows = (
        _free(team).order_by("truck_at").values_list("truck_at", "truck__window", "truck__told__words__truck")
    )
    found: dict[tuple[datetime | None, int | None, bool], tuple[str, int]] = {}
    for at, window, name, n in rows.annotate(n=Count("pk")):
        key = (None, None, True) if at and at <= now else (at, window, False)
        standing, before = found.get(key, (LEFT if key[2] else "", 0))
        found[key] = (standing or name or UNKNOWN, before + n)
    until = next_trucks_until(team, now=now)
    made = [
        Truck(at, window, name, n, left, _turn(at, until, has_left=left))
        for (at, window, left), (name, n) in found.items()
    ]
    return sorted(made, key=lambda each: each.turn)


def _turn(at: datetime | None, until: datetime, *, has_left: bool) -> int:
    if has_left:
        return 1
    return 3 if at is None else 0 if at < until else 2


def waves(team: Team, truck: Truck, *, size: int, now: datetime) -> list[list[int]]:
    """The orders of that truck that nobody packs or fetches yet, in batches that one walk fetches."""
    rows = _free(team).filter(truck_at__lte=now) if truck.has_left else _free(team).filter(truck_at=truck.at)
    rows = rows.filter(truck__window=truck.window) if truck.window is not None else rows
    soonest = (F("act_by_at").asc(nulls_last=True), "dispatch_due_at", "pk")
    ids = list(rows.order_by(*soonest).values_list("pk", flat=True)[: size * MOST_WAVES])
    return [ids[place : place + size] for place in range(0, len(ids), size)]


def pick_list(team: Team, order_ids: list[int], *, now: datetime) -> list[dict[str, Any]]:
    """What to fetch for these orders, by place, SKU and lot: one row a stop on the way."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for entry in entries(team, order_ids, now=now):
        for line in entry["lines"]:
            lots = ", ".join(each.partition(" from ")[2] for each in line["lots"])
            row = found.setdefault(
                (line["place"], line["sku"], lots),
                {"place": line["place"], "sku": line["sku"], "title": line["title"], "lots": lots, "units": 0, "orders": []},
            )  # fmt: skip
            row["units"] += line["need"]
            row["orders"].append(entry["name"])
    # What has no place yet comes last.
    walk = sorted(found, key=lambda key: (not key[0], path_key(key[0]), key))
    return [found[key] for key in walk if found[key]["units"]]


def _free(team: Team) -> Any:
    return to_pack(team).filter(pack_claim=None, in_wave=None)
