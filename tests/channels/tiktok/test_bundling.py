"""Packages combined, taken apart and split at a real sandbox: each once, whatever is lost on the way."""

from datetime import timedelta

import pytest
import stamina

from fulfillment.channels import base, pushing, wanting
from fulfillment.channels.bundles import looking, sending
from fulfillment.channels.bundling import Bundle, BundleWrite
from fulfillment.channels.shipments import There
from fulfillment.channels.tiktok import bundled
from fulfillment.channels.tiktok.bundling import ADVICE, units_apart, why_whole
from fulfillment.channels.tiktok.payloads import OrderPayload, PackageId, Unit
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.outbox.claiming import LEASE, about_to_send, claim, sweep
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import BUNDLES, Kind, Outcome, State
from fulfillment.sandbox.box import SandboxServer
from fulfillment.tracking.models import PackageOrder
from tests.channels.world import Time, connect, differences, judge, pull

COMBINE, APART, SPLIT = Kind.PACKAGES_COMBINE, Kind.PACKAGES_UNCOMBINE, Kind.PACKAGES_SPLIT


@pytest.fixture(scope="module")
def running():
    with SandboxServer(seed=5, history_days=1, orders_per_day=8, calm=True, qps=0, speed=0) as server:
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


def waiting(box, units=1):
    return waiting_together(box, 1, units)[0]


def waiting_together(box, count, units=1):
    """Ordinary orders of so many units whose hour is over and that nobody has shipped. All placed at once: an hour for
    each is enough for the pretend shop to ship the first."""
    placed = [box.world.orders[each] for each in box.place(3 * count)]
    box.advance(3700 - (box.tick() - placed[-1].created_at) + 30)
    right = [each for each in placed if is_waiting(each) and len(each.units) >= units]
    return right[:count] if len(right) >= count else waiting_together(box, count, units)


def is_waiting(order):
    plain = order.status == "AWAITING_SHIPMENT" and order.is_plain() and order.moved_to is None
    return plain and not order.cancellation


def of_one_buyer(box, count=2):
    found = waiting_together(box, count)
    for order in found[1:]:
        order.buyer = found[0].buyer
    return found


def ours(connection, clock, orders):
    for order in orders:
        wanting.want(connection, "order", [order.id], now=clock())
    pull(connection, clock)
    return [Order.objects.get(external_id=order.id) for order in orders]


def attempt(row, connection, clock):
    OutboundWrite.objects.filter(pk=row.pk).update(not_before_at=clock() - timedelta(seconds=1))
    pushing.push_shop(connection.shop_id, clock=clock)
    row.refresh_from_db()
    return row


def asked(kind, looked, clock):
    assert looked.may_go, looked.findings
    about = looked.orders if kind is APART else looked.bundled
    return sending.send(kind, about, looked.bundle, by=None, now=clock())


def combined(box, connection, clock, count=2):
    theirs = of_one_buyer(box, count)
    orders = ours(connection, clock, theirs)
    row = asked(COMBINE, looking.combining(orders[0], (), now=clock()), clock)
    assert attempt(row, connection, clock).state == State.DONE
    box.advance(5)
    pull(connection, clock)
    return theirs, orders


def packages(orders):
    """The current packages of each order."""
    links = PackageOrder.objects.filter(order__in=orders, is_current=True).select_related("package")
    found = {order.pk: [] for order in orders}
    for link in links:
        found[link.order_id].append(link.package.external_id)
    return [sorted(found[order.pk]) for order in orders]


def test_orders_of_one_buyer_are_combined_on_the_channel_and_here(box, connection, clock):
    theirs = of_one_buyer(box)
    orders = ours(connection, clock, theirs)
    judge(clock())
    due = [Order.objects.get(pk=order.pk).dispatch_due_at for order in orders]

    looked = looking.combining(orders[0], (), now=clock())
    row = attempt(asked(COMBINE, looked, clock), connection, clock)

    assert (row.state, row.outcome, bool(row.confirmed_at)) == (State.DONE, Outcome.DONE, True)
    assert theirs[0].parcels == theirs[1].parcels
    assert OrderEvent.objects.filter(order__in=orders, kind="packages.combined").count() == 2
    pull(connection, clock)
    judge(clock())
    assert packages(orders) == [[theirs[0].parcels[0].id]] * 2
    for order in orders:
        order.refresh_from_db()
    assert [order.dispatch_due_at for order in orders] == due
    assert [order.status for order in orders] == ["to_ship", "to_ship"]
    assert differences(connection, box) == {}


def test_a_shared_package_takes_one_number_on_each_of_its_orders(box, connection, clock):
    theirs, _ = combined(box, connection, clock)
    package = theirs[0].parcels[0]
    for order in theirs:
        box.world.ship(
            order, order.units, carrier=package.carrier, number="9400110200881234567896", at=box.tick()
        )
    assert theirs[0].parcels == theirs[1].parcels
    assert theirs[0].parcels[0].id == package.id
    pull(connection, clock)
    judge(clock())
    assert differences(connection, box) == {}


