"""Why an order must not be packed, or its box must not go, and what to do with what is in it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from fulfillment.orders.states import Stage
from fulfillment.warehouse.pack_states import Problem

IN_THE_HAND = frozenset({"stock_short", "no_live_promise"})  # whoever holds the goods knows better
ADDRESS = "address_changed"


class Stop(NamedTuple):
    problem: Problem
    title: str
    text: str


class Standing(NamedTuple):
    """What of an order can stop its packing."""

    stage: str
    is_labelled: bool
    is_asked_to_cancel: bool = False
    holds: tuple[tuple[str, str], ...] = ()  # (reason, evidence) of open ones that block


def stop_of(order: Standing) -> Stop | None:
    """The worst reason; None: it may be packed, and its box may go."""
    if order.stage == Stage.CANCELLED:
        return Stop(
            Problem.CANCELLED,
            "Cancelled",
            f"Take the goods out and put them back on the shelf. {_label(order)}",
        )
    if order.stage not in (Stage.TO_SHIP, Stage.AWAITING_SCAN):
        return Stop(Problem.HELD, *_not_ours(order.stage))
    if order.is_asked_to_cancel:
        return Stop(
            Problem.HELD,
            "The buyer asked to cancel",
            "Set the box aside unsealed until the request is answered; it must not go on a truck.",
        )
    return _held(order)


def _held(order: Standing) -> Stop | None:
    reasons = [each for each in order.holds if each[0] not in IN_THE_HAND]
    if any(reason == ADDRESS for reason, _ in reasons):
        return Stop(
            Problem.ADDRESS_CHANGED,
            "The address changed",
            f"The goods may stay in the box. {_label(order)} Print a new one once the change is acknowledged.",
        )
    if not reasons:
        return None
    reason, evidence = reasons[0]
    why = evidence or reason.replace("_", " ")
    return Stop(
        Problem.HELD, "On hold", f"{why[:160].rstrip('.')}. Set the box aside until the hold is released."
    )


def _not_ours(stage: str) -> tuple[str, str]:
    if stage in (Stage.REMORSE, Stage.UNPAID):
        return "Not released yet", "The buyer may still change it: put the goods back and take another order."
    return "Sent already", "Its carrier has it. If these goods are in your hands, put them back on the shelf."


def _label(order: Standing) -> str:
    return "Its label must not be used: destroy it." if order.is_labelled else "No label was made for it."
