"""Kits as their pages show them: items with stock, pace and artwork, and the orders that wait for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Hold, Order
from fulfillment.warehouse.kit_states import KIND_LABELS, PER_LABELS, ItemKind, Per, Scope
from fulfillment.warehouse.kits import holding, reading
from fulfillment.warehouse.kits.choosing import Artwork, in_force
from fulfillment.warehouse.kits.lasting import SPAN, Lasting, lasting
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem, KitUse, PlainOrder

SHOWN = 50  # orders on a page


def kits(team: Team, *, now: datetime) -> list[dict[str, Any]]:
    """Every kit with what is worst about it, those in use first; a fixed number of queries."""
    rows = (
        BrandKit.objects.of(team).select_related("shop").prefetch_related("skus").order_by("ended_at", "name")
    )
    found = list(rows)
    items = described(team, KitItem.objects.filter(kit__in=found, ended_at=None), now=now)
    by_kit: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in items:
        by_kit[each["row"].kit_id].append(each)
    held = _held_by_kit(team)
    return [
        {"row": row, "for": meant_for(row), "items": by_kit[row.pk], "held": held.get(row.pk, 0)}
        for row in found
    ]


def meant_for(row: BrandKit) -> str:
    codes = sorted(sku.code for sku in row.skus.all())
    of_shop = f" of {row.shop}" if row.shop else ""
    if row.scope == Scope.TEAM:
        return "Every parcel"
    if row.scope == Scope.SHOP:
        return f"Every parcel{of_shop}"
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return f"Parcels{of_shop} with {', '.join(codes[:3])}{more}"


def _held_by_kit(team: Team) -> dict[int, int]:
    """Orders that wait, by kit: a hold's subject names it."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Hold.objects.open().filter(team=team, reason=holding.CAUSE.reason)
    for order, subject in rows.values_list("order", "subject"):
        found[kit_of(subject)].add(order)
    return {kit: len(orders) for kit, orders in found.items()}


def kit_of(subject: str) -> int:
    """The kit that a hold is about."""
    number = subject.rpartition(" of kit ")[2]
    return int(number) if number.isdecimal() else 0


def described(team: Team, rows: Iterable[KitItem], *, now: datetime) -> list[dict[str, Any]]:
    """Items with stock, pace and artwork; a fixed number of queries."""
    items = list(rows.select_related("sku", "kit").order_by("kit", "pk"))  # type: ignore[attr-defined]
    stock, needed = _stock(team, items), _needed(team)
    uses, artworks = _uses(items, now), _artworks(items)
    found = []
    for item in items:
        used, first = uses.get(item.pk, (0, None))
        told = lasting(
            on_hand=stock[item.sku_id], needed=needed[item.pk], used=used, first_used_at=first, now=now
        )
        versions = artworks[item.pk]
        current = in_force([_plain(each) for each in versions], now)
        found.append(
            {
                "row": item,
                "kind": KIND_LABELS[ItemKind(item.kind)],
                "used": f"{item.quantity} {PER_LABELS[Per(item.per)]}",
                "lasts": told,
                "says": says(told),
                "versions": versions,
                "artwork": next((each for each in versions if current and each.pk == current.id), None),
            }
        )
    return found


def says(told: Lasting) -> dict[str, str]:
    """One line with its counts; `tone` as flags have it."""
    if told.missing:
        return {"words": f"{told.missing} too few for open orders", "tone": "breach"}
    if told.days is None:
        return {"words": "Not enough evidence how long it lasts", "tone": "info"}
    tone = "risk" if told.days < 7 else "ok"
    return {"words": f"Lasts {told.days} day{'' if told.days == 1 else 's'}", "tone": tone}


def _plain(row: KitArtwork) -> Artwork:
    return Artwork(row.pk, row.version, row.begins_at, row.approved_at, row.retired_at)


def _stock(team: Team, items: Sequence[KitItem]) -> Mapping[int, int]:
    free: dict[int, int] = defaultdict(int)
    for row in reading.stock(team.pk, {item.sku_id for item in items}):
        free[row.place[1]] += row.free
    return free


