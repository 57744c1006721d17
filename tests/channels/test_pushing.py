"""Numbers on their way to a real sandbox: each arrives once, whatever is lost on the way."""

from datetime import timedelta

import pytest
import stamina

from fulfillment.channels import pushing
from fulfillment.channels.models import Connection, Wanted
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.outbox.asking import Wish, ask, try_again
from fulfillment.outbox.claiming import LEASE, about_to_send, claim, sweep
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from fulfillment.sandbox.box import SandboxServer
from tests.channels.world import Time, connect, pull

NUMBER, OTHER = "9400110200881234567896", "9400110200881234567889"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    with SandboxServer(seed=5, history_days=1, orders_per_day=12, calm=True, qps=0, speed=0) as server:
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
def connection(box, clock):
    [found] = connect(box, now=clock(), history_days=1, market="US")
    return found


@pytest.fixture
def order_id(box):
    return released(box)


def released(box):
    """An ordinary order of one parcel whose hour is over and that nobody has shipped."""
    return released_together(box, 1)[0]


def released_together(box, count):
    """As many of them, all at once: one waiting for the next might be shipped by the shop meanwhile."""
    orders = [box.world.orders[each] for each in box.place(4 * count)]  # chance parts, holds and cancels some
    box.advance(3700 - (box.tick() - orders[-1].created_at) + 30)
    plain = [each.id for each in orders if is_plain(each)][:count]
    return plain if len(plain) == count else released_together(box, count)


def is_plain(order):
    unshipped = order.status == "AWAITING_SHIPMENT" and order.shipping_type == "SELLER"
    return unshipped and not order.cancellation and len(order.parcels) == 1


_numbers = iter(range(10**6))


def fresh():
    """A number of USPS that no other test uses."""
    body = f"940011020088{next(_numbers):09d}"
    digits = [int(sign) for sign in body][::-1]
    total = 3 * sum(digits[0::2]) + sum(digits[1::2])
    return f"{body}{-total % 10}"


def wish(order_id, number, kind=Kind.SHIPMENT_CREATE, **more):
    payload = {"order_external_id": order_id, "tracking_number": number, "carrier": "usps"} | more
    return Wish(kind, f"{kind}:{order_id}:{number}", order_id, payload)


def send(connection, clock, *wishes):
    [write] = ask(connection.shop, wishes, by=None, now=clock())
    pushing.push_shop(connection.shop_id, clock=clock)
    write.refresh_from_db()
    return write


def again(connection, clock, write):
    """The next attempt, as if its time had come."""
    OutboundWrite.objects.filter(pk=write.pk).update(not_before_at=clock() - timedelta(seconds=1))
    pushing.push_shop(connection.shop_id, clock=clock)
    write.refresh_from_db()
    return write


def parcels(box, order_id):
    return [p for p in box.world.orders[order_id].parcels if p.by_software]


def test_a_number_is_uploaded_read_back_and_stands_at_the_order(box, connection, clock, order_id):
    pull(connection, clock)
    number = fresh()

    write = send(connection, clock, wish(order_id, number))

    assert (write.state, write.outcome) == (State.DONE, Outcome.DONE)
    assert write.confirmed_at
    assert [p.number for p in parcels(box, order_id)] == [number]
    assert write.external_id == parcels(box, order_id)[0].id
    event = OrderEvent.objects.get(order__external_id=order_id, kind="tracking.uploaded")
    assert event.data["note"] == f"{number}, USPS"
    assert Wanted.objects.filter(connection=connection, kind="order", external_id=order_id).exists()
    pull(connection, clock)
    package = Order.objects.get(external_id=order_id).packages.get()
    assert package.tracking_number == number


def test_what_a_channel_took_is_read_back_at_once_and_not_with_the_next_poll(
    box, connection, clock, order_id, django_capture_on_commit_callbacks
):
    later = clock() + timedelta(minutes=2)
    Connection.objects.filter(pk=connection.pk).update(next_sync_at=later)

    with django_capture_on_commit_callbacks(execute=True):
        send(connection, clock, wish(order_id, fresh()))

    connection.refresh_from_db()
    assert connection.next_sync_at < later


def test_a_lost_reply_is_looked_up_and_nothing_is_sent_twice(box, connection, clock, order_id):
    box.fault(lose_reply=1, only="/packages")
    write = send(connection, clock, wish(order_id, fresh()))
    assert (write.state, write.outcome, write.is_uncertain) == (State.WAITING, Outcome.UNREACHABLE, True)

    again(connection, clock, write)

    assert (write.state, write.outcome) == (State.DONE, Outcome.ALREADY_DONE)
    assert len(parcels(box, order_id)) == 1
    assert list(write.events.values_list("kind", flat=True)).count("sent") == 1


def test_a_request_that_never_arrived_is_sent_again(box, connection, clock, order_id):
    box.fault(reset=1, only="/packages")
    write = send(connection, clock, wish(order_id, fresh()))

    again(connection, clock, write)

    assert (write.outcome, write.attempts, len(parcels(box, order_id))) == (Outcome.DONE, 2, 1)


