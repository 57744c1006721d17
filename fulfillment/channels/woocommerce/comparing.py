"""What vanished: a deleted refund or shipment leaves no trace in WooCommerce, so what we know is held against its answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct, field

from fulfillment.catalog.models import Shop
from fulfillment.channels.records import OrderRecord, PackageRecord, RefundRecord
from fulfillment.channels.woocommerce.mapping.parcels import OF_CORE
from fulfillment.orders.models import Refund
from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.states import PackageStatus

WITHDRAWN = "withdrawn"


class Known(Struct):
    """By the order's external id: its refunds as we keep them, and its packages' external ids."""

    refunds: dict[str, dict[str, RefundRecord]] = field(default_factory=lambda: defaultdict(dict))
    packages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def known(shop: Shop, order_ids: Sequence[str]) -> Known:
    """What we have of these orders, in two queries."""
    found = Known()
    refunds = Refund.objects.filter(shop=shop, order_external_id__in=order_ids).exclude(status=WITHDRAWN)
    for row in refunds:
        found.refunds[row.order_external_id][row.external_id] = _record(row)
    links = PackageOrder.objects.filter(
        order__shop=shop, order__external_id__in=order_ids, is_current=True
    ).exclude(package__status=PackageStatus.CANCELLED)
    for order_id, package_id in links.values_list("order__external_id", "package__external_id"):
        found.packages[order_id].add(package_id)
    return found


def _record(row: Refund) -> RefundRecord:
    return RefundRecord(
        external_id=row.external_id,
        order_external_id=row.order_external_id,
        kind=row.kind,
        status=row.status,
        initiator=row.initiator,
        reason=row.reason,
        reason_text=row.reason_text,
        requested_at=row.requested_at,
        closed_at=row.closed_at,
        updated_at=row.remote_updated_at,
        amount=row.amount,
        currency=row.currency,
        sku_external_ids=tuple(row.sku_codes),
    )


def vanished_refunds(
    kept: Iterable[RefundRecord], listed: Collection[str], *, now: datetime
) -> Iterator[RefundRecord]:
    """Refunds that the order does not list any more: withdrawn, found out now, everything else as it was."""
    for record in kept:
        if record.external_id not in listed:
            yield RefundRecord(
                external_id=record.external_id,
                order_external_id=record.order_external_id,
                kind=record.kind,
                status=WITHDRAWN,
                channel_status="deleted",
                initiator=record.initiator,
                reason=record.reason,
                reason_text=record.reason_text,
                requested_at=record.requested_at,
                closed_at=now,
                updated_at=now,
                amount=record.amount,
                currency=record.currency,
                sku_external_ids=record.sku_external_ids,
            )


def vanished_packages(
    kept: Iterable[str], order: OrderRecord, *, is_core_told: bool
) -> Iterator[PackageRecord]:
    """Shipments that the order does not list any more; core's only where core was heard."""
    listed = {package.external_id for package in order.packages}
    for external_id in sorted(set(kept) - listed):
        if is_core_told or not external_id.startswith(OF_CORE):
            yield PackageRecord(
                external_id=external_id,
                order_external_ids=(order.external_id,),
                status=PackageStatus.CANCELLED,
                updated_at=order.updated_at,
                cancelled=True,
            )
