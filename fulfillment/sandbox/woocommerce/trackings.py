"""Shipment Tracking and Advanced Shipment Tracking: plugins that keep their entries in the order's meta."""

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fulfillment.sandbox.woocommerce.replies import Json, Problem
from fulfillment.sandbox.woocommerce.store import ADVANCED, TRACKING_META, tracking_items

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

PROVIDERS = {
    "United States": {
        "Fedex": "https://www.fedex.com/apps/fedextrack/?action=track&tracknumbers=%1$s",
        "OnTrac": "https://www.ontrac.com/tracking?number=%1$s",
        "UPS": "https://www.ups.com/track?loc=en_US&tracknum=%1$s",
        "USPS": "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=%1$s",
    },
    "United Kingdom": {
        "DPD.co.uk": "https://www.dpd.co.uk/tracking/trackingSearch.do?search.searchType=0&search.parcelNumber=%1$s",
        "Royal Mail": "https://www3.royalmail.com/track-your-item#/tracking-results/%1$s",
    },
}
NAMES = {name.lower(): name for names in PROVIDERS.values() for name in names}
SHIPPED = {"1": "completed", "2": "partial-shipped"}  # Advanced: what `status_shipped` makes of the order


def create(store: "Store", order_id: int, given: Json, space: str) -> Json:
    store.order(order_id)
    if not given.get("tracking_number"):
        raise Problem(400, "rest_missing_callback_param", "Missing parameter(s): tracking_number")
    provider = str(given.get("tracking_provider", ""))
    if provider and provider.lower() not in NAMES and space != ADVANCED:
        raise Problem(
            400, "woocommerce_rest_shipment_tracking_invalid_provider", "Invalid tracking provider."
        )
    day = str(given.get("date_shipped") or store.now().date().isoformat())
    item = {
        "tracking_provider": provider.lower(),
        "custom_tracking_provider": str(given.get("custom_tracking_provider", "")),
        "custom_tracking_link": str(given.get("custom_tracking_link", "")),
        "tracking_number": str(given["tracking_number"]),
        "date_shipped": str(int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())),
        "tracking_id": secrets.token_hex(16),
    }
    is_alone = space == ADVANCED and str(given.get("replace_tracking", "0")) == "1"
    store.set_meta(order_id, TRACKING_META, [*([] if is_alone else tracking_items(store, order_id)), item])
    if space == ADVANCED and (slug := SHIPPED.get(str(given.get("status_shipped", "")))):
        store.set_status(order_id, slug)
    store.changed(order_id)
    return shown(item)


def listed(store: "Store", order_id: int) -> list[Json]:
    store.order(order_id)
    return [shown(item) for item in tracking_items(store, order_id)]


def one(store: "Store", order_id: int, tracking_id: str) -> Json:
    store.order(order_id)
    found = (item for item in tracking_items(store, order_id) if item["tracking_id"] == tracking_id)
    item = next(found, None)
    if item is None:
        raise Problem(
            404, "woocommerce_rest_order_shipment_tracking_invalid_id", "Invalid shipment tracking ID."
        )
    return item


def delete(store: "Store", order_id: int, tracking_id: str) -> Json:
    gone = one(store, order_id, tracking_id)
    store.set_meta(
        order_id, TRACKING_META, [item for item in tracking_items(store, order_id) if item is not gone]
    )
    store.changed(order_id)
    return shown(gone)


def shown(item: Json) -> Json:
    """As REST shows an entry: the provider by its name, the day as a date."""
    slug: str = item["tracking_provider"]
    provider: str = item["custom_tracking_provider"] or NAMES.get(slug, slug)
    links = {name: link for names in PROVIDERS.values() for name, link in names.items()}
    link = item["custom_tracking_link"] or links.get(provider, "")
    return {
        "tracking_id": item["tracking_id"],
        "tracking_provider": provider,
        "tracking_link": link.replace("%1$s", item["tracking_number"]),
        "tracking_number": item["tracking_number"],
        "date_shipped": datetime.fromtimestamp(int(item["date_shipped"]), UTC).date().isoformat(),
    }