def test_a_worker_that_dies_after_sending_leaves_a_write_that_is_recognised(box, connection, clock, order_id):
    [write] = ask(connection.shop, [wish(order_id, fresh())], by=None, now=clock())
    line = pushing.Line(connection, clock)
    held = claim(connection.shop_id, now=clock())
    about_to_send(held, now=clock())
    line._pushed(pushing.as_write(held))
    line.close()

    assert sweep(now=clock() + LEASE) == 1
    again(connection, clock, write)

    assert (write.outcome, len(parcels(box, order_id))) == (Outcome.ALREADY_DONE, 1)


@pytest.mark.parametrize("fault", ["fail_500", "throttle", "html", "timeout"])
def test_while_the_channel_has_trouble_the_write_waits(box, connection, clock, order_id, fault):
    box.fault(**{fault: {"seconds": 60}}, only="/packages")
    write = send(connection, clock, wish(order_id, fresh()))
    assert write.state == State.WAITING
    assert write.not_before_at > clock()

    box.fault(clear=True)
    again(connection, clock, write)

    assert (write.state, len(parcels(box, order_id))) == (State.DONE, 1)


def test_when_the_channel_is_down_the_others_are_not_tried(box, connection, clock, order_id):
    box.fault(fail_500={"seconds": 60})
    ask(connection.shop, [wish(order_id, fresh()), wish(released(box), fresh())], by=None, now=clock())

    assert pushing.push_shop(connection.shop_id, clock=clock) == 1


def test_a_refusal_is_advice_and_leaves_the_key_free(box, connection, clock):
    [held] = box.place(1)
    while box.world.orders[held].status != "ON_HOLD":
        box.advance(60)
    pull(connection, clock)
    number = fresh()

    write = send(connection, clock, wish(held, number))

    assert (write.state, write.code) == (State.REFUSED, "21011044")
    assert write.advice.startswith("The order is on hold: the buyer may still cancel.")
    assert OrderEvent.objects.filter(order__external_id=held, kind="tracking.upload_refused").exists()
    assert ask(connection.shop, [wish(held, number)], by=None, now=clock())


def test_shipped_with_another_number_is_no_success(box, connection, clock, order_id):
    send(connection, clock, wish(order_id, fresh()))

    write = send(connection, clock, wish(order_id, fresh()))

    assert (write.state, write.code) == (State.REFUSED, "21011020")
    assert "already shipped with another number" in write.advice


def test_a_carrier_that_the_channel_does_not_take_is_refused_with_those_that_it_takes(
    box, connection, clock, order_id
):
    write = send(connection, clock, wish(order_id, "1234567890", carrier="evri"))

    assert write.state == State.REFUSED
    assert "does not take Evri" in write.advice
    assert "FedEx" in write.advice
    assert not parcels(box, order_id)


def test_a_remark_of_the_channel_is_kept(box, connection, clock, order_id):
    write = send(connection, clock, wish(order_id, "449044304137", carrier="fedex"))

    assert (write.state, write.warning) == (State.DONE, "match more than one provider")


def test_a_correction_is_made_once_and_a_second_refused_with_advice(box, connection, clock, order_id):
    first, second, third = fresh(), fresh(), fresh()
    send(connection, clock, wish(order_id, first))
    [parcel] = parcels(box, order_id)
    more = {"kind": Kind.SHIPMENT_CORRECT, "package_external_id": parcel.id}

    done = send(connection, clock, wish(order_id, second, previous_number=first, **more))
    refused = send(connection, clock, wish(order_id, third, previous_number=second, **more))

    assert (done.state, parcel.number_at(box.tick())) == (State.DONE, second)
    assert (refused.state, refused.code) == (State.REFUSED, "21011051")


def test_an_older_version_serves_where_the_new_one_is_unknown(box, connection, clock, order_id, monkeypatch):
    from fulfillment.channels.tiktok import endpoints

    unknown = endpoints.SHIP[0]._replace(path="/fulfillment/203001/orders/{id}/packages")
    monkeypatch.setattr(endpoints, "SHIP", (unknown, endpoints.SHIP[1]))

    assert send(connection, clock, wish(order_id, fresh())).state == State.DONE


def test_a_revoked_consent_waits_for_the_person_and_is_sent_then(box, connection, clock, order_id):
    box.fault(revoke_tokens=True)

    write = send(connection, clock, wish(order_id, fresh()))

    assert (write.state, write.outcome, write.attempts) == (State.WAITING, Outcome.UNAUTHORISED, 0)


def test_nothing_is_sent_for_a_paused_shop(connection, clock, order_id):
    ask(connection.shop, [wish(order_id, fresh())], by=None, now=clock())
    assert list(pushing.due_shops(now=clock())) == [connection.shop_id]

    Connection.objects.update(is_active=False)

    assert list(pushing.due_shops(now=clock())) == []


def test_what_was_left_to_a_person_is_looked_for_again(box, connection, clock, order_id):
    write = send(connection, clock, wish(order_id, fresh()))
    OutboundWrite.objects.update(state=State.NEEDS_PERSON)

    try_again(OutboundWrite.objects.all(), now=clock())
    again(connection, clock, write)

    assert (write.outcome, len(parcels(box, order_id))) == (Outcome.ALREADY_DONE, 1)
