"""Core's fulfillments: the one way that says what is in a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fulfillment.channels.shipments import Shipment
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.client import WooClient, number
from fulfillment.channels.woocommerce.mapping.parcels import OF_CORE, Parcel
from fulfillment.channels.woocommerce.shipping import carriers
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.channels.woocommerce.shipping.writing import made, named, part_of

Meta = dict[str, object]
OPTIONAL = {"_tracking_url", "_provider_name"}


class Core:
    can_split = True

    def give(
        self, client: WooClient, seen: Look, shipment: Shipment, units: Mapping[str, int], *, on: date
    ) -> str:
        items = [{"item_id": int(line), "qty": quantity} for line, quantity in units.items()]
        metas = [_entry("_items", items), *_tracked(shipment)]
        body = {"status": "fulfilled", "is_fulfilled": True, "meta_data": metas}
        return OF_CORE + made(client.once("POST", part_of(seen, "fulfillments"), body, _told(shipment)).data)

    def correct(self, client: WooClient, seen: Look, shipment: Shipment, *, on: date) -> str:
        """What the new metadata does not name is lost: everything else is sent along as it is."""
        parcel = seen.to_correct(shipment)
        found: Any = next(one for one in seen.fulfillments if identifier(one["id"]) == _own_id(parcel))
        new = _tracked(shipment)
        replaced = {entry["key"] for entry in new} | OPTIONAL
        kept = [
            _entry(entry["key"], entry["value"])
            for entry in found["meta_data"]
            if entry["key"] not in replaced
        ]
        client.once("PUT", _address(seen, parcel), {"meta_data": kept + new}, _told(shipment))
        return parcel.record.external_id

    def take_back(self, client: WooClient, seen: Look, parcel: Parcel) -> None:
        client.once("DELETE", _address(seen, parcel))


def _own_id(parcel: Parcel) -> str:
    return parcel.record.external_id.removeprefix(OF_CORE)


def _address(seen: Look, parcel: Parcel) -> str:
    return f"{part_of(seen, 'fulfillments')}/{number(_own_id(parcel))}"


def _tracked(shipment: Shipment) -> list[Meta]:
    """Both keys for the carrier: the manager reads the one, e-mails and the documentation the other."""
    slug = carriers.CORE.get(shipment.carrier, carriers.OTHER)
    found = [
        _entry("_tracking_number", shipment.tracking_number),
        _entry("_shipment_provider", slug),
        _entry("_shipping_provider", slug),
    ]
    if shipment.tracking_url:
        found.append(_entry("_tracking_url", shipment.tracking_url))
    return [*found, _entry("_provider_name", named(shipment))] if slug == carriers.OTHER else found


def _entry(key: str, value: object) -> Meta:
    """10.5 passes over an entry without an id, though its documentation shows none."""
    return {"id": 0, "key": key, "value": value}


def _told(shipment: Shipment) -> dict[str, object]:
    return {"notify_customer": "true"} if shipment.notify else {}