def test_one_order_leaves_the_package_and_may_be_combined_again(box, connection, clock):
    _, orders = combined(box, connection, clock, 3)

    looked = looking.taking_out(orders[1], everything=False, now=clock())
    row = attempt(asked(APART, looked, clock), connection, clock)

    assert (row.state, bool(row.confirmed_at)) == (State.DONE, True)
    pull(connection, clock)
    first, second, third = packages(orders)
    assert first == third != second
    assert OrderEvent.objects.filter(kind="packages.taken_apart").count() == 3
    judge(clock())
    assert differences(connection, box) == {}


def test_a_whole_package_is_taken_apart_and_combined_once_more(box, connection, clock):
    theirs, orders = combined(box, connection, clock)
    row = asked(APART, looking.taking_out(orders[0], everything=True, now=clock()), clock)
    assert attempt(row, connection, clock).state == State.DONE
    pull(connection, clock)
    assert packages(orders)[0] != packages(orders)[1]

    again = asked(COMBINE, looking.combining(orders[0], (), now=clock()), clock)

    assert attempt(again, connection, clock).state == State.DONE
    assert theirs[0].parcels == theirs[1].parcels


def test_an_order_is_split_as_the_form_says(box, connection, clock):
    theirs = waiting(box, units=3)
    [order] = ours(connection, clock, [theirs])
    form = {f"piece-{n}": "1" if n == 2 else "2" for n in range(1, len(theirs.units) + 1)}

    looked, choices = looking.splitting(order, form, now=clock())
    row = attempt(asked(SPLIT, looked, clock), connection, clock)

    assert (row.state, row.outcome, bool(row.confirmed_at)) == (State.DONE, Outcome.DONE, True)
    assert len(theirs.parcels) == 2
    alone = next(choice for choice in choices if choice.name == "piece-2")
    assert [unit.id for unit in theirs.units if unit.parcel is theirs.parcels[0]] == list(alone.unit_ids)
    pull(connection, clock)
    judge(clock())
    assert len(packages([order])[0]) == 2
    assert OrderEvent.objects.filter(order=order, kind="packages.split").exists()
    again, _ = looking.splitting(order, form, now=clock())
    assert [each.code for each in again.findings] == ["bundle_has_packages"]
    assert differences(connection, box) == {}


@pytest.mark.parametrize(("kind", "only"), [(COMBINE, "/combine"), (APART, "/uncombine"), (SPLIT, "/split")])
def test_a_lost_reply_is_recognised_and_nothing_is_done_twice(box, connection, clock, kind, only):
    row = prepared(box, connection, clock, kind)
    box.fault(lose_reply=1, only=only)
    attempt(row, connection, clock)
    assert (row.state, row.is_uncertain) == (State.WAITING, True)

    attempt(row, connection, clock)

    assert (row.state, row.outcome) == (State.DONE, Outcome.ALREADY_DONE)
    assert list(row.events.values_list("kind", flat=True)).count("sent") == 1


@pytest.mark.parametrize(("kind", "only"), [(COMBINE, "/combine"), (APART, "/uncombine"), (SPLIT, "/split")])
def test_what_never_arrived_is_sent_again(box, connection, clock, kind, only):
    row = prepared(box, connection, clock, kind)
    box.fault(reset=1, only=only)
    attempt(row, connection, clock)
    assert attempt(row, connection, clock).outcome == Outcome.DONE


def test_a_worker_killed_between_sending_and_noting_leaves_nothing_to_do_twice(box, connection, clock):
    """What it had sent arrived; its lease runs out, the sweeper gives it back, and it is found done."""
    row = prepared(box, connection, clock, COMBINE)
    OutboundWrite.objects.filter(pk=row.pk).update(not_before_at=clock() - timedelta(seconds=1))
    held = claim(connection.shop_id, now=clock())
    assert about_to_send(held, now=clock())
    adapter = base.open_adapter(connection, now=clock())
    base.push(connection, adapter, pushing.as_write(held), now=clock())
    adapter.close()

    assert sweep(now=clock() + LEASE * 2) == 1
    attempt(row, connection, clock)

    assert (row.state, row.outcome) == (State.DONE, Outcome.ALREADY_DONE)


def prepared(box, connection, clock, kind):
    if kind is SPLIT:
        [order] = ours(connection, clock, [waiting(box, units=2)])
        return asked(kind, looking.splitting(order, {}, now=clock())[0], clock)
    if kind is COMBINE:
        orders = ours(connection, clock, of_one_buyer(box))
        return asked(kind, looking.combining(orders[0], (), now=clock()), clock)
    _, orders = combined(box, connection, clock)
    return asked(kind, looking.taking_out(orders[0], everything=False, now=clock()), clock)


