"""Orders over REST: made, changed, trashed or deleted for good, one by one or in a batch."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fulfillment.sandbox.woocommerce import hooks
from fulfillment.sandbox.woocommerce.listing import STATUSES
from fulfillment.sandbox.woocommerce.moments import pair
from fulfillment.sandbox.woocommerce.replies import Json, Problem, invalid, shown

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

BATCH = 100
ADDRESS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country", "phone",
)  # fmt: skip
TAKEN = ("customer_note", "payment_method", "payment_method_title", "transaction_id")


def create(store: "Store", given: Json) -> Json:
    lines = [_line(store, line) for line in given.get("line_items", [])]
    shipping = [dict(line) for line in given.get("shipping_lines", [])]
    order_id, now = store.new_id(), store.now()
    total = sum(float(line["total"]) for line in [*lines, *shipping])
    for number, line in enumerate(lines):
        line["id"] = order_id * 10 + number
    store.orders[order_id] = bare(order_id) | {
        "status": "pending",
        "currency": given.get("currency", "USD"),
        **pair("date_created", now, store.zone),
        **pair("date_modified", now, store.zone),
        "total": f"{total:.2f}",
        "billing": address(given.get("billing", {})) | {"email": given.get("billing", {}).get("email", "")},
        "shipping": address(given.get("shipping", {})),
        "line_items": lines,
        "shipping_lines": shipping,
        "created_via": "rest-api",
    }
    _take(store, order_id, given)
    store.set_status(order_id, "processing" if given.get("set_paid") else _status(store, given, "pending"))
    hooks.tell(store, "order.created", order_id)
    return store.orders[order_id]


def bare(order_id: int) -> Json:
    """The fields of an order of which nothing is known yet."""
    nothing = {name + end: None for name in ("date_paid", "date_completed") for end in ("", "_gmt")}
    lists: Json = {
        name: []
        for name in ("meta_data", "tax_lines", "shipping_lines", "fee_lines", "coupon_lines", "refunds")
    }
    texts = dict.fromkeys(("customer_note", "payment_method", "payment_method_title", "transaction_id"), "")
    return {
        "id": order_id, "parent_id": 0, "number": str(order_id), "version": "10.5.0", "prices_include_tax": False,
        "order_key": f"wc_order_{order_id}", "customer_id": 0, "total_tax": "0.00", "is_editable": False,
        "needs_payment": False, "needs_processing": True,
    } | nothing | lists | texts  # fmt: skip


def address(given: Json) -> Json:
    return {name: str(given.get(name, "")) for name in ADDRESS}


def _line(store: "Store", given: Json) -> Json:
    """What it sells must be a product that the store has."""
    product = store.products.get(given.get("product_id", 0))
    if product is None:
        raise Problem(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
    quantity = int(given.get("quantity", 1))
    total = given.get("total", f"{float(product['price']) * quantity:.2f}")
    return {
        "id": 0, "name": product["name"], "product_id": product["id"], "variation_id": 0, "quantity": quantity,
        "total": total, "sku": product["sku"], "price": float(total) / quantity, "meta_data": [], "parent_name": None,
        "image": {"id": "", "src": ""},
    }  # fmt: skip


def update(store: "Store", order_id: int, given: Json) -> Json:
    order = store.order(order_id)
    slug = _status(store, given, order["status"])
    _take(store, order_id, given)
    store.set_status(order_id, "processing" if given.get("set_paid") else slug)
    store.changed(order_id)
    return order


def _status(store: "Store", given: Json, kept: str) -> str:
    slug = str(given.get("status", kept))
    if slug not in STATUSES | store.own_statuses | {kept}:
        raise invalid("status")
    return slug


def _take(store: "Store", order_id: int, given: Json) -> None:
    order = store.orders[order_id]
    order |= {name: given[name] for name in TAKEN if name in given}
    for name in ("billing", "shipping"):
        order[name] |= {field: str(value) for field, value in given.get(name, {}).items()}
    for meta in given.get("meta_data", []):
        store.set_meta(order_id, meta["key"], meta["value"])


def delete(store: "Store", order_id: int, *, force: bool) -> Json:
    """Into the trash, which is told; or for good, of which nobody hears."""
    order = store.order(order_id)
    if force:
        return store.delete_for_good(order_id)
    if order["status"] == "trash":
        raise Problem(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    store.trash(order_id)
    return order


def batch(store: "Store", given: Json) -> Json:
    """Many at once: every item answers for itself, and the whole answers 200."""
    acts: dict[str, Callable[[Json], Json]] = {
        "create": lambda one: create(store, one),
        "update": lambda one: update(store, int(one["id"]), one),
        "delete": lambda one: delete(store, int(one), force=True),  # type: ignore[call-overload]
    }
    if sum(len(given.get(act, [])) for act in acts) > BATCH:
        raise Problem(
            413, "woocommerce_rest_request_entity_too_large", f"Unable to accept more than {BATCH} items."
        )
    return {act: [_each(do, one) for one in given[act]] for act, do in acts.items() if act in given}


def _each(do: Callable[[Json], Json], one: Json) -> Json:
    try:
        return do(one)
    except Problem as problem:
        return {"id": one["id"] if isinstance(one, dict) and "id" in one else 0, "error": shown(problem)}
