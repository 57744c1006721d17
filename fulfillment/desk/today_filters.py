"""What narrows the board and what leads to a part of it: tiles of stages and chips, each number a link to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from fulfillment.catalog.models import Shop
from fulfillment.desk import board
from fulfillment.desk.standing import Standing, counts_in
from fulfillment.orders.states import Owner, Stage

TILES = {
    Stage.REMORSE: "Not released yet",
    Stage.TO_SHIP: "To ship",
    Stage.AWAITING_SCAN: "Label made, no scan",
}
CHIPS = ("shop", "owner", "stage", "level", "mine")
OWNER_LABELS = {
    Owner.US: "Our turn",
    Owner.SUPPLIER: "Supplier's turn",
    Owner.INSPECTION: "Inspection's turn",
    Owner.WAREHOUSE: "Warehouse's turn",
    Owner.CARRIER: "Carrier's turn",
    Owner.CHANNEL: "Channel's turn",
    Owner.BUYER: "Buyer's turn",
}


def known(shops: Iterable[Shop]) -> list[tuple[str, str, Iterable[str]]]:
    """What the board can be narrowed to: name in the address, what people call it, its values."""
    return [
        ("shop", "shop", {shop.slug for shop in shops}),
        ("owner", "turn", set(Owner)),
        ("stage", "stage", set(Stage)),
        ("level", "risk", {board.LATE_OR_AT_RISK}),
    ]


def taken(given: Mapping[str, str], shops: Iterable[Shop]) -> dict[str, str]:
    """What of the address narrows the board: values that nobody knows are left out."""
    wrong = {name for name, _, values in known(shops) if given.get(name, "") not in values}
    return {name: given[name] for name in CHIPS if given.get(name) and name not in wrong}


def address(asked: Mapping[str, str]) -> str:
    return f"/?{urlencode(asked)}" if asked else "/"


def tiles(counted: Sequence[Standing], asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Open orders of each stage, which the list shows; how many of them are late or at risk, which the board shows."""

    def tile(label: str, stage: Stage | None) -> dict[str, Any]:
        of_stage = {"stage": str(stage)} if stage else {}
        risky = of_stage | {"level": board.LATE_OR_AT_RISK}
        number = counts_in(counted, risky).total()
        is_on = {key: asked[key] for key in ("stage", "level") if asked.get(key)} == risky
        return {
            "label": label,
            "count": sum(each.orders for each in counted if stage in (None, each.stage)),
            "url": f"{reverse('orders:list')}?{urlencode({'open': 'on', **of_stage})}",
            "note": f"{number:,} late or at risk" if number else "",
            "note_url": "/" if is_on else address(risky),
            "active": is_on,
        }

    return [*(tile(label, stage) for stage, label in TILES.items()), tile("All open", None)]


def chips(
    shops: Iterable[Shop], asked: Mapping[str, str], counted: Sequence[Standing]
) -> list[dict[str, Any]]:
    """The board's filters as links: each toggles one value, keeps the others, and tells how many that leaves."""

    def chip(key: str, value: str, label: str) -> dict[str, Any]:
        is_on = asked.get(key) == value
        with_it = {**asked, key: value}
        others = {k: v for k, v in asked.items() if k != key}
        count = counts_in(counted, with_it).total()
        return {"label": label, "url": address(others if is_on else with_it), "active": is_on, "count": count}

    by_shop = [chip("shop", shop.slug, shop.name) for shop in shops]
    by_owner = [chip("owner", owner, label) for owner, label in OWNER_LABELS.items()]
    of_tiles = [chip("stage", stage, label) for stage, label in TILES.items() if asked.get("stage") == stage]
    if asked.get("level") == board.LATE_OR_AT_RISK:
        of_tiles.append(chip("level", board.LATE_OR_AT_RISK, "Late or at risk"))
    usual = (Owner.US, Owner.CARRIER)
    turns = [
        each
        for owner, each in zip(OWNER_LABELS, by_owner, strict=True)
        if each["count"] or each["active"] or owner in usual
    ]
    return [*of_tiles, chip("mine", "1", "Mine"), *(by_shop if len(by_shop) > 1 else []), *turns]
