"""What every way writes with: the order's address, the carrier's name, the id of what was made."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from fulfillment.channels.shipments import Shipment
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.client import STORE, WooClient, decoded, number
from fulfillment.channels.woocommerce.payloads import Id
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.tracking.carriers.directory import carrier_name


class Made(Struct):
    id: Id = None
    tracking_id: str = ""


def made(data: bytes) -> str:
    found = decoded(data, lambda raw: msgspec.json.decode(raw, type=Made))
    return found.tracking_id or identifier(found.id)


def part_of(seen: Look, part: str) -> str:
    return f"{STORE}/orders/{number(seen.order_id)}/{part}"


def named(shipment: Shipment) -> str:
    return shipment.carrier_name or carrier_name(shipment.carrier) or "Other"


def set_status(client: WooClient, seen: Look, slug: str) -> None:
    client.once("PUT", f"{STORE}/orders/{number(seen.order_id)}", {"status": slug})
