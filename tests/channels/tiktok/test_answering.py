"""Answers to buyers' requests on their way to a real sandbox: each arrives once, and what became of it is read back."""

from datetime import timedelta

import pytest
import stamina

from fulfillment.channels import pushing, wanting
from fulfillment.channels.answering import Answer, Asked, Reply, Step
from fulfillment.channels.requests import sending
from fulfillment.channels.requests.looking import look_at
from fulfillment.channels.shipments import There
from fulfillment.channels.tiktok.answered import RECEIVED, decision, found_in
from fulfillment.channels.tiktok.answered import State as Shown
from fulfillment.channels.tiktok.answering import ADVICE, REASONS, name_of, reasons
from fulfillment.channels.tiktok.pages import RejectReason
from fulfillment.orders.models import Cancellation, Order, OrderEvent, Refund
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from fulfillment.sandbox.box import SandboxServer
from tests.channels.world import Time, connect, pull

PACKED, AGREED = ("packed", "The product has been packed"), ("agreed", "Agreed with the buyer")


@pytest.fixture(scope="module")
def running():
    with SandboxServer(seed=5, history_days=9, orders_per_day=8, calm=True, qps=0, speed=0) as server:
        yield server


@pytest.fixture
def box(running):
    with stamina.set_testing(True, attempts=2):
        yield running
    running.fault(clear=True)


@pytest.fixture
def clock(box):
    return Time(box)


@pytest.fixture
def connection(db, box, clock, monkeypatch):
    monkeypatch.setattr(sending, "wake", lambda *_, **__: None)
    [found] = connect(box, now=clock(), history_days=1, market="US")
    return found


def open_order(box):
    """An ordinary order whose hour is over and that nobody has shipped."""
    [placed] = box.place(1)
    order = box.world.orders[placed]
    box.advance(3700 - (box.tick() - order.created_at) + 30)
    plain = order.status == "AWAITING_SHIPMENT" and order.is_plain()
    return order if plain and not order.cancellation else open_order(box)


def delivered_order(box):
    found = (o for o in box.world.orders.values() if o.status == "DELIVERED" and not o.returned)
    return next(o for o in found if o.shop.slug == "glow-us" and o.is_plain())


def asked(box, connection, clock, kind="cancellation"):
    """An order of ours with a request that waits."""
    order = open_order(box) if kind == "cancellation" else delivered_order(box)
    box.ask(order.id, kind)
    pull(connection, clock)
    if not Order.objects.filter(external_id=order.id).exists():
        wanting.want(connection, "order", [order.id], now=clock())
        pull(connection, clock)
    return order, Order.objects.get(external_id=order.id)


def answer(order, connection, clock, *, grants, reason=("", ""), comment=""):
    row = sending.send(
        order, look_at(order), grants=grants, reason=reason, comment=comment, by=None, now=clock()
    )
    return again(row, connection, clock)


def again(row, connection, clock):
    OutboundWrite.objects.filter(pk=row.pk).update(not_before_at=clock() - timedelta(seconds=1))
    pushing.push_shop(connection.shop_id, clock=clock)
    row.refresh_from_db()
    return row


def test_a_yes_to_a_cancellation_cancels_the_order_on_the_channel_and_here(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    assert Cancellation.objects.get(order=order).answer_by_at

    row = answer(order, connection, clock, grants=True)

    assert (row.state, row.outcome) == (State.DONE, Outcome.DONE)
    assert row.confirmed_at
    assert OrderEvent.objects.filter(order=order, kind="request.granted").exists()
    box.advance(200)
    pull(connection, clock)
    order.refresh_from_db()
    assert (theirs.status, order.status) == ("CANCELLED", "cancelled")
    assert Cancellation.objects.get(order=order).closed_at


def test_a_no_is_said_with_the_name_that_the_channel_has_for_the_reason(box, connection, clock):
    theirs, order = asked(box, connection, clock)

    row = answer(order, connection, clock, grants=False, reason=PACKED, comment="It left the shelf.")

    assert (row.state, row.outcome) == (State.DONE, Outcome.DONE)
    assert theirs.cancellation.status(box.tick()) == "CANCELLATION_REQUEST_CANCEL"
    pull(connection, clock)
    assert Cancellation.objects.get(order=order).status == "withdrawn"
    assert look_at(order) is None


def test_a_lost_reply_is_recognised_and_nothing_is_answered_twice(box, connection, clock):
    _, order = asked(box, connection, clock)
    box.fault(lose_reply=1, only="/approve")
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.is_uncertain) == (State.WAITING, True)

    again(row, connection, clock)

    assert (row.state, row.outcome) == (State.DONE, Outcome.ALREADY_DONE)
    assert list(row.events.values_list("kind", flat=True)).count("sent") == 1


def test_an_answer_that_never_arrived_is_sent_again(box, connection, clock):
    _, order = asked(box, connection, clock)
    box.fault(reset=1, only="/approve")
    row = again(answer(order, connection, clock, grants=True), connection, clock)
    assert (row.outcome, row.attempts) == (Outcome.DONE, 2)


