"""Packages, carriers' messages, cancellations and refunds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from fulfillment.channels.records import CancellationRecord, PackageRecord, RefundRecord, Refusal
from fulfillment.channels.tiktok.mapping import cancellation, package, refund, tracking_events
from tests.channels.tiktok.payload_files import changed, payload


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_a_combined_package_names_all_its_orders():
    found = package(payload("package.json"))

    assert isinstance(found, PackageRecord)
    assert found.order_external_ids == ("580000000000000101", "580000000000000102", "580000000000000103")
    assert (found.tracking_number, found.carrier_name, found.status) == (
        "449044304137821",
        "FedEx",
        "in_transit",
    )
    assert found.updated_at == at(1794182400)


@pytest.mark.parametrize(
    ("word", "ours", "cancelled"),
    [
        ("TO_FULFILL", "to_ship", False),
        ("PROCESSING", "ready", False),
        ("FULFILLING", "in_transit", False),
        ("COMPLETED", "delivered", False),
        ("CANCELLED", "cancelled", True),
        ("NEVER_SEEN", "", False),
    ],
)
def test_a_packages_status_reads_the_same_from_search_and_detail(word, ours, cancelled):
    detail = package(changed("package.json", package_status=word))
    search = package(changed("package.json", package_status=..., package_id=..., id="1160", status=word))

    assert (detail.status, detail.cancelled) == (search.status, search.cancelled) == (ours, cancelled)
    assert search.external_id == "1160"


def test_a_package_without_an_id_is_refused():
    assert package(changed("package.json", package_id=...)).sentence == "package_id is missing."


def test_a_carriers_messages_keep_their_order_and_milliseconds():
    label, accepted = tracking_events(payload("tracking.json"))

    assert (label.code, label.description) == ("LABEL_CREATED", "Shipping label created, awaiting the parcel")
    assert accepted.happened_at == at(1794265200) + timedelta(milliseconds=123)


def test_one_unreadable_message_does_not_hide_the_others():
    raw = b'{"tracking":[{"update_time_millis":1794182400},{"update_time_millis":1794182400000},{}]}'

    first, second, third = tracking_events(raw, "580011223344556677")

    assert isinstance(first, Refusal)
    assert "no date between 2015 and 2100" in first.sentence
    assert first.external_id == "580011223344556677"
    assert second.happened_at == at(1794182400)
    assert third.sentence == "update_time_millis is missing."


@pytest.mark.parametrize("raw", [b"{}", b'{"tracking":null}', b'{"tracking":[]}'])
def test_an_order_without_messages_has_none(raw):
    assert tracking_events(raw) == []


def test_a_tracking_that_is_no_list_is_refused_whole():
    (refusal,) = tracking_events(b'{"tracking":"soon"}', "5800")

    assert (refusal.kind, refusal.external_id) == ("tracking", "5800")


def test_a_buyers_request_brings_its_answer_by_moment():
    found = cancellation(payload("cancellation.json"))

    assert isinstance(found, CancellationRecord)
    assert (found.status, found.initiator) == ("requested", "buyer")
    assert found.answer_by == at(1794182400)
    assert found.closed_at is None
    assert found.reason == "ecom_order_to_ship_canceled_reason_not_shipped_on_time"
    assert (found.amount, found.currency) == (Decimal("61.25"), "USD")


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("CANCELLATION_REQUEST_SUCCESS", "accepted"),
        ("CANCELLATION_REQUEST_REJECT", "rejected"),
        ("CANCELLATION_REQUEST_CANCEL", "withdrawn"),
        ("CANCELLATION_REQUEST_CANCELLED", "withdrawn"),
        ("CANCELLATION_REQUEST_COMPLETE", "completed"),
        ("CANCELLATION_REQUEST_PONDERED", "needs_attention"),
        ("", "needs_attention"),
    ],
)
def test_every_cancellation_status_keeps_its_own_word(word, ours):
    found = cancellation(changed("cancellation.json", cancel_status=word))

    assert (found.status, found.channel_status) == (ours, word)


def test_a_finished_cancellation_has_its_end():
    done = cancellation(changed("cancellation.json", cancel_status="CANCELLATION_REQUEST_COMPLETE"))

    assert done.closed_at == at(1794096060)


@pytest.mark.parametrize(
    ("role", "ours"), [("OPERATOR", "operator"), ("SYSTEM", "system"), ("ROBOT", "unknown")]
)
def test_an_unknown_initiator_is_said_to_be_unknown(role, ours):
    assert cancellation(changed("cancellation.json", role=role)).initiator == ours


def test_a_return_names_each_sku_once():
    found = refund(payload("return.json"))

    assert isinstance(found, RefundRecord)
    assert (found.kind, found.status) == ("return", "in_return")
    assert found.sku_external_ids == ("1740000000000000031",)
    assert found.reason == "buyer_return_and_refund_item_doesn't_fit"
    assert found.amount == Decimal("34.50")


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("RETURN_OR_REFUND_REQUEST_PENDING", "requested"),
        ("RETURN_OR_REFUND__REQUEST_CANCELLED", "withdrawn"),
        ("RETURN_OR_REFUND_REQUEST_CANCEL", "withdrawn"),
        ("REPLACEMENT_REQUEST_REFUND_SUCCESS", "accepted"),
        ("EXCHANGE_REQUEST_COMPLETE", "completed"),
        ("REJECT_RECEIVE_PACKAGE", "rejected"),
        ("SOMETHING_ELSE", "needs_attention"),
    ],
)
def test_every_return_status_keeps_its_own_word(word, ours):
    found = refund(changed("return.json", return_status=word))

    assert (found.status, found.channel_status) == (ours, word)


def test_an_unknown_return_type_is_unknown():
    assert refund(changed("return.json", return_type="BARTER")).kind == "unknown"


@pytest.mark.parametrize("field", ["return_id", "order_id"])
def test_a_return_without_its_ids_is_refused(field):
    assert refund(changed("return.json", **{field: ...})).sentence == f"{field} is missing."


def test_a_request_without_any_moment_is_refused():
    assert isinstance(cancellation(changed("cancellation.json", create_time=..., update_time=...)), Refusal)
