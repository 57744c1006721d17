"""What a person must know before answering a request: how far the order is, and what each answer does. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fulfillment.channels.answering import Asked, Step


class Parcel(NamedTuple):
    number: str
    carrier: str  # its name
    is_scanned: bool = False
    is_delivered: bool = False


class Facts(NamedTuple):
    """`waiting`: numbers that wait to be sent; `suppliers`: names of those who send lines of the order.

    `is_own_store`: no platform stands between buyer and seller, that pays or decides.
    """

    asked: Asked
    step: Step
    channel: str
    parcels: tuple[Parcel, ...] = ()
    waiting: tuple[str, ...] = ()
    is_labelled: bool = False
    suppliers: tuple[str, ...] = ()
    is_own_store: bool = False
    boxes: tuple[
        str, ...
    ] = ()  # of it, packed or being packed here: the label's number, blank before there is one


class Note(NamedTuple):
    tone: str  # ok, info, risk, breach
    says: str
    then: str = ""


def done_already(facts: Facts) -> list[Note]:
    """What is labelled, packed, sent or delivered, worst first; that nothing is, where nothing is."""
    notes = [*_parcels(facts), *_boxes(facts), *_label(facts), *_waiting(facts)]
    if not notes:
        notes = [Note("ok", "Nothing of it is labelled or shipped, as far as we were told.")]
    if facts.asked is Asked.CANCELLATION and facts.suppliers:
        names = ", ".join(facts.suppliers)
        notes.append(Note("info", f"{names} sends it.", "Tell them too: they may have bought or packed it."))
    return notes


def _parcels(facts: Facts) -> Iterator[Note]:
    stops = facts.asked is Asked.CANCELLATION
    for parcel in sorted(facts.parcels, key=lambda each: (not each.is_delivered, not each.is_scanned)):
        name = f"{parcel.number} ({parcel.carrier})" if parcel.carrier else parcel.number or "A parcel"
        if parcel.is_delivered:
            yield Note("risk" if stops else "info", f"{name} is delivered.")
        elif parcel.is_scanned:
            then = (
                f"{facts.channel} will hardly cancel it now: the carrier must bring it back." if stops else ""
            )
            yield Note("breach" if stops else "risk", f"{name} is on its way: the carrier has it.", then)
        else:
            then = "If you say yes, take the parcel out of the outgoing pile: the label must not be used."
            yield Note("risk", f"{name} stands on it and is not scanned yet.", then if stops else "")


def _boxes(facts: Facts) -> Iterator[Note]:
    if facts.asked is Asked.CANCELLATION:
        for label in facts.boxes:
            yield Note(
                "risk",
                f"It is packed here, under {label}." if label else "It is being packed here.",
                "If you say yes, its box waits under Packing, Boxes to answer, until the goods are back.",
            )


def _label(facts: Facts) -> Iterator[Note]:
    if facts.is_labelled and not facts.parcels and facts.asked is Asked.CANCELLATION:
        yield Note(
            "risk", "A label was made for it.", "If you say yes, take the parcel out of the outgoing pile."
        )


def _waiting(facts: Facts) -> Iterator[Note]:
    if facts.asked is Asked.CANCELLATION:
        for number in facts.waiting:
            yield Note("risk", f"{number} waits to be sent.", "If you say yes, it is withdrawn and not sent.")


def if_granted(facts: Facts) -> str:
    if facts.step is Step.RECEIVED:
        return "You confirm that the goods came back as they should, and the buyer gets the money back."
    if facts.is_own_store and facts.asked in (Asked.RETURN, Asked.EXCHANGE):
        then = "send the exchange" if facts.asked is Asked.EXCHANGE else "pay the money back"
        return f"{facts.channel} tells the buyer to send the goods back. When they have arrived, {then} in {facts.channel}."
    return {
        Asked.CANCELLATION: "The order is cancelled and the buyer gets the money back.",
        Asked.REFUND: "The buyer gets the money back and keeps the goods.",
        Asked.RETURN: "The buyer sends the goods back; when they have arrived, the money goes back.",
        Asked.REPLACEMENT: "You send the goods once more: a new order for it comes from the channel.",
        Asked.EXCHANGE: "The buyer sends the goods back, and you send others for them.",
    }[facts.asked]


def if_refused(facts: Facts, *, due: str) -> str:
    """`due`: until when it must still be dispatched, blank where nothing is promised or all is dispatched."""
    if facts.step is Step.RECEIVED:
        return f"You dispute what came back; {facts.channel} may ask you for evidence and decide itself."
    if facts.asked is Asked.CANCELLATION:
        still = f" and must still be dispatched by {due}" if due else ""
        return f"The order goes on{still}. The buyer is told your reason."
    if facts.is_own_store:
        return f"Nothing is taken back. {facts.channel} tells the buyer your reason."
    return f"Nothing is paid back. The buyer is told your reason and may ask {facts.channel} to decide."
