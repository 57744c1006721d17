"""The ways to give a number, by what the store was found to have; every function writes once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol, runtime_checkable

from fulfillment.channels.shipments import Shipment
from fulfillment.channels.woocommerce.client import WooClient
from fulfillment.channels.woocommerce.mapping.parcels import Parcel
from fulfillment.channels.woocommerce.probing import ADVANCED_SPACE, SHIPMENT_TRACKING_SPACE, Writer
from fulfillment.channels.woocommerce.shipping.core import Core
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.channels.woocommerce.shipping.notes import Notes
from fulfillment.channels.woocommerce.shipping.plugins import Plugin


class Way(Protocol):
    """`give` and `correct` answer the parcel's external id, blank where the store keeps no parcels."""

    can_split: bool

    def give(
        self, client: WooClient, seen: Look, shipment: Shipment, units: Mapping[str, int], *, on: date
    ) -> str: ...

    def correct(self, client: WooClient, seen: Look, shipment: Shipment, *, on: date) -> str: ...


@runtime_checkable
class Removing(Protocol):
    """A way that can take a parcel back."""

    def take_back(self, client: WooClient, seen: Look, parcel: Parcel) -> None: ...


WAYS: dict[Writer, Way] = {
    Writer.CORE: Core(),
    Writer.SHIPMENT_TRACKING: Plugin(SHIPMENT_TRACKING_SPACE),
    Writer.ADVANCED: Plugin(ADVANCED_SPACE),
    Writer.NOTE: Notes(),
}
