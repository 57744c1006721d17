"""Refunds and what ends an order."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from fulfillment.channels.records import CancellationRecord, RefundRecord, Refusal
from fulfillment.channels.woocommerce import mapping, reasons
from tests.channels.woocommerce.payload_files import decoded, order, whole

SHORT = {"id": 6001, "reason": "Damaged on arrival", "total": "-12.50"}


def requests(payload: Any, *, is_cancelled: bool = False, **parts: Any) -> list[Any]:
    return mapping.requests(whole(payload, **parts), is_cancelled=is_cancelled)


def test_a_refund_names_what_was_sold_through_the_line_it_takes_back() -> None:
    given = decoded("refund")
    given["line_items"][0] |= {"product_id": 0, "variation_id": 0}  # the product was deleted since
    [found] = requests(order(refunds=[SHORT]), refunds=[given])
    assert isinstance(found, RefundRecord)
    assert (found.external_id, found.order_external_id) == ("6001", "5201")
    assert found.sku_external_ids == ("32",)
    assert (found.amount, found.currency) == (Decimal("12.50"), "USD")
    assert found.requested_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert found.reason == ""  # free text is no machine name
    assert found.reason_text == "Damaged on arrival"


def test_a_refund_of_an_amount_names_no_sku() -> None:
    [found] = requests(order(refunds=[SHORT]), refunds=[decoded("refund_of_an_amount")])
    assert (found.sku_external_ids, found.amount) == ((), Decimal("3.00"))


def test_the_negative_total_of_the_short_list_is_the_same_amount() -> None:
    [found] = requests(order(refunds=[SHORT]), refunds=None)
    assert (found.external_id, found.amount, found.requested_at) == ("6001", Decimal("12.50"), None)


def test_one_bad_refund_is_refused_alone() -> None:
    bad = decoded("refund") | {"id": 7, "date_created_gmt": "soon"}
    refused, taken = requests(order(), refunds=[bad, decoded("refund")])
    assert isinstance(refused, Refusal)
    assert (refused.kind, refused.external_id) == ("refund", "7")
    assert isinstance(taken, RefundRecord)
    assert mapping.refund(refused.payload) == refused  # what is kept can be read again


def test_an_order_that_ended_unpaid_is_the_buyers_doing() -> None:
    [found] = requests(order(status="cancelled", date_paid_gmt=None), is_cancelled=True)
    assert isinstance(found, CancellationRecord)
    assert (found.reason, found.initiator, found.status) == ("unpaid", "unknown", "completed")
    assert reasons.meaning(found.reason).fault == "buyer"


def test_who_ended_a_paid_order_is_not_guessed() -> None:
    [found] = requests(order(status="cancelled"), is_cancelled=True)
    assert found.reason == "cancelled"
    assert reasons.meaning(found.reason).fault == "unknown"


@pytest.mark.parametrize("reason", ["wrong size", "", "late"])
def test_free_text_is_never_taken_for_a_reason(reason: str) -> None:
    assert reasons.meaning(reason) == reasons.UNKNOWN
