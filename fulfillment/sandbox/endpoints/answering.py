"""Approving and rejecting buyers' requests, with the platform's own checks in its order."""

from typing import Any

from fulfillment.sandbox.envelope import Json, Refused, invalid
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world import cancelling, returning
from fulfillment.sandbox.world.model import Cancellation, Return
from fulfillment.sandbox.world.world import World

AGREE = "order_manage_list_action_respond_popup_reject_reason_buyer_agree"
ON_SCHEDULE = "order_manage_list_action_respond_popup_reject_reason_delivered"
INVALID = "order_manage_list_action_respond_popup_reject_reason_invalid_cancellation_reason"
PACKED = "seller_reject_apply_product_has_been_packed"
OF_CANCELLATION = {
    INVALID: "Invalid reason for cancellation",
    ON_SCHEDULE: "Product delivery is on schedule",
    AGREE: "Reached an agreement with the buyer",
    PACKED: "Product has been packed",
}
OF_RETURN = {
    "reverse_reject_request_reason_4": "Product delivery is on schedule",
    "seller_reject_apply_item_is_correct": "Item is correct",
    "seller_reject_apply_reason_is_unclear_or_lack_of_evidence": "Reason is unclear / lack of evidence",
    "seller_reject_apply_product_functions_well/buyer_use_in_wrong_way": "Product functions well",
    "reverse_reject_request_reason_5": "You have reached an agreement with the customer",
}
DECISIONS = {"REFUND": "REFUND", "RETURN_AND_REFUND": "RETURN", "REPLACEMENT": "REPLACEMENT"}


def reject_reasons(request: Request, world: World) -> Json:
    asked = request.params.get("return_or_cancel_id", "")
    of_shop = request.of.slug
    if asked in world.index[of_shop, "cancellation"].items:
        found = _named(request, OF_CANCELLATION)
    elif asked in world.index[of_shop, "return"].items:
        found = _named(request, OF_RETURN)
    else:
        raise Refused(25007006, "Order not found.")
    return {"reasons": [{"name": name, "text": text} for name, text in found.items()]}


def answer_cancellation(request: Request, world: World, *, grants: bool) -> Json:
    asked: Cancellation = _found(request, world, "cancellation")
    if _is_repeated(request, world, asked.id):
        return {}
    _may_answer(asked.status(request.now), cancelling.PENDING, cancelling.WITHDRAWN, grants=grants)
    order = asked.order
    assert order is not None
    if grants and any(parcel.collected_at <= request.now for parcel in order.parcels):
        raise Refused(25001045, "The order has already been shipped and we are unable to cancel shipment.")
    if not grants:
        _reason(request, OF_CANCELLATION, OF_RETURN)
    world.answer(order, "cancellation", grants=grants, at=request.now, key=_key(request))
    return {}


def answer_return(request: Request, world: World, *, grants: bool) -> Json:
    asked: Return = _found(request, world, "return")
    if _is_repeated(request, world, asked.id):
        return {}
    _may_answer(asked.status(request.now), returning.PENDING, returning.WITHDRAWN, grants=grants)
    wanted = f"{'APPROVE' if grants else 'REJECT'}_{DECISIONS[asked.type]}"
    if request.json.get("decision") != wanted:
        raise Refused(25020004, "decision not match reverse type")
    if not grants:
        _reason(request, OF_RETURN, OF_CANCELLATION)
    order = asked.order
    assert order is not None
    world.answer(order, "return", grants=grants, at=request.now, key=_key(request))
    return {}


def _found(request: Request, world: World, kind: str) -> Any:
    found = world.index[request.of.slug, kind].items.get(request.captured["id"])
    if found is None:
        raise Refused(25007006, "Order not found.")
    return found


def _may_answer(status: str, pending: str, withdrawn: str, *, grants: bool) -> None:
    if status == pending:
        return
    if status == withdrawn:
        raise Refused(*((25020009, "reverse already cancelled") if grants else (25011011, "reverse status")))
    if grants:
        raise Refused(25011012, "reverse status cannot approve application")
    raise Refused(25020010, "Aftersales has been approved and cannot be rejected.")


def _reason(request: Request, allowed: dict[str, str], others: dict[str, str]) -> None:
    name = request.json.get("reject_reason")
    if not isinstance(name, str) or not name:
        raise invalid("Invalid `reject_reason`: text is required.")
    if name in _named(request, allowed):
        return
    if name in _named(request, others):
        raise Refused(25001016, "reverse reason not match action type")
    raise Refused(25001014, "Unknown return reason. Please ensure you are passing a valid return reason.")


def _named(request: Request, reasons: dict[str, str]) -> dict[str, str]:
    """Some reasons have another name in the United Kingdom."""
    if request.of.market.region != "GB":
        return reasons
    return {
        name + "_uk" * name.startswith(("order_manage", "reverse_")): text for name, text in reasons.items()
    }


def _key(request: Request) -> str:
    return request.params.get("idempotency_key", "")


def _is_repeated(request: Request, world: World, of: str) -> bool:
    """The same request once more is answered as the first one was."""
    key = _key(request)
    return bool(key) and any(row[0] == "answer" and row[2] == of and row[4] == key for row in world.written)
