"""Money given back: by lines, or an amount alone. The order's total and quantities stay as they were."""

from typing import TYPE_CHECKING

from fulfillment.sandbox.woocommerce.moments import pair
from fulfillment.sandbox.woocommerce.replies import Json, Problem

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

NO_GATEWAY = Problem(
    500,
    "woocommerce_rest_cannot_create_order_refund",
    "The payment gateway for this order does not support automatic refunds.",
)
TOO_MUCH = Problem(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")


def create(store: "Store", order_id: int, given: Json) -> Json:
    """``api_refund`` is on unless it is switched off, and fails where no gateway can do it."""
    order = store.order(order_id)
    if given.get("api_refund", True) and not store.can_refund:
        raise NO_GATEWAY
    amount = float(given.get("amount", 0))
    left = float(order["total"]) - given_back(store, order_id)
    if not 0 < amount <= left + 0.001:
        raise TOO_MUCH
    made = refund(
        store,
        order,
        store.new_id(),
        amount=amount,
        reason=str(given.get("reason", "")),
        lines=given.get("line_items", []),
    )
    store.refund(order_id, made)
    if amount >= left - 0.001:
        store.set_status(order_id, "refunded")
    store.changed(order_id)
    return made


def given_back(store: "Store", order_id: int) -> float:
    return sum(float(one["amount"]) for one in store.refunds.get(order_id, []))


def refund(
    store: "Store", order: Json, refund_id: int, *, amount: float, reason: str, lines: list[Json]
) -> Json:
    sold = {line["id"]: line for line in order["line_items"]}
    return {
        "id": refund_id,
        "parent_id": order["id"],
        **pair("date_created", store.now(), store.zone),
        "amount": f"{amount:.2f}",
        "reason": reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [],
        "line_items": [_line(sold[int(line["id"])], line, refund_id, n) for n, line in enumerate(lines)],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
    }


def _line(sold: Json, given: Json, refund_id: int, number: int) -> Json:
    """Negative in all; which line it takes back stands in its meta."""
    back = str(sold["id"])
    meta = {
        "id": 5,
        "key": "_refunded_item_id",
        "value": back,
        "display_key": "_refunded_item_id",
        "display_value": back,
    }
    kept = {name: sold[name] for name in ("name", "product_id", "variation_id", "sku", "price")}
    total = -abs(float(given.get("refund_total", 0)))
    quantity = -abs(int(given.get("quantity", 0)))
    return (
        {"id": refund_id * 10 + number}
        | kept
        | {"quantity": quantity, "total": f"{total:.2f}", "meta_data": [meta]}
    )


def delete(store: "Store", order_id: int, refund_id: int, *, force: bool) -> Json:
    """Nothing else changes: no update time, no webhook."""
    store.order(order_id)
    found = next((one for one in store.refunds.get(order_id, []) if one["id"] == refund_id), None)
    if found is None:
        raise Problem(404, "woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.")
    if not force:
        raise Problem(501, "woocommerce_rest_trash_not_supported", "Order refunds do not support trashing.")
    store.delete_refund(order_id, refund_id)
    return found