def test_a_request_that_the_channel_decided_meanwhile_is_told_as_it_stands(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    box.world.answer(theirs, "cancellation", grants=True, at=box.tick())

    row = answer(order, connection, clock, grants=False, reason=AGREED)

    assert row.state == State.REFUSED
    assert "on TikTok it is granted" in row.advice
    assert OrderEvent.objects.filter(order=order, kind="request.answer_refused").exists()


def test_the_same_answer_given_in_seller_center_counts_as_done(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    box.world.answer(theirs, "cancellation", grants=True, at=box.tick())
    assert answer(order, connection, clock, grants=True).outcome == Outcome.ALREADY_DONE


def test_a_parcel_on_its_way_cannot_be_cancelled_and_that_is_advice(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    theirs.parcels[0].collected_at = box.tick() - 5
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.code) == (State.REFUSED, "25001045")
    assert row.advice.startswith("The parcel is on its way already")


@pytest.mark.parametrize(
    ("kind", "status"), [("refund", "RETURN_OR_REFUND_REQUEST_SUCCESS"), ("return", "AWAITING_BUYER_SHIP")]
)
def test_a_yes_to_a_refund_or_return_goes_the_way_of_its_kind(box, connection, clock, kind, status):
    theirs, order = asked(box, connection, clock, kind)
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.outcome, row.kind) == (State.DONE, Outcome.DONE, Kind.RETURN_APPROVE)
    assert theirs.returned.status(box.tick()) == status
    pull(connection, clock)
    assert Refund.objects.get(order=order).status in ("accepted", "in_return")


def test_a_no_to_a_return_needs_a_reason_that_the_channel_offers(box, connection, clock):
    theirs, order = asked(box, connection, clock, "return")
    mind = ("change_of_mind", REASONS["change_of_mind"].says)

    refused = answer(order, connection, clock, grants=False, reason=mind)
    assert refused.state == State.REFUSED
    assert "It takes “Product delivery is on schedule”" in refused.advice

    row = answer(order, connection, clock, grants=False, reason=AGREED)
    assert (row.state, theirs.returned.status(box.tick())) == (State.DONE, "REFUND_OR_RETURN_REQUEST_REJECT")


# --- what the channel shows, as a table ---


def reply(kind, asked=Asked.CANCELLATION, step=Step.REQUEST):
    told = Answer(order_external_id="1", request_external_id="2", asked=asked, step=step)
    return Reply(kind=kind, key="k", answer=told)


YES, NO = Kind.CANCELLATION_APPROVE, Kind.CANCELLATION_REJECT
DONE, ABSENT, DIFFERENT = There.DONE, There.ABSENT, There.DIFFERENT


@pytest.mark.parametrize(
    ("status", "yes", "no"),
    [
        ("requested", ABSENT, ABSENT),
        ("accepted", DONE, DIFFERENT),
        ("completed", DONE, DIFFERENT),
        ("rejected", DIFFERENT, DONE),
        ("withdrawn", DIFFERENT, DONE),
        ("needs_attention", DIFFERENT, DIFFERENT),
    ],
)
def test_what_a_cancellations_state_says_of_an_answer(status, yes, no):
    assert (found_in(Shown(status), reply(YES)).there, found_in(Shown(status), reply(NO)).there) == (yes, no)


@pytest.mark.parametrize(
    ("status", "yes", "no"),
    [
        ("requested", ABSENT, ABSENT),
        ("in_return", DONE, DIFFERENT),
        ("accepted", DONE, DIFFERENT),
        ("rejected", DIFFERENT, DONE),
        ("withdrawn", DIFFERENT, DIFFERENT),
    ],
)
def test_what_a_returns_state_says_of_an_answer(status, yes, no):
    of_return = (reply(Kind.RETURN_APPROVE, Asked.RETURN), reply(Kind.RETURN_REJECT, Asked.RETURN))
    assert tuple(found_in(Shown(status), each).there for each in of_return) == (yes, no)


def test_goods_that_came_back_are_another_answer_than_the_request_itself():
    waits = Shown("in_return", frozenset({RECEIVED}))
    received = reply(Kind.RETURN_APPROVE, Asked.RETURN, Step.RECEIVED)
    assert found_in(waits, received).there is ABSENT
    assert decision(waits, received) == "APPROVE_RECEIVED_PACKAGE"
    assert decision(waits, reply(Kind.RETURN_APPROVE, Asked.RETURN)) == ""
    assert found_in(Shown("accepted"), received).there is DONE


def test_reasons_are_found_by_the_names_of_every_market():
    british = (RejectReason("order_manage_list_action_respond_popup_reject_reason_buyer_agree_uk"),)
    assert name_of(REASONS["agreed"], british) == british[0].name
    assert name_of(REASONS["packed"], british) == ""
    assert [asked for asked in Asked if not reasons(asked)] == [Asked.EXCHANGE]


def test_every_refusal_says_what_happened_and_what_to_do():
    assert all(row.says.endswith(".") and row.fix.endswith(".") for row in ADVICE.values())
