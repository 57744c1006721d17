"""Packages: from the package endpoints, and as stubs from what an order's units say about them."""

from datetime import datetime

from msgspec.json import Decoder

from fulfillment.channels.records import PackageRecord, Refusal
from fulfillment.channels.tiktok.mapping import statuses
from fulfillment.channels.tiktok.mapping.refusals import guarded
from fulfillment.channels.tiktok.mapping.values import identifier, moment, required_id, text, word
from fulfillment.channels.tiktok.payloads import OrderPayload, PackagePayload, Unit
from fulfillment.orders.states import OrderStatus
from fulfillment.tracking.states import PackageStatus

PAYLOAD = Decoder(PackagePayload)
NUMBER_LENGTH = 100


def package(raw: bytes) -> PackageRecord | Refusal:
    """A package of the search or the detail endpoint, with every order that shares it."""
    return guarded("package", raw, _package)


def _package(raw: bytes) -> PackageRecord:
    payload = PAYLOAD.decode(raw)
    status = statuses.PACKAGE.get(word(payload.status or payload.package_status), "")
    return PackageRecord(
        external_id=required_id(payload.package_id or payload.id, "package_id"),
        order_external_ids=tuple(
            dict.fromkeys(filter(None, (identifier(o.id) for o in payload.orders or ())))
        ),
        tracking_number=text(payload.tracking_number, NUMBER_LENGTH),
        carrier_name=text(payload.shipping_provider_name),
        status=status,
        shipping_type=statuses.SHIPPING.get(word(payload.shipping_type), ""),
        updated_at=moment(payload.update_time, "update_time") or moment(payload.create_time, "create_time"),
        cancelled=status == PackageStatus.CANCELLED,
    )


def stubs(
    payload: OrderPayload, *, order_id: str, status: OrderStatus, shipping_type: str, updated_at: datetime
) -> tuple[PackageRecord, ...]:
    """What the order says about its packages. Each names only this order: a combined package has more."""
    groups = _units_by_package(payload)
    alone = len(groups) == 1
    return tuple(
        _stub(package_id, units, payload if alone else None, order_id, status, shipping_type, updated_at)
        for package_id, units in groups.items()
    )


def _units_by_package(payload: OrderPayload) -> dict[str, list[Unit]]:
    groups: dict[str, list[Unit]] = {}
    for named in payload.packages or ():
        if package_id := identifier(named.id):
            groups[package_id] = []
    for unit in payload.line_items or ():
        if package_id := identifier(unit.package_id):
            groups.setdefault(package_id, []).append(unit)
    if len(groups) == 1:
        return {package_id: payload.line_items or [] for package_id in groups}
    return groups


def _stub(
    package_id: str,
    units: list[Unit],
    whole: OrderPayload | None,
    order_id: str,
    status: OrderStatus,
    shipping_type: str,
    updated_at: datetime,
) -> PackageRecord:
    """`whole` is the order where this is its only package: then the order's own moments are the package's."""
    number = next((found for unit in units if (found := text(unit.tracking_number, NUMBER_LENGTH))), "")
    carrier = next((found for unit in units if (found := text(unit.shipping_provider_name))), "")
    shipped = min(filter(None, (moment(unit.rts_time, "line rts_time") for unit in units)), default=None)
    own = _status(units, status)
    return PackageRecord(
        external_id=package_id,
        order_external_ids=(order_id,),
        tracking_number=number or (text(whole.tracking_number, NUMBER_LENGTH) if whole else ""),
        carrier_name=carrier or (text(whole.shipping_provider) if whole else ""),
        status=own,
        shipped_at=shipped or (moment(whole.rts_time, "rts_time") if whole else None),
        first_scan_at=moment(whole.collection_time, "collection_time") if whole else None,
        delivered_at=moment(whole.delivery_time, "delivery_time") if whole else None,
        shipping_type=shipping_type,
        updated_at=updated_at,
        cancelled=own == PackageStatus.CANCELLED,
    )


def _status(units: list[Unit], status: OrderStatus) -> str:
    """The units' own word where they all agree, else what the whole order's status implies, else ""."""
    said = {word(unit.package_status) for unit in units if unit.package_status}
    if len(said) == 1 and (known := statuses.PACKAGE.get(said.pop())):
        return known
    return statuses.PACKAGE_OF_ORDER.get(status, "")
