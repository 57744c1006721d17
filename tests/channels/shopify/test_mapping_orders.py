"""One order of Shopify in our words, and every trap that its interface lays."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.shopify import mapping
from fulfillment.orders.states import OrderStatus
from tests.channels.shopify.payload_files import (
    ORDER_ID,
    decoded,
    fulfillment,
    money,
    nodes,
    order,
    payload,
    raw,
    unshipped,
    work,
)


def mapped(value: object) -> OrderRecord:
    found = mapping.order(raw(value))
    assert isinstance(found, OrderRecord), found
    return found


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_an_order_in_transit_tells_all_of_its_moments() -> None:
    found = mapping.order(payload("order.json"))
    assert isinstance(found, OrderRecord)
    assert found.external_id == ORDER_ID
    assert found.number == "#1001"
    assert found.status == OrderStatus.IN_TRANSIT
    assert found.channel_status == "FULFILLED"
    assert found.ready_at == at(21, 15)
    assert found.scanned_at == at(22, 6, 30)
    assert found.delivered_at is None
    assert found.delivery_due_at == at(27, 20)
    assert (found.total, found.currency) == (Decimal("59.85"), "USD")
    assert found.warehouse_external_id == "24826418"
    assert found.buyer.name == "Zoë Müller"
    (parcel,) = found.packages
    assert (parcel.external_id, parcel.carrier_name) == ("255858046", "USPS")
    assert parcel.first_scan_at == at(22, 6, 30)


def test_ids_beyond_two_to_the_53_stay_whole() -> None:
    found = mapped(order())
    assert found.external_id == "820982911946154508"
    assert found.lines[0].external_id == "866550311766439020"
    assert found.buyer.external_id == "115310627314723954"


def test_a_fulfillments_creation_is_ready_and_never_a_scan() -> None:
    created = fulfillment(displayStatus="FULFILLED", inTransitAt=None)
    found = mapped(order(fulfillments=[created]))
    assert found.status == OrderStatus.READY
    assert found.ready_at == at(21, 15)
    assert found.scanned_at is None
    assert found.packages[0].status == "ready"
    assert found.packages[0].first_scan_at is None


@pytest.mark.parametrize(
    "shown",
    [
        "LABEL_PURCHASED",
        "LABEL_PRINTED",
        "CONFIRMED",
        "SUBMITTED",
        "FULFILLED",
        "MARKED_AS_FULFILLED",
        "DELAYED",
        None,
    ],
)
def test_labels_and_announcements_are_no_scan(shown: str | None) -> None:
    found = mapped(order(fulfillments=[fulfillment(displayStatus=shown, inTransitAt=None)]))
    assert found.status == OrderStatus.READY
    assert found.packages[0].first_scan_at is None


def test_an_archived_order_is_not_a_delivered_one() -> None:
    archived = order(
        closedAt="2026-11-22T00:00:00Z",
        fulfillments=[fulfillment(displayStatus="FULFILLED", inTransitAt=None)],
    )
    assert mapped(archived).status == OrderStatus.READY


def test_part_of_an_order_handed_over_is_partly_shipped_and_not_scanned_as_a_whole() -> None:
    lines = decoded("order.json")["lineItems"]["nodes"]
    lines[1]["unfulfilledQuantity"] = 1
    found = mapped(order(lineItems=nodes(*lines), displayFulfillmentStatus="PARTIALLY_FULFILLED"))
    assert found.status == OrderStatus.PARTLY_SHIPPED
    assert [line.unsent_quantity for line in found.lines][1] == 1
    assert found.ready_at is None
    assert found.scanned_at is None
    assert found.packages[0].first_scan_at == at(22, 6, 30)


def test_an_order_is_where_its_slowest_parcel_is() -> None:
    first = fulfillment(1)
    second = fulfillment(2, displayStatus="LABEL_PRINTED", inTransitAt=None)
    found = mapped(order(fulfillments=[first, second]))
    assert found.status == OrderStatus.READY
    assert found.scanned_at is None
    second |= {"displayStatus": "IN_TRANSIT", "inTransitAt": "2026-11-23T01:00:00Z"}
    assert mapped(order(fulfillments=[first, second])).scanned_at == at(23, 1)


def test_delivered_when_every_parcel_is() -> None:
    done = fulfillment(displayStatus="DELIVERED", deliveredAt="2026-11-24T10:00:00-05:00")
    found = mapped(order(fulfillments=[done]))
    assert found.status == OrderStatus.DELIVERED
    assert found.delivered_at == at(24, 15)


def test_several_numbers_of_one_fulfillment_are_several_parcels_and_nobody_says_whose_scan_it_was() -> None:
    numbers = [
        {"company": "UPS", "number": "1Z1"},
        {"company": "UPS", "number": "1Z2"},
        {"company": "UPS", "number": "1Z2"},
    ]
    found = mapped(order(fulfillments=[fulfillment(7, trackingInfo=numbers)]))
    assert [(p.external_id, p.tracking_number) for p in found.packages] == [("7", "1Z1"), ("7-2", "1Z2")]
    assert [p.first_scan_at for p in found.packages] == [None, None]
    assert found.status == OrderStatus.READY


def test_a_fulfillment_without_a_number_is_a_parcel_without_one() -> None:
    found = mapped(
        order(fulfillments=[fulfillment(7, trackingInfo=[], inTransitAt=None, displayStatus="FULFILLED")])
    )
    assert [(p.external_id, p.tracking_number) for p in found.packages] == [("7", "")]


@pytest.mark.parametrize(
    "gone",
    [{"status": "CANCELLED"}, {"status": "ERROR"}, {"status": "FAILURE"}, {"displayStatus": "CANCELED"}],
)
def test_a_cancelled_fulfillment_counts_no_longer(gone: dict) -> None:
    found = mapped(unshipped(fulfillments=[fulfillment(1, **gone)]))
    assert found.status == OrderStatus.TO_SHIP
    assert found.packages[0].cancelled
    assert found.packages[0].first_scan_at is None


@pytest.mark.parametrize("field", ["shippingAddress", "customer", "email"])
def test_null_addresses_and_customers_are_accepted(field: str) -> None:
    assert mapped(order(**{field: None})).status == OrderStatus.IN_TRANSIT


def test_an_address_whose_every_part_is_null_is_accepted() -> None:
    empty = dict.fromkeys(decoded("order.json")["shippingAddress"])
    found = mapped(order(shippingAddress=empty, customer=None, email=None))
    assert found.buyer.name == found.buyer.line1 == found.country == ""


def test_a_deleted_product_and_variant_leave_their_line() -> None:
    found = mapped(order())
    assert found.lines[1].title == "Cable"
    assert found.lines[1].sku_external_id == found.lines[1].sku_code == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("displayFulfillmentStatus", "BRAND_NEW"),
        ("displayFinancialStatus", "BRAND_NEW"),
        ("cancelReason", "BRAND_NEW"),
    ],
)
def test_an_unknown_word_never_stops_an_order(field: str, value: str) -> None:
    assert mapped(order(**{field: value})).status == OrderStatus.IN_TRANSIT


def test_an_unknown_way_of_a_parcel_is_ready_only() -> None:
    found = mapped(order(fulfillments=[fulfillment(displayStatus="TELEPORTED", inTransitAt=None)]))
    assert found.status == OrderStatus.READY


@pytest.mark.parametrize("status", ["PENDING", "VOIDED", "EXPIRED"])
def test_without_its_money_an_order_is_unpaid(status: str) -> None:
    assert mapped(unshipped(displayFinancialStatus=status)).status == OrderStatus.UNPAID


@pytest.mark.parametrize("status", ["AUTHORIZED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", None])
def test_an_order_that_may_ship_is_to_ship(status: str | None) -> None:
    assert mapped(unshipped(displayFinancialStatus=status)).status == OrderStatus.TO_SHIP


def test_paid_at_the_door_is_to_ship_though_its_payment_is_pending() -> None:
    found = mapped(
        unshipped(displayFinancialStatus="PENDING", paymentGatewayNames=["Cash on Delivery (COD)"])
    )
    assert found.status == OrderStatus.TO_SHIP


def test_a_cancelled_order_says_when_and_by_whom() -> None:
    found = mapped(unshipped(cancelledAt="2026-11-21T00:00:00Z", cancelReason="CUSTOMER"))
    assert (found.status, found.cancel_initiator) == (OrderStatus.CANCELLED, "buyer")
    assert found.cancelled_at == at(21, 0)
    assert found.cancel_reason_text == "Customer changed or cancelled the order"
    assert [line.cancelled_quantity for line in found.lines] == [2, 1]


def test_an_order_emptied_before_shipping_is_cancelled_though_nobody_pressed_cancel() -> None:
    lines = [
        line | {"currentQuantity": 0, "unfulfilledQuantity": 0}
        for line in decoded("order.json")["lineItems"]["nodes"]
    ]
    refunds = [decoded("refund.json")]
    found = mapped(unshipped(lineItems=nodes(*lines), refunds=refunds, displayFinancialStatus="REFUNDED"))
    assert found.status == OrderStatus.CANCELLED
    assert found.cancelled_at == at(22, 9)


def test_what_came_back_after_shipping_is_not_cancelled() -> None:
    lines = decoded("order.json")["lineItems"]["nodes"]
    lines[0]["currentQuantity"] = 1
    found = mapped(order(lineItems=nodes(*lines), refunds=[decoded("refund.json")]))
    assert found.lines[0].cancelled_quantity == 0


def test_units_refunded_instead_of_shipped_are_cancelled() -> None:
    refund = decoded("refund.json")
    refund["refundLineItems"]["nodes"][0]["restockType"] = "CANCEL"
    assert mapped(order(refunds=[refund])).lines[0].cancelled_quantity == 1


def test_work_spread_over_locations_names_no_single_shelf() -> None:
    other = work(2, assignedLocation={"location": {"id": "gid://shopify/Location/99"}})
    assert mapped(unshipped(fulfillmentOrders=nodes(work(1), other))).warehouse_external_id == ""
    moved = work(1, status="CANCELLED")
    assert mapped(unshipped(fulfillmentOrders=nodes(moved, other))).warehouse_external_id == "99"


def test_a_location_deleted_since_is_accepted() -> None:
    gone = work(1, assignedLocation={"location": None})
    assert mapped(unshipped(fulfillmentOrders=nodes(gone))).warehouse_external_id == ""


def test_a_hold_is_said_with_its_reason() -> None:
    held = work(1, status="ON_HOLD", fulfillmentHolds=[{"reason": "INCORRECT_ADDRESS"}])
    found = mapped(unshipped(fulfillmentOrders=nodes(held), displayFulfillmentStatus="ON_HOLD"))
    assert found.status == OrderStatus.TO_SHIP
    assert found.channel_status == "ON_HOLD (INCORRECT_ADDRESS)"


def test_while_the_buyer_may_still_add_to_it_an_order_must_not_ship() -> None:
    held = work(1, status="ON_HOLD", fulfillmentHolds=[{"reason": "ONLINE_STORE_POST_PURCHASE_CROSS_SELL"}])
    assert mapped(unshipped(fulfillmentOrders=nodes(held))).status == OrderStatus.REMORSE


def test_work_scheduled_for_later_is_a_pre_order_with_its_day() -> None:
    later = work(1, status="SCHEDULED", fulfillAt="2026-12-24T08:00:00Z")
    found = mapped(unshipped(fulfillmentOrders=nodes(later)))
    assert (found.kind, found.release_at) == ("pre_order", datetime(2026, 12, 24, 8, tzinfo=UTC))
    assert mapped(unshipped()).kind == "regular"


def test_the_shops_own_promise_on_an_order_is_its_deadline() -> None:
    first, second = work(1, fulfillBy="2026-11-26T00:00:00Z"), work(2, fulfillBy="2026-11-25T00:00:00Z")
    withdrawn = work(3, status="CANCELLED", fulfillBy="2026-11-01T00:00:00Z")
    found = mapped(unshipped(fulfillmentOrders=nodes(first, second, withdrawn)))
    assert found.scan_due_at == found.ready_due_at == at(25, 0)
    assert mapped(unshipped()).scan_due_at is None


@pytest.mark.parametrize("method", ["NONE", "RETAIL", "PICK_UP"])
def test_what_nobody_carries_is_not_shipped(method: str) -> None:
    counter = work(1, status="CLOSED", deliveryMethod={"methodType": method, "maxDeliveryDateTime": None})
    found = mapped(order(fulfillmentOrders=nodes(counter)))
    assert (found.shipping_type, found.status) == ("digital", OrderStatus.COMPLETED)


def test_downloads_are_not_shipped() -> None:
    found = mapped(unshipped(requiresShipping=False, displayFulfillmentStatus="FULFILLMENT_NOT_REQUIRED"))
    assert (found.shipping_type, found.status) == ("digital", OrderStatus.COMPLETED)


def with_card(**first: Any) -> dict[str, Any]:
    """An unshipped order whose second line is a gift card."""
    goods, card = decoded("order.json")["lineItems"]["nodes"]
    goods |= {"unfulfilledQuantity": goods["quantity"], "currentQuantity": goods["quantity"]} | first
    card |= {"requiresShipping": False, "unfulfilledQuantity": 0, "currentQuantity": card["quantity"]}
    return unshipped(lineItems=nodes(goods, card))


def test_a_gift_card_beside_goods_is_never_waited_for() -> None:
    found = mapped(with_card())
    assert (found.shipping_type, found.status) == ("seller", OrderStatus.TO_SHIP)
    assert [line.unsent_quantity for line in found.lines] == [None, 0]
    shipped = with_card(unfulfilledQuantity=0) | {"fulfillments": [fulfillment()]}
    assert mapped(shipped).status == OrderStatus.IN_TRANSIT


def test_where_the_goods_were_taken_off_and_a_gift_card_is_left_nothing_has_to_be_shipped() -> None:
    found = mapped(with_card(unfulfilledQuantity=0, currentQuantity=0))
    assert found.shipping_type == "digital"


def test_goods_that_came_back_after_they_shipped_do_not_make_an_order_digital() -> None:
    found = mapped(with_card(unfulfilledQuantity=0, currentQuantity=0) | {"fulfillments": [fulfillment()]})
    assert (found.shipping_type, found.status) == ("seller", OrderStatus.IN_TRANSIT)


def test_a_test_order_counts_as_a_sample() -> None:
    assert mapped(order(test=True)).is_sample
    assert not mapped(order()).is_sample


def test_prices_keep_their_currency() -> None:
    lines = decoded("order.json")["lineItems"]["nodes"]
    lines[0]["discountedUnitPriceSet"] = money("2500.0", "JPY")
    found = mapped(order(lineItems=nodes(*lines), totalPriceSet=money("1e3", "jpy")))
    assert (found.lines[0].unit_price, found.lines[0].currency) == (Decimal("2500"), "JPY")
    assert (found.total, found.currency) == (Decimal("1000"), "JPY")
    assert mapped(order(totalPriceSet=None)).total is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"updatedAt": None}, "updatedAt is missing"),
        ({"updatedAt": "2026-11-22T10:00:00"}, "does not say its time zone"),
        ({"updatedAt": "yesterday"}, "not a moment"),
        ({"updatedAt": "0001-01-01T00:00:00Z"}, "year 1"),
        ({"id": None}, "id is missing"),
        ({"lineItems": "no"}, "unexpected form"),
    ],
)
def test_an_order_that_cannot_be_read_is_refused_with_a_sentence(changes: dict, words: str) -> None:
    found = mapping.order(raw(order(**changes)))
    assert isinstance(found, Refusal)
    assert words in found.sentence
    assert "Zoë" not in found.sentence
    assert found.kind == "order"


def test_a_bad_refund_never_takes_its_order_along() -> None:
    bad = decoded("refund.json") | {"refundLineItems": "no"}
    assert mapped(order(refunds=[bad])).status == OrderStatus.IN_TRANSIT
