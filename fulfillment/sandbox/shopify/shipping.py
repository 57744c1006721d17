"""Writing shipments: fulfillments by fulfillment order, tracking, cancelling, carriers' events. No call is idempotent."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from fulfillment.sandbox.shopify import parcels
from fulfillment.sandbox.shopify.executing import Asking
from fulfillment.sandbox.shopify.orders import Shown, other_work_id, work_id
from fulfillment.sandbox.shopify.parcels import Shipment
from fulfillment.sandbox.shopify.shaping import Json, gid, moment, number_of
from fulfillment.sandbox.shopify.store import Store
from fulfillment.sandbox.world.model import Order, Unit


class Objection(Exception):
    """Becomes a user error: the call succeeds and changes nothing."""

    def __init__(self, message: str, *field: str) -> None:
        super().__init__(message)
        self.answer = {"field": list(field) or None, "message": message}


class Writing:
    def __init__(self, store: Store) -> None:
        self.store = store

    def create(self, asking: Asking, *, fulfillment: Json, message: str | None = None) -> Json:
        try:
            order, units = self._asked_for(fulfillment["lineItemsByFulfillmentOrder"])
        except Objection as objection:
            return {"fulfillment": None, "userErrors": [objection.answer]}
        tracking = fulfillment.get("trackingInfo") or {}
        shipment = Shipment(
            id=str(random.randrange(5 * 10**12, 6 * 10**12)),
            units=[unit.id for unit in units],
            company=tracking.get("company") or "",
            numbers=_numbers(tracking),
            created_at=self.store.now,
            updated_at=self.store.now,
            url=tracking.get("url") or next(iter(tracking.get("urls") or []), ""),
            written=True,
        )
        self.store.write(order, shipment)
        return {"fulfillment": self._shape(order, shipment), "userErrors": []}

    def update(
        self,
        asking: Asking,
        *,
        fulfillmentId: str,  # the schema's own spelling
        trackingInfoInput: Json,
        notifyCustomer: bool | None = None,
    ) -> Json:
        try:
            order, shipment = self._known(fulfillmentId)
        except Objection as objection:
            return {"fulfillment": None, "userErrors": [objection.answer]}
        if not shipment.is_live(self.store.now):
            refused = Objection("A cancelled fulfillment can not be updated.", "fulfillmentId")
            return {"fulfillment": None, "userErrors": [refused.answer]}
        shipment.numbers = _numbers(trackingInfoInput)
        shipment.company = trackingInfoInput.get("company") or shipment.company
        shipment.updated_at = self.store.now
        self.store.touch(order, self.store.now)
        return {"fulfillment": self._shape(order, shipment), "userErrors": []}

    def cancel(self, asking: Asking, *, id: str) -> Json:
        try:
            order, shipment = self._known(id)
        except Objection as objection:
            return {"fulfillment": None, "userErrors": [objection.answer]}
        if not shipment.is_live(self.store.now):
            refused = Objection("Fulfillment has already been cancelled.", "id")
            return {"fulfillment": None, "userErrors": [refused.answer]}
        shipment.cancelled_at = shipment.updated_at = self.store.now
        self.store.touch(order, self.store.now)
        return {"fulfillment": self._shape(order, shipment), "userErrors": []}

    def tell(self, asking: Asking, *, fulfillmentEvent: Json) -> Json:
        try:
            order, shipment = self._known(fulfillmentEvent["fulfillmentId"])
        except Objection as objection:
            return {"fulfillmentEvent": None, "userErrors": [objection.answer]}
        happened = fulfillmentEvent.get("happenedAt")
        at = int(datetime.fromisoformat(happened).timestamp()) if happened else self.store.now
        names = ("message", "city", "province", "country", "zip")
        event = {name: fulfillmentEvent.get(name) for name in names} | {
            "id": gid("FulfillmentEvent", f"{shipment.id}{90 + len(shipment.told)}"),
            "status": fulfillmentEvent["status"],
            "happenedAt": moment(at),
            "createdAt": moment(self.store.now),
        }
        shipment.told.append(event)
        self.store.touch(order, self.store.now)
        return {"fulfillmentEvent": event, "userErrors": []}

    # --- what is asked for ---

    def _asked_for(self, parts: list[Json]) -> tuple[Order, list[Unit]]:
        """The units that are to ship; raises Objection where some may not."""
        where = ("fulfillment", "lineItemsByFulfillmentOrder")
        if len(parts) != 1:
            raise Objection("All fulfillment orders must belong to the same order and location.", *where)
        work = number_of(parts[0]["fulfillmentOrderId"], "FulfillmentOrder")
        shown = self._of_work(work)
        order = shown.order
        status = shown.works()[work]["status"]
        if status not in ("OPEN", "IN_PROGRESS"):
            raise Objection(
                f"Fulfillment order {work} has an unfulfillable status= {status.lower()}.", *where
            )
        left = shown.left_of(work)
        wanted = parts[0].get("fulfillmentOrderLineItems")
        if not wanted:
            return order, [unit for units in left.values() for unit in units]
        found: list[Unit] = []
        for row in wanted:
            units = left.get(number_of(row["id"], "FulfillmentOrderLineItem"), [])
            if not 0 < row["quantity"] <= len(units):
                raise Objection("Invalid fulfillment order line item quantity requested.", *where)
            found += units[: row["quantity"]]
        return order, found

    def _of_work(self, number: str) -> Shown:
        for order in self.store.orders():
            if number in (work_id(order), other_work_id(order)):
                shown = self.store.shown(order)
                if number in shown.works():
                    return shown
        raise Objection("Fulfillment order does not exist.", "fulfillment", "lineItemsByFulfillmentOrder")

    def _known(self, global_id: str) -> tuple[Order, Shipment]:
        """A fulfillment that was written here; the warehouse's own are not an app's to change."""
        number = number_of(global_id, "Fulfillment")
        for order_id, rows in self.store.written.items():
            for one in rows:
                if one.id == number:
                    return self.store.index.items[order_id], one
        raise Objection("Fulfillment does not exist.", "fulfillmentId")

    def _shape(self, order: Order, shipment: Shipment) -> Json:
        return parcels.shape(shipment, order, self.store.now, self.store.shown(order).line)


def _numbers(tracking: dict[str, Any]) -> list[str]:
    return [each for each in [tracking.get("number"), *(tracking.get("numbers") or [])] if each]
