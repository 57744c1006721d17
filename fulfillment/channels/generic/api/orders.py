"""What we know of orders, as programs read it: level, reasons, deadlines, packages with their verdicts. No buyers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from msgspec import Struct

from fulfillment.orders.address_changes import outstanding
from fulfillment.orders.models import AddressAcknowledgement, AddressChange, Order, OrderLine
from fulfillment.orders.reasons import sentence_of
from fulfillment.tracking.models import PackageOrder


class Reason(Struct, frozen=True):
    code: str
    sentence: str
    whose_turn: str
    next_action: str


class OrderedLine(Struct, frozen=True):
    id: str
    sku: str
    title: str
    quantity: int
    cancelled_quantity: int


class Parcel(Struct, frozen=True):
    """`verdict`: valid, pending or invalid; blank before it was shipped."""

    id: str
    tracking_number: str
    carrier: str
    status: str
    shipped_at: datetime | None
    first_scan_at: datetime | None
    last_event_at: datetime | None
    delivered_at: datetime | None
    verdict: str
    verdict_reasons: list[str]


class Noted(Struct, frozen=True):
    """Who has taken note of a changed address: team, supplier or packer."""

    receiver: str
    acknowledged_at: datetime


class AddressChanged(Struct, frozen=True):
    """`parts` of the address that differ, never what they said. `waits_for`: who must still acknowledge it."""

    changed_at: datetime
    parts: list[str]
    had_label: bool
    acknowledged: list[Noted]
    waits_for: list[str]


class Known(Struct, frozen=True):
    """One order. `id` is the store's. `changed_at` moves with whatever stands here."""

    id: str
    shop: str
    number: str
    status: str
    stage: str
    level: str
    level_since_at: datetime | None
    is_open: bool
    whose_turn: str
    next_action: str
    reasons: list[Reason]
    placed_at: datetime
    dispatch_due_at: datetime | None
    due_source: str
    cancels_at: datetime | None
    delivery_due_at: datetime | None
    dispatched_at: datetime | None
    dispatched_source: str
    delivered_at: datetime | None
    cancelled_at: datetime | None
    rule_version: str
    lines: list[OrderedLine]
    packages: list[Parcel]
    address_changes: list[AddressChanged]
    updated_at: datetime
    changed_at: datetime


def with_all(orders: QuerySet[Order]) -> QuerySet[Order]:
    """In five more queries, whatever the number of orders."""
    links = PackageOrder.objects.filter(is_current=True).select_related("package").order_by("package_id")
    lines = OrderLine.objects.order_by("pk")
    moved = AddressChange.objects.order_by("told_at", "pk").prefetch_related(
        Prefetch("acknowledgements", AddressAcknowledgement.objects.order_by("pk"))
    )
    return orders.select_related("shop").prefetch_related(
        Prefetch("lines", lines), Prefetch("package_orders", links), Prefetch("address_changes", moved)
    )


def known(orders: Iterable[Order], *, now: datetime) -> list[Known]:
    """`orders` come from `with_all`."""
    return [_known(order, now=now) for order in orders]


def _known(order: Order, *, now: datetime) -> Known:
    return Known(
        id=order.external_id,
        shop=order.shop.slug,
        number=order.number,
        status=order.status,
        stage=order.stage,
        level=order.level if order.is_open else "",
        level_since_at=order.level_since_at,
        is_open=order.is_open,
        whose_turn=order.owner if order.is_open else "",
        next_action=order.next_action if order.is_open else "",
        reasons=_reasons(order, now=now),
        placed_at=order.placed_at,
        dispatch_due_at=order.dispatch_due_at,
        due_source=order.due_source,
        cancels_at=order.cancels_at,
        delivery_due_at=order.delivery_due_at,
        dispatched_at=order.dispatched_at,
        dispatched_source=order.dispatched_source,
        delivered_at=order.delivered_at,
        cancelled_at=order.cancelled_at,
        rule_version=order.rule_version,
        lines=[
            OrderedLine(line.external_id, line.sku_code, line.title, line.quantity, line.cancelled_quantity)
            for line in order.lines.all()
        ],
        packages=[_parcel(link) for link in order.package_orders.all()],
        address_changes=[_address_changed(each) for each in order.address_changes.all()],
        updated_at=order.remote_updated_at,
        changed_at=order.changed_at,
    )


def _reasons(order: Order, *, now: datetime) -> list[Reason]:
    zone = ZoneInfo(order.shop.time_zone)
    return [
        Reason(each["code"], sentence_of(each, now=now, zone=zone)[0], each["owner"], each["action"])
        for each in order.reasons
    ]


def _address_changed(change: AddressChange) -> AddressChanged:
    noted = [Noted(each.receiver, each.acknowledged_at) for each in change.acknowledgements.all()]
    is_held = change.hold_id is not None
    waits_for = outstanding(change.receivers, {each.receiver for each in noted}) if is_held else []
    return AddressChanged(change.told_at, change.parts, change.is_labelled, noted, waits_for)


def _parcel(link: PackageOrder) -> Parcel:
    package = link.package
    return Parcel(
        id=package.external_id,
        tracking_number=package.tracking_number_given or package.tracking_number,
        carrier=package.carrier or package.carrier_name,
        status=package.status,
        shipped_at=package.shipped_at,
        first_scan_at=package.first_scan_at,
        last_event_at=package.last_event_at,
        delivered_at=package.delivered_at,
        verdict=package.verdict,
        verdict_reasons=package.verdict_reasons,
    )
