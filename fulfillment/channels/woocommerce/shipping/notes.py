"""A store without a place for a number: the buyer reads it in a note, which WooCommerce sends by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fulfillment.channels.shipments import Shipment
from fulfillment.channels.woocommerce.client import WooClient
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.channels.woocommerce.shipping.writing import named, part_of


class Notes:
    can_split = False

    def give(
        self, client: WooClient, seen: Look, shipment: Shipment, units: Mapping[str, int], *, on: date
    ) -> str:
        return _say(client, seen, f"Your order is on its way with {_whole(shipment)}")

    def correct(self, client: WooClient, seen: Look, shipment: Shipment, *, on: date) -> str:
        before = f" It replaces {shipment.previous_number}." if shipment.previous_number else ""
        return _say(client, seen, f"Your parcel travels with {_whole(shipment)}{before}")


def _say(client: WooClient, seen: Look, words: str) -> str:
    """A note is no parcel: it has no id that our parcels could have."""
    client.once("POST", part_of(seen, "notes"), {"note": words, "customer_note": True})
    return ""


def _whole(shipment: Shipment) -> str:
    link = f" Follow it here: {shipment.tracking_url}" if shipment.tracking_url else ""
    return f"{named(shipment)}, tracking number {shipment.tracking_number}.{link}"
