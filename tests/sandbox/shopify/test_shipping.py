"""Shipments that are written: by fulfillment order, once per unit, with the shop's objections as user errors."""

import pytest

OPEN = """{ orders(first: 14, reverse: true, sortKey: CREATED_AT) { nodes { id
  displayFulfillmentStatus displayFinancialStatus cancelledAt
  fulfillmentOrders(first: 5) { nodes { id status lineItems(first: 5) { nodes { id remainingQuantity } } } } } } }"""
CREATE = """mutation Create($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo { company number } } userErrors { field message } } }"""
UPDATE = """mutation Update($id: ID!, $tracking: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) {
  fulfillment { trackingInfo { number } } userErrors { message } } }"""
CANCEL = "mutation Cancel($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { message } } }"
EVENT = """mutation Tell($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) {
  fulfillmentEvent { status message } userErrors { message } } }"""
STATE = """query State($id: ID!) { order(id: $id) { displayFulfillmentStatus updatedAt
  fulfillments(first: 5) { id events(first: 5) { nodes { message } } } } }"""


@pytest.fixture
def order(own):
    found = own.data(OPEN)["orders"]["nodes"]
    return next(each for each in found if each["fulfillmentOrders"]["nodes"] and _is_open(each))


def _is_open(order) -> bool:
    return order["fulfillmentOrders"]["nodes"][0]["status"] == "OPEN" and not order["cancelledAt"]


def wish(order, number: str = "1Z999", **more):
    work = order["fulfillmentOrders"]["nodes"][0]
    parts = [{"fulfillmentOrderId": work["id"], **more}]
    return {"lineItemsByFulfillmentOrder": parts, "trackingInfo": {"company": "UPS", "number": number}}


def test_a_fulfillment_ships_what_is_left_and_a_second_one_is_objected_to(own, order) -> None:
    made = own.data(CREATE, fulfillment=wish(order))["fulfillmentCreate"]
    assert made["userErrors"] == []
    assert made["fulfillment"]["trackingInfo"] == [{"company": "UPS", "number": "1Z999"}]
    assert own.data(STATE, id=order["id"])["order"]["displayFulfillmentStatus"] == "FULFILLED"
    again = own.data(CREATE, fulfillment=wish(order))["fulfillmentCreate"]
    assert again["fulfillment"] is None
    assert "unfulfillable status" in again["userErrors"][0]["message"]


def test_more_than_is_left_is_objected_to(own, order) -> None:
    [line, *_] = order["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"]
    lines = [{"id": line["id"], "quantity": line["remainingQuantity"] + 1}]
    made = own.data(CREATE, fulfillment=wish(order, fulfillmentOrderLineItems=lines))["fulfillmentCreate"]
    assert "Invalid fulfillment order line item quantity" in made["userErrors"][0]["message"]


def test_tracking_is_corrected_told_of_and_taken_back(own, order) -> None:
    made = own.data(CREATE, fulfillment=wish(order))["fulfillmentCreate"]["fulfillment"]
    changed = own.data(UPDATE, id=made["id"], tracking={"number": "1Z777"})["fulfillmentTrackingInfoUpdate"]
    assert changed["fulfillment"]["trackingInfo"] == [{"number": "1Z777"}]
    event = {"fulfillmentId": made["id"], "status": "IN_TRANSIT", "message": "On its way"}
    assert own.data(EVENT, event=event)["fulfillmentEventCreate"]["userErrors"] == []
    state = own.data(STATE, id=order["id"])["order"]
    assert {"message": "On its way"} in state["fulfillments"][0]["events"]["nodes"]
    assert own.data(CANCEL, id=made["id"])["fulfillmentCancel"]["fulfillment"]["status"] == "CANCELLED"
    assert own.data(STATE, id=order["id"])["order"]["displayFulfillmentStatus"] == "UNFULFILLED"
    assert own.data(CANCEL, id=made["id"])["fulfillmentCancel"]["userErrors"]


def test_a_written_parcel_goes_the_way_of_the_goods_and_is_no_second_one(own, order) -> None:
    own.data(CREATE, fulfillment=wish(order))
    own.box.advance(20 * 86_400)
    state = own.data(STATE, id=order["id"])["order"]
    assert len(state["fulfillments"]) == 1


def test_what_does_not_exist_is_an_objection_too(own) -> None:
    gone = "gid://shopify/Fulfillment/1"
    assert own.data(CANCEL, id=gone)["fulfillmentCancel"]["userErrors"]
    assert own.data(UPDATE, id=gone, tracking={"number": "1"})["fulfillmentTrackingInfoUpdate"]["userErrors"]
