"""Parcels: one per tracking number of a fulfillment. A fulfillment's creation makes a parcel ready, never scanned."""

from datetime import datetime

from fulfillment.channels.records import PackageRecord
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.values import moment, required_number, text, word
from fulfillment.channels.shopify.payloads import Fulfillment, Tracking
from fulfillment.tracking.states import PackageStatus

NUMBER_LENGTH = 100


def parcels(fulfillments: list[Fulfillment], *, order_id: str) -> tuple[PackageRecord, ...]:
    """Every parcel of an order, cancelled ones too; what nobody carries (a download, a till) has none."""
    shipped = (found for found in fulfillments if found.requires_shipping is not False)
    return tuple(parcel for found in shipped for parcel in _of(found, order_id))


def _of(fulfillment: Fulfillment, order_id: str) -> list[PackageRecord]:
    """The first keeps the fulfillment's id, further numbers count on: all belong to it.

    Shopify tells one way per fulfillment: where it has several numbers nobody says whose scan it was.
    """
    fulfillment_id = required_number(fulfillment.id, "A fulfillment's id")
    tracking = _distinct(fulfillment.tracking_info or []) or [Tracking()]
    alone = len(tracking) == 1
    status = _status(fulfillment, alone=alone)
    return [
        PackageRecord(
            external_id=fulfillment_id if place == 1 else f"{fulfillment_id}-{place}",
            order_external_ids=(order_id,),
            tracking_number=text(info.number, NUMBER_LENGTH),
            carrier_name=text(info.company),
            status=status,
            shipped_at=moment(fulfillment.created_at, "A fulfillment's createdAt"),
            first_scan_at=first_scan_at(fulfillment) if alone else None,
            delivered_at=delivered_at(fulfillment) if alone else None,
            shipping_type="seller",
            updated_at=moment(fulfillment.updated_at, "A fulfillment's updatedAt"),
            cancelled=status == PackageStatus.CANCELLED,
        )
        for place, info in enumerate(tracking, start=1)
    ]


def first_scan_at(fulfillment: Fulfillment) -> datetime | None:
    """When Shopify saw it on its way; what was delivered without that was scanned then at the latest."""
    if is_gone(fulfillment):
        return None
    return moment(fulfillment.in_transit_at, "A fulfillment's inTransitAt") or delivered_at(fulfillment)


def delivered_at(fulfillment: Fulfillment) -> datetime | None:
    return moment(fulfillment.delivered_at, "A fulfillment's deliveredAt")


def is_gone(fulfillment: Fulfillment) -> bool:
    return (
        word(fulfillment.status) in statuses.GONE_FULFILLMENT
        or statuses.FULFILLMENT.get(word(fulfillment.display_status)) == PackageStatus.CANCELLED
    )


def _status(fulfillment: Fulfillment, *, alone: bool) -> str:
    if is_gone(fulfillment):
        return PackageStatus.CANCELLED
    if not alone:
        return PackageStatus.READY
    if fulfillment.delivered_at:
        return PackageStatus.DELIVERED
    shown = statuses.FULFILLMENT.get(word(fulfillment.display_status), PackageStatus.READY)
    is_scanned = shown == PackageStatus.READY and fulfillment.in_transit_at
    return PackageStatus.IN_TRANSIT if is_scanned else shown


def _distinct(tracking: list[Tracking]) -> list[Tracking]:
    """One per number; a carrier without a number counts only where there is nothing else."""
    numbered = {text(info.number, NUMBER_LENGTH): info for info in tracking if text(info.number)}
    return list(numbered.values()) or tracking[:1]
