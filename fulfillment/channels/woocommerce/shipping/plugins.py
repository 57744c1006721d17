"""Shipment Tracking, or Advanced Shipment Tracking: entries that do not say what is in a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fulfillment.channels.shipments import Shipment
from fulfillment.channels.woocommerce.client import WooClient, number
from fulfillment.channels.woocommerce.mapping.parcels import Parcel
from fulfillment.channels.woocommerce.probing import ADVANCED_SPACE
from fulfillment.channels.woocommerce.shipping import carriers
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.channels.woocommerce.shipping.writing import made, named


class Plugin:
    can_split = False

    def __init__(self, space: str) -> None:
        self.space = space

    def give(
        self, client: WooClient, seen: Look, shipment: Shipment, units: Mapping[str, int], *, on: date
    ) -> str:
        return self._add(client, seen, shipment, on=on)

    def correct(self, client: WooClient, seen: Look, shipment: Shipment, *, on: date) -> str:
        """The right number first: at no moment the buyer is without one."""
        old, right = seen.to_correct(shipment), seen.parcel(shipment.tracking_number)
        known_as = right.record.external_id if right else self._add(client, seen, shipment, on=on)
        self.take_back(client, seen, old)
        return known_as

    def take_back(self, client: WooClient, seen: Look, parcel: Parcel) -> None:
        tracking_id = parcel.record.external_id.removeprefix(f"{seen.order_id}-")
        client.once("DELETE", f"{self._of(seen)}/{tracking_id}")

    def _add(self, client: WooClient, seen: Look, shipment: Shipment, *, on: date) -> str:
        body = {"tracking_number": shipment.tracking_number, "date_shipped": on.isoformat()}
        body |= self._carrier(shipment)
        return f"{seen.order_id}-{made(client.once('POST', self._of(seen), body).data)}"

    def _of(self, seen: Look) -> str:
        return f"/wp-json/{self.space}/orders/{number(seen.order_id)}/shipment-trackings"

    def _carrier(self, shipment: Shipment) -> dict[str, str]:
        if self.space == ADVANCED_SPACE:
            return {"tracking_provider": named(shipment)}
        if shipment.carrier in carriers.SHIPMENT_TRACKING:
            return {"tracking_provider": carriers.SHIPMENT_TRACKING[shipment.carrier]}
        return {"custom_tracking_provider": named(shipment), "custom_tracking_link": shipment.tracking_url}
