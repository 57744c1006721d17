"""Whether a scanned parcel may go onto a truck; each refusal is a sentence of its own. Pure."""

from __future__ import annotations

from typing import NamedTuple

from fulfillment.tracking.carriers.directory import carrier_name


class SeenOrder(NamedTuple):
    name: str
    is_cancelled: bool = False
    asks_to_cancel: bool = False
    held_because: str = ""  # of a hold that blocks; blank: none


class Parcel(NamedTuple):
    """What is known of what was scanned."""

    number: str
    carrier: str = ""
    orders: tuple[SeenOrder, ...] = ()
    is_cancelled: bool = False
    is_scanned: bool = False
    on: str = ""  # the manifest that it stands on
    on_words: str = ""  # the truck of that manifest, in words
    on_since: str = ""
    was_handed_over: bool = False  # with that truck
    problem: str = ""  # of the box, in words


class Refusal(NamedTuple):
    code: str
    sentence: str


def refusal(parcel: Parcel, *, manifest: str, carrier: str) -> Refusal | None:
    """The most rigid reason first; None: it may go. `carrier` blank: the truck takes any."""
    return (
        _elsewhere(parcel, manifest)
        or of_orders(parcel)
        or _of_another_carrier(parcel, carrier)
        or (Refusal("box", f"{parcel.number}: {parcel.problem}") if parcel.problem else None)
    )


def _elsewhere(parcel: Parcel, manifest: str) -> Refusal | None:
    number = parcel.number
    if parcel.on and parcel.on == manifest:
        return Refusal("twice", f"{number} is on this manifest since {parcel.on_since}: it counts once.")
    if parcel.on and parcel.was_handed_over:
        return Refusal(
            "gone",
            f"{number} was handed over with the {parcel.on_words}. Does it really lie here? Then open {parcel.on} again, "
            f"and take it off there.",
        )
    if parcel.on:
        return Refusal(
            "other_manifest",
            f"{number} stands on {parcel.on}, of the {parcel.on_words}: take it off there first.",
        )
    if parcel.is_scanned:
        return Refusal(
            "scanned", f"The carrier has scanned {number} already: an old label? Set it aside and look."
        )
    return None


def of_orders(parcel: Parcel) -> Refusal | None:
    """Why none of its orders may go, wherever the parcel stands."""
    number = parcel.number
    for each in parcel.orders:
        if each.is_cancelled:
            return Refusal(
                "cancelled", f"Order {each.name} is cancelled: {number} must not go. Set it aside."
            )
        if each.held_because:
            return Refusal(
                "held", f"Order {each.name} is on hold ({each.held_because}): {number} must not go yet."
            )
        if each.asks_to_cancel:
            return Refusal(
                "asks_to_cancel",
                f"The buyer asked to cancel order {each.name}, and nobody has answered: answer before {number} goes.",
            )
    if parcel.is_cancelled or not parcel.orders:
        return Refusal("void", f"{number} belongs to no order any more: its label is void. Set it aside.")
    return None


def _of_another_carrier(parcel: Parcel, carrier: str) -> Refusal | None:
    if not carrier or not parcel.carrier or parcel.carrier == carrier:
        return None
    theirs, ours = carrier_name(parcel.carrier), carrier_name(carrier)
    return Refusal(
        "foreign", f"{parcel.number} goes with {theirs}, and this truck is of {ours}: it waits for its own."
    )
