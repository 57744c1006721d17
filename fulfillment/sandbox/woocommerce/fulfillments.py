"""Core's own shipments, a feature that is off until somebody switches it on."""

from typing import TYPE_CHECKING

from fulfillment.sandbox.woocommerce.replies import Json, Problem, no_route
from fulfillment.sandbox.woocommerce.store import stamp

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

COVERED = "_fulfillment_status"


def listed(store: "Store", order_id: int) -> list[Json]:
    _possible(store, order_id)
    return store.fulfillments.get(order_id, [])


def create(store: "Store", order_id: int, given: Json, *, number: int = 0) -> Json:
    """An entry of ``meta_data`` without an ``id`` is passed over, so its items are missing. Too many units are taken."""
    _possible(store, order_id)
    metas = [meta for meta in given.get("meta_data", []) if {"id", "key", "value"} <= meta.keys()]
    if not any(meta["key"] == "_items" and meta["value"] for meta in metas):
        raise Problem(
            400, "woocommerce_fulfillment_error", "The fulfillment should contain at least one item."
        )
    made: Json = {
        "id": number or store.new_id(),
        "entity_type": "WC_Order",
        "entity_id": str(order_id),
        "meta_data": [],
    }
    store.fulfillments.setdefault(order_id, []).append(made)
    _put(store, made, given, metas)
    cover(store, order_id)
    store.changed(order_id)
    return made


def update(store: "Store", order_id: int, number: int, given: Json) -> Json:
    """What the new metadata does not name is gone."""
    _possible(store, order_id)
    found = _known(store, order_id, number)
    metas = (
        [meta for meta in given["meta_data"] if {"key", "value"} <= meta.keys()]
        if "meta_data" in given
        else None
    )
    _put(store, found, given, metas)
    cover(store, order_id)
    store.changed(order_id)
    return found


def delete(store: "Store", order_id: int, number: int) -> Json:
    _possible(store, order_id)
    store.fulfillments[order_id].remove(_known(store, order_id, number))
    cover(store, order_id)
    store.changed(order_id)
    return {"message": "Fulfillment deleted successfully."}


def _put(store: "Store", fulfillment: Json, given: Json, metas: list[Json] | None) -> None:
    """``status`` decides; ``is_fulfilled`` follows it."""
    was_done = fulfillment.get("is_fulfilled", False)
    status = given.get("status", "fulfilled" if given.get("is_fulfilled", was_done) else "unfulfilled")
    is_done = status == "fulfilled"
    if metas is not None:
        kept = [{"id": n, "key": meta["key"], "value": meta["value"]} for n, meta in enumerate(metas, 1)]
        fulfillment["meta_data"] = kept
    if is_done and not any(meta["key"] == "_date_fulfilled" for meta in fulfillment["meta_data"]):
        done = {"id": len(fulfillment["meta_data"]) + 1, "key": "_date_fulfilled", "value": stamp(store)}
        fulfillment["meta_data"].append(done)
    fulfillment |= {"is_fulfilled": is_done, "status": status, "date_updated": stamp(store)}


def cover(store: "Store", order_id: int) -> None:
    """How much of the order its finished fulfillments cover stands in its own meta; its status stays."""
    found = store.fulfillments.get(order_id, [])
    packed: dict[int, int] = {}
    for fulfillment in found:
        for meta in fulfillment["meta_data"]:
            for item in meta["value"] if meta["key"] == "_items" and fulfillment["is_fulfilled"] else []:
                packed[int(item["item_id"])] = packed.get(int(item["item_id"]), 0) + int(item["qty"])
    is_whole = all(packed.get(line, 0) >= units for line, units in store.units(order_id).items())
    word = "fulfilled" if is_whole else "partially_fulfilled"
    word = word if packed else "unfulfilled" if found else "no_fulfillments"
    store.set_meta(order_id, COVERED, word)


def _possible(store: "Store", order_id: int) -> None:
    if not store.has_fulfillments:
        raise no_route()
    if order_id not in store.orders:
        raise Problem(404, "woocommerce_rest_order_invalid_id", "Invalid order ID.")


def _known(store: "Store", order_id: int, number: int) -> Json:
    found = next((one for one in store.fulfillments.get(order_id, []) if one["id"] == number), None)
    if found is None:
        raise Problem(400, 0, "Invalid fulfillment ID.")  # measured: not a 404, and no word for a code
    return found
