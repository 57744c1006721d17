"""How the store's own people give a tracking number: by whatever the store has, as a plugin's page would do it."""

from datetime import UTC, datetime
from typing import Any

from fulfillment.sandbox.woocommerce import fulfillments
from fulfillment.sandbox.woocommerce.moments import text
from fulfillment.sandbox.woocommerce.replies import Json
from fulfillment.sandbox.woocommerce.store import (
    ADVANCED,
    SHIPMENT_TRACKING,
    TRACKING_META,
    Store,
    tracking_items,
)

CORE = {"USPS": "usps", "UPS": "ups", "FedEx": "fedex", "DHL": "dhl"}


def ship(
    store: Store, order_id: int, wanted: dict[int, int], *, number: str, carrier: str, at: datetime
) -> bool:
    """False where somebody else has shipped these units already."""
    if store.has_fulfillments:
        return _by_core(store, order_id, wanted, number, carrier, at)
    if {SHIPMENT_TRACKING, ADVANCED} & set(store.namespaces):
        return _by_plugin(store, order_id, number, carrier, at)
    store.note(order_id, f"Shipped with {carrier}, tracking number {number}", to_customer=True)
    return False


def _by_core(
    store: Store, order_id: int, wanted: dict[int, int], number: str, carrier: str, at: datetime
) -> bool:
    found = store.fulfillments.setdefault(order_id, [])
    packed = [item["item_id"] for one in found for item in meta(one, "_items") or []]
    items = [{"item_id": line, "qty": units} for line, units in wanted.items() if line not in packed]
    if not items:
        return False
    slug = CORE.get(carrier, "other")
    metas: list[tuple[str, Any]] = [
        ("_items", items),
        ("_tracking_number", number),
        ("_shipment_provider", slug),
    ]
    metas += [("_provider_name", carrier)] if slug == "other" else []
    metas.append(("_date_fulfilled", text(at, store.zone).replace("T", " ")))
    given = {
        "status": "fulfilled",
        "meta_data": [{"id": 0, "key": key, "value": value} for key, value in metas],
    }
    fulfillments.create(store, order_id, given, number=order_id * 10 + len(found))
    return True


def _by_plugin(store: Store, order_id: int, number: str, carrier: str, at: datetime) -> bool:
    items = tracking_items(store, order_id)
    if any(item["tracking_number"] == number for item in items):
        return False
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0)
    item = {
        "tracking_provider": "",
        "custom_tracking_provider": carrier,
        "custom_tracking_link": "",
        "tracking_number": number,
        "date_shipped": str(int(day.timestamp())),
        "tracking_id": f"{order_id}{len(items)}",
    }
    store.set_meta(order_id, TRACKING_META, [*items, item])
    return True


def correct(store: Store, order_id: int, wrong: str, right: str) -> bool:
    """The wrong number wherever it stands becomes the right one."""
    entries = [entry for one in store.fulfillments.get(order_id, []) for entry in one["meta_data"]]
    found = [entry for entry in entries if entry["key"] == "_tracking_number" and entry["value"] == wrong]
    for entry in found:
        entry["value"] = right
    items = [item for item in tracking_items(store, order_id) if item["tracking_number"] == wrong]
    for item in items:
        item["tracking_number"] = right
    return bool(found or items)


def meta(fulfillment: Json, key: str) -> Any:
    return next((entry["value"] for entry in fulfillment["meta_data"] if entry["key"] == key), None)
