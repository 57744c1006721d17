"""Cancellations, refunds and returns of Shopify in our words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fulfillment.channels.records import CancellationRecord, RefundRecord, Refusal
from fulfillment.channels.shopify import mapping, reasons
from tests.channels.shopify.payload_files import ORDER_ID, decoded, money, nodes, order, raw, unshipped


def refund(**changes):
    return decoded("refund.json") | changes


def returned(**changes):
    return decoded("return.json") | changes


def requests(**changes):
    return mapping.requests(raw(order(**changes)))


def test_an_order_like_most_has_nothing_to_tell() -> None:
    assert requests() == []


def test_a_refund_names_its_skus_and_amount() -> None:
    (found,) = requests(refunds=[refund()])
    assert isinstance(found, RefundRecord)
    assert (found.external_id, found.order_external_id) == ("refund-509562969", ORDER_ID)
    assert (found.amount, found.currency) == (Decimal("19.95"), "USD")
    assert found.sku_external_ids == ("808950810",)
    assert (found.kind, found.status) == ("refund", "completed")


def test_a_refund_has_no_reason_of_its_own_only_a_note() -> None:
    (found,) = requests(refunds=[refund()])
    assert (found.reason, found.reason_text) == ("", "Arrived broken")


def test_an_amount_only_refund_names_no_sku() -> None:
    (found,) = requests(refunds=[refund(refundLineItems={"nodes": []})])
    assert found.sku_external_ids == ()
    assert found.amount == Decimal("19.95")


def test_a_return_is_told_by_the_handle_of_its_reason() -> None:
    (found,) = requests(returns=nodes(returned()))
    assert isinstance(found, RefundRecord)
    assert (found.external_id, found.kind, found.status) == ("return-945000954", "return", "in_return")
    assert (found.reason, found.initiator) == ("arrived-late", "buyer")
    assert found.reason_text == "Arrived late; A week too late"
    assert found.sku_external_ids == ("808950810",)
    assert found.updated_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert found.amount is None


def test_a_refund_made_for_a_return_is_counted_with_it_once() -> None:
    own = refund(**{"return": {"id": "gid://shopify/Return/945000954"}})
    found = requests(
        returns=nodes(returned(status="CLOSED")), refunds=[own, own | {"totalRefundedSet": money("5")}]
    )
    assert [item.external_id for item in found] == ["return-945000954"]
    assert (found[0].amount, found[0].status) == (Decimal("24.95"), "completed")
    assert found[0].closed_at is not None


def test_a_refund_whose_return_we_were_not_told_of_stands_alone() -> None:
    own = refund(**{"return": {"id": "gid://shopify/Return/1"}})
    assert [item.external_id for item in requests(refunds=[own])] == ["refund-509562969"]


def test_a_refund_and_a_return_of_the_same_number_are_two() -> None:
    found = requests(
        refunds=[refund(id="gid://shopify/Refund/5")], returns=nodes(returned(id="gid://shopify/Return/5"))
    )
    assert {item.external_id for item in found} == {"return-5", "refund-5"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("REQUESTED", "requested"),
        ("OPEN", "in_return"),
        ("CLOSED", "completed"),
        ("DECLINED", "rejected"),
        ("CANCELED", "withdrawn"),
        ("BRAND_NEW", "needs_attention"),
    ],
)
def test_each_state_of_a_return_has_its_word(theirs: str, ours: str) -> None:
    (found,) = requests(returns=nodes(returned(status=theirs)))
    assert (found.status, found.channel_status) == (ours, theirs)


def test_an_exchange_is_one() -> None:
    (found,) = requests(returns=nodes(returned(exchangeLineItems={"nodes": [{"id": "gid://shopify/X/1"}]})))
    assert found.kind == "exchange"


def test_a_return_without_reason_or_lines_is_accepted() -> None:
    (found,) = requests(returns=nodes(returned(returnLineItems={"nodes": []})))
    assert (found.reason, found.sku_external_ids) == ("", ())


@pytest.mark.parametrize(
    ("reason", "initiator"),
    [
        ("CUSTOMER", "buyer"),
        ("INVENTORY", "seller"),
        ("DECLINED", "system"),
        ("OTHER", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_cancelled_order_is_a_cancellation(reason: str | None, initiator: str) -> None:
    ended = unshipped(
        cancelledAt="2026-11-21T00:00:00Z", cancelReason=reason, cancellation={"staffNote": "sold out"}
    )
    (found,) = mapping.requests(raw(ended))
    assert isinstance(found, CancellationRecord)
    assert (found.initiator, found.status, found.reason_text) == (initiator, "completed", "sold out")
    assert found.external_id == found.order_external_id == ORDER_ID


def test_a_bad_refund_is_refused_alone_and_can_be_read_again() -> None:
    bad = refund(id="gid://shopify/Refund/6", updatedAt="never")
    found = requests(refunds=[refund(), bad])
    assert [type(item) for item in found] == [RefundRecord, Refusal]
    assert (found[1].kind, found[1].external_id) == ("refund", "refund-6")
    again = mapping.refund(found[1].payload.replace(b"never", b"2026-11-22T10:00:00Z"))
    assert isinstance(again, RefundRecord)
    assert again.order_external_id == ORDER_ID


def test_an_order_that_cannot_be_read_is_refused_once() -> None:
    assert mapping.requests(b"{") == []
    assert isinstance(mapping.order(b"{"), Refusal)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("INVENTORY", "out_of_stock"),
        ("CUSTOMER", "buyer_changed_mind"),
        ("arrived-late", "late_delivery"),
        ("too-tight", "fit"),
        ("color-too-bright", "not_as_described"),
        ("quality", "defective"),
        ("a-handle-of-next-year", "other"),
        ("", "other"),
    ],
)
def test_reasons_are_grouped_by_handle(name: str, group: str) -> None:
    assert reasons.meaning(name, market="US", on=date(2026, 11, 24)).group == group
