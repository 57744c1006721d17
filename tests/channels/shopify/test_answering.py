"""Answers to return requests on their way to a pretend Shopify shop: each arrives once, and is read back."""

from datetime import UTC, datetime, timedelta

import pytest
import stamina

from fulfillment.channels import pushing, wanting
from fulfillment.channels.answering import Answer, Asked, Reply
from fulfillment.channels.models import Connection, Wanted
from fulfillment.channels.requests import sending
from fulfillment.channels.requests.looking import look_at
from fulfillment.channels.shipments import There
from fulfillment.channels.shopify import connecting
from fulfillment.channels.shopify.answering import REASONS, found_in, reasons
from fulfillment.channels.shopify.tokens import App
from fulfillment.orders.models import Order, OrderEvent, Refund
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.shopify.front import SCOPES
from fulfillment.sandbox.world.shops import GLOW_HOME
from tests.channels.world import Time, pull
from tests.factories import create_team

pytestmark = pytest.mark.django_db

A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
APP = App(client_id="demo-shopify-client", client_secret="demo-shopify-secret")
TOO_LATE = ("too_late", "The time for returns is over")


@pytest.fixture(scope="module")
def running():
    terms = {"seed": 5, "history_days": 12, "orders_per_day": 12, "calm": True, "qps": 0, "speed": 0}
    with SandboxServer(**terms, anchor_at=A_WEDNESDAY, shops=(GLOW_HOME,)) as server:
        yield server


@pytest.fixture
def box(running):
    with stamina.set_testing(True, attempts=2):
        yield running
    running.fault(clear=True)
    running.fronts["shopify"].scopes = list(SCOPES)


@pytest.fixture
def clock(box):
    return Time(box)


def connected(box, clock):
    access = connecting.with_credentials(box.url, APP)
    made = connecting.connect(create_team(), url=box.url, access=access, now=clock())
    return Connection.objects.select_related("shop", "credential").get(pk=made.pk)


@pytest.fixture
def connection(box, clock, monkeypatch):
    monkeypatch.setattr(sending, "wake", lambda *_, **__: None)
    return connected(box, clock)


def asked(box, connection, clock):
    """A delivered order of the pretend shop whose buyer asks to send goods back, and ours of it."""
    found = (o for o in box.world.orders.values() if o.status_at(box.tick()) in ("DELIVERED", "COMPLETED"))
    theirs = next(o for o in found if not o.returned and o.is_plain())
    box.ask(theirs.id, "return")
    wanting.want(connection, "order", [theirs.id], now=clock())
    pull(connection, clock)
    return theirs, Order.objects.get(external_id=theirs.id)


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


def shown(box, theirs):
    front = box.fronts["shopify"]
    front.store.now = box.tick()
    [found] = front.store.shown(theirs).shape()["returns"]()
    return found


