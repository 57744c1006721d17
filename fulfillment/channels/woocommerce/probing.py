"""By which way a store takes tracking numbers: found once, when it is connected, and kept with the connection."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import ChannelError, Refused
from fulfillment.channels.woocommerce.answers import NoRoute
from fulfillment.channels.woocommerce.client import ROOT, STORE, WooClient, decoded

SHIPMENT_TRACKING_SPACE = "wc-shipment-tracking/v3"
ADVANCED_SPACE = "wc-ast/v3"
STORE_SPACE = "wc/v3"


class Writer(StrEnum):
    """The ways to give a tracking number, best first."""

    CORE = "core_fulfillments"
    SHIPMENT_TRACKING = "shipment_tracking"
    ADVANCED = "advanced_shipment_tracking"
    NOTE = "customer_note"  # a note to the customer, and the status completed


class Index(Struct):
    """What a site tells anybody about itself."""

    name: str = ""
    url: str = ""
    gmt_offset: str | int | float | None = 0
    timezone_string: str | None = ""
    namespaces: list[str] | None = None


INDEX = Decoder(Index)


def writer(namespaces: Set[str], *, has_fulfillments: bool) -> Writer:
    """The best way that the answers of the probe allow. Pure."""
    if has_fulfillments:
        return Writer.CORE
    if SHIPMENT_TRACKING_SPACE in namespaces:
        return Writer.SHIPMENT_TRACKING
    return Writer.ADVANCED if ADVANCED_SPACE in namespaces else Writer.NOTE


def index(client: WooClient) -> Index:
    return decoded(client.get(ROOT, {}).data, INDEX.decode)


def probe(client: WooClient, found: Index, *, order_id: str = "") -> Writer:
    """Asks for the fulfillments of an order; only "no such route" says that the feature is off, an unknown id does not."""
    return writer(
        frozenset(found.namespaces or ()), has_fulfillments=_has_fulfillments(client, order_id or "1")
    )


def _has_fulfillments(client: WooClient, order_id: str) -> bool:
    try:
        client.get(f"{STORE}/orders/{order_id}/fulfillments", {})
    except NoRoute:
        return False
    except Refused:
        return True
    except ChannelError:
        return False
    return True