def test_orders_that_were_shipped_meanwhile_are_refused_with_advice(box, connection, clock):
    row = prepared(box, connection, clock, COMBINE)
    first = box.world.orders[row.subject]
    carrier = box.world.orders[row.subject].parcels[0].carrier
    box.world.ship(first, first.units, carrier=carrier, number="9400110200881234567889", at=box.tick())

    attempt(row, connection, clock)

    assert row.state == State.REFUSED
    assert row.advice.startswith("TikTok does not know this package any more.")
    assert OrderEvent.objects.filter(kind="packages.refused").count() == 2


def test_a_second_press_asks_for_nothing(box, connection, clock):
    orders = ours(connection, clock, of_one_buyer(box))
    looked = looking.combining(orders[0], (), now=clock())
    assert asked(COMBINE, looked, clock)
    assert sending.send(COMBINE, looked.bundled, looked.bundle, by=None, now=clock()) is None
    found = looking.combining(orders[1], (), now=clock()).findings
    assert [each.code for each in found] == ["bundle_waits", "bundle_alone"]


def test_a_shop_that_cannot_be_asked_says_so(box, connection, clock):
    orders = ours(connection, clock, of_one_buyer(box))
    box.fault(fail_500=99)
    looked = looking.combining(orders[0], (), now=clock())
    assert [each.code for each in looked.findings] == ["bundle_closed"]


# --- what the channel shows, as tables ---


def shown(id_, *units, status="AWAITING_SHIPMENT"):
    """`units`: (unit, package)."""
    return OrderPayload(
        id=id_,
        status=status,
        packages=[PackageId(package) for package in dict.fromkeys(p for _, p in units if p)],
        line_items=[Unit(id=unit, package_id=package) for unit, package in units],
    )


def found(kind, bundle, *orders):
    return bundled.found_in(orders, BundleWrite(kind=kind, key="k", bundle=bundle)).there


PAIR = Bundle(order_external_ids=("1", "2"), package_external_id="p", leaving=("1",))
HALVES = Bundle(order_external_ids=("1",), groups=(("a",), ("b",)))
DONE, ABSENT, DIFFERENT = There.DONE, There.ABSENT, There.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second", "there"),
    [
        ([("a", None)], [("b", None)], ABSENT),
        ([("a", "p")], [("b", "q")], ABSENT),
        ([("a", "p")], [("b", "p")], DONE),
    ],
)
def test_what_two_orders_say_of_being_combined(first, second, there):
    assert found(COMBINE, PAIR, shown("1", *first), shown("2", *second)) == there


def test_a_combination_that_came_out_otherwise_is_left_to_a_person():
    three = Bundle(order_external_ids=("1", "2", "3"))
    orders = shown("1", ("a", "p")), shown("2", ("b", "p")), shown("3", ("c", None))
    assert found(COMBINE, three, *orders) == DIFFERENT
    assert (
        found(COMBINE, PAIR, shown("1", ("a", None), status="CANCELLED"), shown("2", ("b", None)))
        == DIFFERENT
    )


@pytest.mark.parametrize(("package", "there"), [("p", ABSENT), ("q", DONE), (None, DONE)])
def test_what_an_order_says_of_leaving_a_package(package, there):
    assert found(APART, PAIR, shown("1", ("a", package)), shown("2", ("b", "p"))) == there


@pytest.mark.parametrize(
    ("a", "b", "there"),
    [(None, None, ABSENT), ("p", "p", ABSENT), ("p", "q", DONE), ("p", None, ABSENT)],
)
def test_what_an_order_says_of_being_split(a, b, there):
    assert found(SPLIT, HALVES, shown("1", ("a", a), ("b", b))) == there


def test_another_split_and_a_cancelled_order_are_left_to_a_person():
    three = Bundle(order_external_ids=("1",), groups=(("a", "b"), ("c",)))
    assert found(SPLIT, three, shown("1", ("a", "p"), ("b", "q"), ("c", "q"))) == DIFFERENT
    assert found(SPLIT, HALVES, shown("1", ("a", "p"), ("b", "q"), status="CANCELLED")) == DIFFERENT


def test_every_advice_has_a_sentence_and_a_way_out():
    assert all(advice.says.endswith(".") and advice.fix.endswith(".") for advice in ADVICE.values())
    assert all(kind.startswith("packages.") for kind in BUNDLES), "the words of the index"
    assert (units_apart("US"), units_apart("VN")) == (True, False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("order status not allow split", "it is shipped already, or not to be shipped by you"),
        (" Order has been  canceled. ", "it is cancelled"),
        ("order is a gift", "it says “order is a gift”"),
        ("", ""),
    ],
)
def test_why_an_order_stays_whole_is_said_in_our_words_where_its_own_are_known(words, says):
    assert why_whole(words) == says
