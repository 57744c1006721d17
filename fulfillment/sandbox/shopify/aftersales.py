"""What was given back: refunds, and returns with their reasons. A refund has no reason of its own, only a note."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fulfillment.sandbox.answers import money as amounts
from fulfillment.sandbox.shopify.shaping import Json, gid, moment, money, past
from fulfillment.sandbox.world import returning
from fulfillment.sandbox.world.model import NEVER, Order, Return, Unit

LineOf = Callable[[Unit], Json]
# The world's words for why goods come back, in the handles of Shopify's reasons.
HANDLES = (
    ("not_received", "never-arrived", "Never arrived"),
    ("damaged", "damaged", "Damaged"),
    ("defective", "defective", "Defective"),
    ("no_need", "changed-my-mind", "Changed my mind"),
    ("not_match_description", "not-as-described", "Not as described"),
    ("missing_product", "missing-parts", "Missing parts"),
    ("wrong_product", "wrong-item", "Wrong item"),
    ("fit", "fit", "Does not fit"),
    ("late", "arrived-late", "Arrived late"),
    ("color", "style", "Colour or style"),
    ("style", "style", "Colour or style"),
)
BY_HAND = {"reason": "OTHER", "note": "Not accepted"}  # declined in Shopify itself
STATUSES = {
    returning.PENDING: "REQUESTED",
    returning.REJECTED: "DECLINED",
    returning.WITHDRAWN: "CANCELED",
    returning.DONE: "CLOSED",
}


def reason(word: str) -> Json:
    """The reason's definition by its lasting handle."""
    handle, name = next(((h, n) for key, h, n in HANDLES if key in word), ("other", "Other"))
    return {"id": gid("ReturnReasonDefinition", handle), "handle": handle, "name": name, "deleted": False}


def paid_back(order: Order, now: int) -> list[tuple[str, int, list[Unit], str, str]]:
    """(id, when, units, note, restock type) of every refund so far."""
    found = []
    paid = order.paid_at < NEVER and order.paid_at <= order.cancelled_at
    if order.cancelled_at <= now and paid and order.cancellation:
        found.append(
            (f"91{order.id[3:]}", order.cancelled_at, order.units, order.cancellation.text, "CANCEL")
        )
    back = order.returned
    at = _done_at(back) if back else NEVER
    if back and at <= now:
        restock = "NO_RESTOCK" if back.type == "REFUND" else "RETURN"
        found.append((f"92{order.id[3:]}", at, back.units, back.text, restock))
    return found


def refunds(order: Order, now: int, line_of: LineOf) -> list[Json]:
    return [_refund(order, each, line_of) for each in paid_back(order, now)]


def _refund(order: Order, each: tuple[str, int, list[Unit], str, str], line_of: LineOf) -> Json:
    refund_id, at, units, note, restock = each
    cents = round(100 * float(amounts.refund(order, units)["refund_total"]))
    is_return = restock == "RETURN"
    return {
        "id": gid("Refund", refund_id),
        "createdAt": moment(at),
        "updatedAt": moment(at),
        "note": note,
        "totalRefundedSet": money(cents, order.shop.market.currency),
        "return": {"id": gid("Return", order.returned.id)} if is_return and order.returned else None,
        "refundLineItems": lambda: [
            {
                "id": gid("RefundLineItem", f"{refund_id}{n}"),
                "quantity": count,
                "restockType": restock,
                "lineItem": line,
            }
            for n, (line, count) in enumerate(counted(units, line_of))
        ],
    }


def returns(order: Order, now: int, line_of: LineOf, declined: dict[str, Json]) -> list[Json]:
    """Goods that come back; money alone is no return."""
    back = order.returned
    if back is None or back.type == "REFUND" or back.steps[0].at > now:
        return []
    status = STATUSES.get(back.status(now), "OPEN")
    closed_at = back.steps[-1].at if status in ("CLOSED", "DECLINED", "CANCELED") else NEVER
    return [
        {
            "__typename": "Return",
            "id": gid("Return", back.id),
            "name": f"#{order.serial}-R1",
            "status": status,
            "createdAt": moment(back.steps[0].at),
            "closedAt": past(closed_at, now) if status == "CLOSED" else None,
            "decline": declined.get(back.id, BY_HAND) if status == "DECLINED" else None,
            "totalQuantity": len(back.units),
            "exchangeLineItems": [],
            "returnLineItems": lambda: _returned(back, line_of),
        }
    ]


def _returned(back: Return, line_of: LineOf) -> list[Json]:
    return [
        {
            "__typename": "ReturnLineItem",
            "id": gid("ReturnLineItem", f"{back.id}{n}"),
            "quantity": count,
            "returnReasonNote": "",
            "returnReasonDefinition": reason(back.reason),
            "customerNote": back.text,
            "fulfillmentLineItem": {
                "id": gid("FulfillmentLineItem", back.id),
                "quantity": count,
                "lineItem": line,
            },
        }
        for n, (line, count) in enumerate(counted(back.units, line_of))
    ]


def _done_at(back: Return) -> int:
    return next((step.at for step in back.steps if step.status == returning.DONE), NEVER)


def counted(units: Iterable[Unit], line_of: LineOf) -> list[tuple[Json, int]]:
    """Lines with the units of each."""
    counts: dict[str, tuple[Json, int]] = {}
    for unit in units:
        line = line_of(unit)
        counts[line["id"]] = (line, counts.get(line["id"], (line, 0))[1] + 1)
    return list(counts.values())