def test_a_yes_opens_the_return_in_the_shop_and_here(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    assert Refund.objects.get(order=order, closed_at=None).status == "requested"

    row = answer(order, connection, clock, grants=True)

    assert (row.kind, row.state, row.outcome) == (Kind.RETURN_APPROVE, State.DONE, Outcome.DONE)
    assert row.confirmed_at
    assert OrderEvent.objects.filter(order=order, kind="request.granted").exists()
    assert shown(box, theirs)["status"] == "OPEN"
    pull(connection, clock)
    assert Refund.objects.get(order=order).status == "in_return"
    assert look_at(order) is None


def test_a_no_carries_reason_and_comment(box, connection, clock):
    theirs, order = asked(box, connection, clock)

    row = answer(order, connection, clock, grants=False, reason=TOO_LATE, comment="It came in October.")

    assert (row.state, row.outcome) == (State.DONE, Outcome.DONE)
    found = shown(box, theirs)
    assert found["status"] == "DECLINED"
    assert found["decline"] == {"reason": "RETURN_PERIOD_ENDED", "note": "It came in October."}
    pull(connection, clock)
    assert Refund.objects.get(order=order).status == "rejected"


def test_nothing_is_left_that_would_be_asked_for_for_ever(box, connection, clock):
    """A return has no question of its own: it comes with its order, which is read again."""
    _, order = asked(box, connection, clock)
    answer(order, connection, clock, grants=True)
    assert set(Wanted.objects.values_list("kind", flat=True)) <= {"order", "tracking"}


def test_a_lost_reply_is_recognised_and_nothing_is_answered_twice(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    box.fault(lose_reply=1, only="ReturnApprove")
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.is_uncertain) == (State.WAITING, True)

    again(row, connection, clock)

    assert (row.state, row.outcome) == (State.DONE, Outcome.ALREADY_DONE)
    assert shown(box, theirs)["status"] == "OPEN"
    assert len([each for each in box.world.written if each[0] == "answer" and each[1] == theirs.id]) == 1


def test_the_same_answer_given_in_shopify_counts_as_done(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    box.world.answer(theirs, "return", grants=True, at=box.tick())
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.outcome) == (State.DONE, Outcome.ALREADY_DONE)


def test_a_return_that_was_decided_otherwise_is_told_as_it_stands(box, connection, clock):
    theirs, order = asked(box, connection, clock)
    box.world.answer(theirs, "return", grants=True, at=box.tick())
    row = answer(order, connection, clock, grants=False, reason=TOO_LATE)
    assert row.state == State.REFUSED
    assert "in Shopify it is approved" in row.advice
    assert OrderEvent.objects.filter(order=order, kind="request.answer_refused").exists()


def test_an_app_that_may_only_read_says_which_permission_it_lacks(box, clock, monkeypatch):
    monkeypatch.setattr(sending, "wake", lambda *_, **__: None)
    box.fronts["shopify"].scopes.remove("write_returns")
    connection = connected(box, clock)
    theirs, order = asked(box, connection, clock)
    row = answer(order, connection, clock, grants=True)
    assert row.state == State.REFUSED
    assert "Give it write_returns in Shopify" in row.advice
    assert shown(box, theirs)["status"] == "REQUESTED"


def test_a_permission_that_was_taken_away_stops_the_answer_until_the_shop_is_connected_again(
    box, connection, clock
):
    theirs, order = asked(box, connection, clock)
    box.fronts["shopify"].scopes.remove("write_returns")
    row = answer(order, connection, clock, grants=True)
    assert (row.state, row.outcome) == (State.WAITING, Outcome.UNAUTHORISED)
    assert shown(box, theirs)["status"] == "REQUESTED"


def test_shopify_is_offered_answers_to_returns_and_exchanges_only():
    assert [code for code, _ in reasons(Asked.RETURN)] == list(REASONS)
    assert reasons(Asked.EXCHANGE)
    assert not reasons(Asked.CANCELLATION)
    assert not reasons(Asked.REFUND)


def reply(*, grants):
    kind = Kind.RETURN_APPROVE if grants else Kind.RETURN_REJECT
    told = Answer(order_external_id="1", request_external_id="return-2", asked=Asked.RETURN)
    return Reply(kind=kind, key="k", answer=told)


@pytest.mark.parametrize(
    ("status", "if_granted", "if_refused"),
    [
        ("REQUESTED", There.ABSENT, There.ABSENT),
        ("OPEN", There.DONE, There.DIFFERENT),
        ("CLOSED", There.DONE, There.DIFFERENT),
        ("DECLINED", There.DIFFERENT, There.DONE),
        ("CANCELED", There.DIFFERENT, There.DIFFERENT),
        ("SOMETHING_NEW", There.DIFFERENT, There.DIFFERENT),
    ],
)
def test_every_state_of_a_return_says_what_became_of_an_answer(status, if_granted, if_refused):
    assert found_in(status, reply(grants=True)).there is if_granted
    assert found_in(status, reply(grants=False)).there is if_refused
