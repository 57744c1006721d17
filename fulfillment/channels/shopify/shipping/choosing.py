"""Which fulfillment orders a parcel takes: one call per place and manner of delivery. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from fulfillment.channels.shipments import ShipmentLine
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.values import number, word
from fulfillment.channels.shopify.shipping.looking import Look, Work, WorkLine

HOLDS = {
    "AWAITING_PAYMENT": "it is not paid yet",
    "AWAITING_RETURN_ITEMS": "goods of an exchange have not come back",
    "HIGH_RISK_OF_FRAUD": "it looks like fraud",
    "INCORRECT_ADDRESS": "its address is wrong",
    "INVENTORY_OUT_OF_STOCK": "goods are out of stock",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": "the buyer may still add to it",
    "UNKNOWN_DELIVERY_DATE": "its day of delivery is not known",
}
RELEASE = "Clear that up and release the hold in Shopify, then upload again."


class Part(Struct, frozen=True):
    """One fulfillment order in a call; no lines: everything that is left of it."""

    work: str
    lines: tuple[tuple[str, int], ...] = ()


class Choice(Struct, frozen=True, kw_only=True):
    """`refusal`: why nothing may be sent. `warning`: what the person should know although it was."""

    calls: tuple[tuple[Part, ...], ...] = ()
    warning: str = ""
    refusal: str = ""


def everything(seen: Look) -> Choice:
    """All that is still to be sent and may be, from whichever places it was assigned to."""
    if not seen.to_ship:
        return Choice(refusal=_why_nothing(seen))
    groups = _by_place(seen.to_ship)
    warning = ""
    if len(groups) > 1:
        names = " and ".join(sorted({work.place or "a place without a name" for work in seen.to_ship}))
        warning = f"Shopify had assigned the items to several places ({names}); the number now stands for all of them"
    if held := _held(seen):
        warning = (
            f"{warning}. " * bool(warning) + f"Part of the order was left out, for Shopify holds it: {held}"
        )
    return Choice(
        calls=tuple(tuple(Part(work.id) for work in group) for group in groups.values()), warning=warning
    )


def chosen(seen: Look, wanted: Sequence[ShipmentLine], lines: Mapping[str, Sequence[WorkLine]]) -> Choice:
    """These units, all from one place; `lines` by fulfillment order."""
    if not seen.to_ship:
        return Choice(refusal=_why_nothing(seen))
    groups = _by_place(seen.to_ship)
    for group in groups.values():
        if parts := _taken(group, wanted, lines):
            return Choice(calls=(parts,))
    if _taken(seen.to_ship, wanted, lines):
        names = " and ".join(sorted({work.place for work in seen.to_ship}))
        return Choice(
            refusal=f"These items lie at several places ({names}). Give each place's parcel its own number."
        )
    held = f" Shopify holds part of it: {held}." if (held := _held(seen)) else ""
    return Choice(
        refusal=f"Shopify has fewer of these items left to ship than the parcel holds.{held} "
        "Read the order again and choose from what is left."
    )


def _by_place(works: Sequence[Work]) -> dict[tuple[str, str], list[Work]]:
    groups: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in works:
        groups[work.goes_with].append(work)
    return dict(groups)


def _taken(
    works: Sequence[Work], wanted: Sequence[ShipmentLine], lines: Mapping[str, Sequence[WorkLine]]
) -> tuple[Part, ...]:
    """The wanted units out of these fulfillment orders; empty where they do not hold them all."""
    left = {line.external_id: line.quantity for line in wanted}
    parts = []
    for work in works:
        taken = []
        for line in lines.get(work.id, ()):
            item = number(line.line_item.id) if line.line_item else ""
            count = min(left.get(item, 0), line.remaining_quantity)
            if count > 0:
                left[item] -= count
                taken.append((line.id, count))
        if taken:
            parts.append(Part(work.id, tuple(taken)))
    return () if any(left.values()) else tuple(parts)


def _why_nothing(seen: Look) -> str:
    if seen.is_cancelled:
        return "The order is cancelled in Shopify. Do not ship it; take the parcel back if it left."
    if held := _held(seen):
        return f"Shopify holds this order: {held}. {RELEASE}"
    if later := [work for work in seen.works if word(work.status) == statuses.SCHEDULED]:
        day = (later[0].fulfill_at or "")[:10]
        until = f" until {day}" if day else ""
        return (
            f"Shopify keeps this order for later{until}. To ship it earlier, mark its fulfillment as open in "
            "Shopify, then upload again."
        )
    if shown := ", ".join(sorted({each for parcel in seen.live for each in parcel.numbers})):
        return f"Everything of this order is already shipped with {shown}. If that is wrong, correct it."
    if seen.live:
        return "Everything of this order is marked as shipped in Shopify, without a number. Correct that parcel instead."
    return (
        "Shopify shows nothing of this order that this app may ship. Look at it in Shopify: it may be assigned to a "
        "fulfillment service, which gives its numbers itself."
    )


def _held(seen: Look) -> str:
    """Why Shopify holds what it holds; blank where it holds nothing."""
    held = [work for work in seen.works if word(work.status) == statuses.ON_HOLD]
    reasons = {word(hold.reason) for work in held for hold in work.fulfillment_holds or ()}
    known = sorted({HOLDS.get(reason, "somebody put it on hold") for reason in reasons})
    return ", ".join(known) or ("somebody put it on hold" if held else "")