def _needed(team: Team) -> Mapping[int, int]:
    units: dict[int, int] = defaultdict(int)
    for need in reading.needs(team.pk, reading.kits_of(team.pk)):
        units[need.item] += need.units
    return units


def _uses(items: Sequence[KitItem], now: datetime) -> dict[int, tuple[int, datetime | None]]:
    """Units that went into parcels lately, and when the first did."""
    rows = KitUse.objects.filter(item__in=items, returned_at=None).order_by()
    recent = Sum("quantity", filter=Q(used_at__gte=now - SPAN))
    told = rows.values_list("item").annotate(n=recent, first=Min("used_at"))
    return {item: (n or 0, first) for item, n, first in told}


def _artworks(items: Sequence[KitItem]) -> Mapping[int, list[KitArtwork]]:
    found: dict[int, list[KitArtwork]] = defaultdict(list)
    rows = KitArtwork.objects.filter(item__in=items).select_related("brought_by", "approved_by", "retired_by")
    for row in rows.order_by("-version"):
        found[row.item_id].append(row)
    return found


def waiting(row: BrandKit) -> tuple[list[dict[str, Any]], int]:
    """Orders that wait for the kit, the earliest deadline first, and how many there are in all."""
    holds = Hold.objects.open().filter(
        team=row.team_id, reason=holding.CAUSE.reason, subject__endswith=f" of kit {row.pk}"
    )
    orders = Order.objects.filter(pk__in=holds.values("order")).order_by("dispatch_due_at", "pk")
    shown = list(orders.select_related("shop")[:SHOWN])
    why: dict[int, list[Hold]] = defaultdict(list)
    for hold in holds.filter(order__in=shown).order_by("pk"):
        why[hold.order_id].append(hold)
    told = [
        {
            "order": order,
            "holds": why[order.pk],
            "may_go": any(h.action == "ship_plain" for h in why[order.pk]),
        }
        for order in shown
    ]
    return told, holds.aggregate(n=Count("order", distinct=True))["n"]


def plain_of(row: BrandKit) -> Any:
    """Open orders that waited for the kit and may go without it, those said last first."""
    waited = Hold.objects.filter(
        team=row.team_id, reason=holding.CAUSE.reason, subject__endswith=f" of kit {row.pk}"
    )
    said = PlainOrder.objects.filter(team=row.team_id, ended_at=None, order__is_open=True)
    rows = said.filter(order__in=waited.values("order")).select_related("order", "allowed_by")
    return rows.order_by("-allowed_at")[:SHOWN]


def of_order(order: Order, *, now: datetime) -> dict[str, Any]:
    """What its parcel gets, what of it is missing, and who allowed it to go without."""
    needed = reading.of_orders(order.team_id, [order.pk]).get(order.pk, {})
    uses = {use.item_id: use for use in KitUse.objects.filter(order=order, returned_at=None)}
    rows = KitItem.objects.select_related("sku", "kit").in_bulk({item.id for item in needed} | set(uses))
    arts = reading.artworks_in_force(rows, now=now)
    pictures = KitArtwork.objects.in_bulk(
        {use.artwork_id for use in uses.values() if use.artwork_id} | set(arts.values())
    )
    holds = list(Hold.objects.open().filter(order=order, reason=holding.CAUSE.reason).order_by("pk"))
    units = {item.id: n for item, n in needed.items()} | {pk: use.quantity for pk, use in uses.items()}
    items = [
        {
            "row": rows[pk],
            "units": units[pk],
            "use": (use := uses.get(pk)),
            "artwork": pictures.get((use.artwork_id if use else arts.get(pk)) or 0),
            "missing": next((h for h in holds if h.subject == holding.subject_of(rows[pk])), None),
        }
        for pk in sorted(rows)
    ]
    said = (
        PlainOrder.objects.filter(order=order)
        .select_related("allowed_by", "ended_by")
        .order_by("-allowed_at")
    )
    return {
        "items": items,
        "holds": holds,
        "may_go": any(hold.action == "ship_plain" for hold in holds),
        "plain": next((each for each in said if each.ended_at is None), None),
        "said": list(said),
    }
