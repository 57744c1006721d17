"""What ends an order or gives money back. Reasons are free text: WooCommerce has no list of them."""

from msgspec import Raw
from msgspec.json import Decoder, encode

from fulfillment.channels.records import CancellationRecord, RefundRecord, Refusal
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.lines import REFUNDED_LINE, product_of
from fulfillment.channels.woocommerce.mapping.orders import PAYLOAD, REFUND, WHOLE, cancelled_by
from fulfillment.channels.woocommerce.mapping.refusals import REFUSABLE, guarded
from fulfillment.channels.woocommerce.mapping.values import (
    Unmappable,
    amount,
    currency,
    meta_text,
    moment,
    required,
    required_id,
    text,
    title,
)
from fulfillment.channels.woocommerce.payloads import Kept, Line, OrderPayload, Whole

Request = CancellationRecord | RefundRecord | Refusal
KEPT = Decoder(Kept)


def requests(raw: bytes, *, is_cancelled: bool) -> list[Request]:
    """What ended one whole order or gave money back; one that is unreadable is refused alone.

    `is_cancelled`: as the order's own record says.
    """
    try:
        whole = WHOLE.decode(raw)
        kept = _kept(whole, PAYLOAD.decode(whole.order))
    except REFUSABLE:
        return []  # the order itself is refused with its sentence
    ended: list[Request] = [cancellation(raw)] if is_cancelled else []
    return [*ended, *(refund(each) for each in kept)]


def cancellation(raw: bytes) -> CancellationRecord | Refusal:
    """The end of an order that will not be shipped; it is over when WooCommerce tells of it."""
    return guarded("cancellation", raw, _cancellation)


def refund(raw: bytes) -> RefundRecord | Refusal:
    """One refund together with what is needed of its order."""
    return guarded("refund", raw, _refund)


def _kept(whole: Whole, payload: OrderPayload) -> list[bytes]:
    """The refunds with their lines where they were asked for, else as the order's short list tells them."""
    refunds = whole.refunds
    if refunds is None:
        refunds = [Raw(encode(ref)) for ref in payload.refunds or ()]
    sold = {identifier(line.id): product_of(line) for line in payload.line_items or ()}
    return [
        encode(
            Kept(
                order_id=payload.id,
                currency=payload.currency,
                order_updated_at=payload.date_modified_gmt,
                refund=found,
                lines=sold,
            )
        )
        for found in refunds
    ]


def _cancellation(raw: bytes) -> CancellationRecord:
    payload = PAYLOAD.decode(WHOLE.decode(raw).order)
    order_id = required_id(payload.id, "id")
    slug = statuses.slug(text(payload.status))
    ended_at = required(payload.date_modified_gmt, "date_modified_gmt")
    is_paid = bool(payload.date_paid_gmt)
    return CancellationRecord(
        external_id=order_id,
        order_external_id=order_id,
        status="completed",
        channel_status=slug,
        initiator=cancelled_by(payload),
        reason=slug if is_paid else "unpaid",
        reason_text="" if is_paid else "Never paid",
        requested_at=ended_at,
        closed_at=ended_at,
        updated_at=ended_at,
    )


def _refund(raw: bytes) -> RefundRecord:
    """Money given back: by lines, or an amount alone, which names no SKU. Its sign differs from list to list."""
    kept = KEPT.decode(raw)
    payload = REFUND.decode(kept.refund)
    given = amount(payload.amount if payload.amount is not None else payload.total)
    created_at = moment(payload.date_created_gmt, "A refund's date_created_gmt")
    if given is None:
        raise Unmappable("A refund's amount is missing.")
    skus = (_product(line, kept.lines) for line in payload.line_items or ())
    return RefundRecord(
        external_id=required_id(payload.id, "A refund's id"),
        order_external_id=required_id(kept.order_id, "The order's id"),
        kind="refund",
        status="completed",
        channel_status="refunded",
        initiator="seller",
        reason_text=title(payload.reason, 500),
        requested_at=created_at,
        closed_at=created_at,
        updated_at=created_at or required(kept.order_updated_at, "The order's date_modified_gmt"),
        amount=abs(given),
        currency=currency(kept.currency),
        sku_external_ids=tuple(dict.fromkeys(filter(None, skus))),
    )


def _product(line: Line, sold: dict[str, str]) -> str:
    """Through the line that it takes back; a refund's own line may have lost its product."""
    return sold.get(meta_text(line.meta_data, REFUNDED_LINE), "") or product_of(line)
