"""Parcels: core fulfillments, and the entries that the tracking plugins keep in an order's meta. None of them is a scan."""

from collections import Counter
from datetime import datetime

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.records import PackageRecord
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.values import (
    listed,
    meta,
    meta_text,
    moment,
    quantity,
    required_id,
    text,
    title,
)
from fulfillment.channels.woocommerce.payloads import Fulfillment, Item, OrderPayload, Tracking, Whole
from fulfillment.tracking.numbers import normalise
from fulfillment.tracking.states import PackageStatus

FULFILLMENT, ITEM, TRACKING = Decoder(Fulfillment), Decoder(Item), Decoder(Tracking)
OF_CORE = "fulfillment-"  # begins the id of a parcel that core tells of
# The manager writes the one, e-mails and the documentation read the other.
CARRIER_KEYS = ("_shipment_provider", "_shipping_provider")


class Parcel(Struct, frozen=True):
    """A package and the units that it says are inside; None where it does not say."""

    record: PackageRecord
    units: Counter[str] | None


def parcels(whole: Whole, payload: OrderPayload, *, order_id: str, placed_at: datetime) -> list[Parcel]:
    """Every parcel once: a number that both core and a plugin tell of is core's, which knows what is inside."""
    found = [_of_core(FULFILLMENT.decode(raw), whole, order_id) for raw in whole.fulfillments or ()]
    told = {normalise(parcel.record.tracking_number) for parcel in found}
    for raw in listed(meta(payload.meta_data, statuses.TRACKING_META)):
        parcel = _of_plugin(TRACKING.decode(raw), order_id, placed_at)
        if parcel.record.tracking_number and normalise(parcel.record.tracking_number) not in told:
            told.add(normalise(parcel.record.tracking_number))
            found.append(parcel)
    return found


def _of_core(fulfillment: Fulfillment, whole: Whole, order_id: str) -> Parcel:
    """One that is not marked as fulfilled is still being packed, though it may have its number."""
    held = fulfillment.meta_data
    is_done = fulfillment.is_fulfilled is True or text(fulfillment.status) == "fulfilled"
    carrier = meta_text(held, *CARRIER_KEYS)
    record = PackageRecord(
        external_id=OF_CORE + required_id(fulfillment.id, "A fulfillment's id"),
        order_external_ids=(order_id,),
        tracking_number=meta_text(held, "_tracking_number")[:100],
        carrier_name=meta_text(held, "_provider_name") or carrier if carrier in ("", "other") else carrier,
        status=PackageStatus.READY if is_done else PackageStatus.TO_SHIP,
        shipped_at=_fulfilled_at(fulfillment, whole.zone) if is_done else None,
        shipping_type="seller",
    )
    return Parcel(record, _units(listed(meta(held, "_items"))))


def _fulfilled_at(fulfillment: Fulfillment, zone: str) -> datetime | None:
    """10.5 tells the store's own time without a zone, later versions promise UTC with one: both are read."""
    return moment(
        meta_text(fulfillment.meta_data, "_date_fulfilled"), "A fulfillment's _date_fulfilled", zone=zone
    )


def _of_plugin(tracking: Tracking, order_id: str, placed_at: datetime) -> Parcel:
    """`date_shipped` is a day: no parcel leaves before its order was placed."""
    number = text(tracking.tracking_number, 100)
    shipped_at = moment(tracking.date_shipped, "A shipment's date_shipped")
    known_as = text(tracking.tracking_id, 64) or normalise(number)
    record = PackageRecord(
        external_id=f"{order_id}-{known_as}",
        order_external_ids=(order_id,),
        tracking_number=number,
        carrier_name=title(tracking.custom_tracking_provider)
        or title(tracking.formatted_tracking_provider)
        or title(tracking.tracking_provider),
        status=PackageStatus.READY,
        shipped_at=max(shipped_at, placed_at) if shipped_at else None,
        shipping_type="seller",
    )
    return Parcel(record, _units(listed(tracking.products_list)))


def _units(items: list[Raw]) -> Counter[str] | None:
    if not items:
        return None
    counts: Counter[str] = Counter()
    for raw in items:
        item = ITEM.decode(raw)
        counts[identifier(item.item_id)] += quantity(item.qty)
    return counts if "" not in counts else None
