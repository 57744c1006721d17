"""A week under two versions of the rules: equal to judging every order plainly, and no order is read that cannot differ."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.models import Cancellation, Order, OrderCopy, Refund, Ticket
from fulfillment.orders.watch import judge_at_once
from fulfillment.policies import rulebook
from fulfillment.policies.terms import CountedUnit
from metrics import facts, reckoned
from metrics.alike import BY_DISPATCH, alike
from metrics.counts import Counts
from metrics.definitions import METRICS, OrderUnit
from metrics.figures import versions_of
from metrics.models import Fact
from metrics.pages.versions import before
from metrics.spans import Span
from metrics.two_rules import compare
from tests.factories import create_order, create_shop, create_team

LATE = "late-dispatch-rate"
HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 26, 20, tzinfo=UTC)  # the day on which the US began to count first scans again
NOW = datetime(2026, 3, 20, tzinfo=UTC)
WEEKS = Span(since_on=NOON.date() - timedelta(days=20), until_on=NOON.date() + timedelta(days=20), by="week")
BOOKS = [rulebook.load().versions("tiktok", market) for market in ("US", "UK", "ID")]
moments = st.none() | st.integers(0, 96).map(lambda hours: NOON + hours * HOUR)
orders = st.builds(
    OrderUnit,
    id=st.just(1),
    shipping_type=st.sampled_from(["seller", "platform", "platform_warehouse", "digital"]),
    kinds=st.sampled_from(
        [("regular",), ("pre_order",), ("backorder", "sample"), ("regular", "replacement")]
    ),
    placed_at=st.just(NOON),
    dispatched_at=moments,
    dispatch_due_at=moments,
    status=st.sampled_from(["unpaid", "remorse", "to_ship", "in_transit", "delivered", "cancelled"]),
    paid_at=moments,
    cancelled_at=moments,
    delivered_at=moments,
    delivery_due_at=moments,
    cancelled_by=st.sampled_from(["", "seller", "buyer", "platform", "unknown"]),
    cancelled_for=st.sampled_from(["", "out_of_stock", "unpaid"]),
    refunded_for=st.sampled_from(["", "damaged", "fit"]),
    first_rating=st.none() | st.integers(1, 5),
    review_is_of_delivery=st.booleans(),
    complained_of_delivery=st.booleans(),
    asked_where_it_is=st.booleans(),
)


@given(order=orders, dispatched_at=moments, due_at=moments)
def test_versions_said_to_be_alike_judge_every_order_alike(order, dispatched_at, due_at):
    from msgspec.structs import replace

    for versions in BOOKS:
        for metric, definition in METRICS.items():
            if definition.unit != CountedUnit.ORDER or metric not in versions[0].metrics:
                continue
            other = order if metric in BY_DISPATCH else replace(
                order, dispatched_at=dispatched_at, dispatch_due_at=due_at
            )  # fmt: skip
            for first, second in combinations(versions, 2):
                if alike(first, second, metric):
                    assert sides(definition.judge(order, first)) == sides(definition.judge(other, second))


def sides(outcome):
    return (outcome.in_denominator, outcome.in_numerator) if outcome else None


def test_versions_with_another_stop_event_are_not_alike_for_late_dispatch_and_are_for_valid_tracking():
    *_, at_the_label, first_scan, newest = BOOKS[0]

    assert not alike(at_the_label, first_scan, LATE)
    assert alike(first_scan, newest, LATE)  # they differ in what is enforced
    assert alike(at_the_label, newest, "valid-tracking-rate")


def test_the_version_compared_with_is_the_newest_that_can_say_something_else():
    versions = BOOKS[0]

    assert before(versions, versions[-1], LATE).version == "tiktok-us/2025-05-05"
    assert before(versions, versions[-1], "valid-tracking-rate") == versions[-2]
    assert before(versions[:1], versions[0], LATE) == versions[0]


@pytest.fixture
def world(db):
    """Orders around the day of new rules, each told both deadlines and both moments of its dispatch."""
    shop, dice = create_shop(team=create_team(), market="US", time_zone="America/Los_Angeles"), Random(7)
    for _ in range(60):
        placed_at = NOON + timedelta(hours=dice.randint(-120, 120))
        ready_at = placed_at + timedelta(hours=dice.randint(1, 60))
        scanned_at = ready_at + timedelta(hours=dice.randint(1, 30))
        create_order(
            shop=shop, placed_at=placed_at, status=dice.choice(["in_transit", "in_transit", "delivered", "cancelled"]),
            ready_at=ready_at, scanned_at=scanned_at, is_sample=dice.random() < 0.1,
            cancelled_at=scanned_at + HOUR, paid_at=dice.choice([None, placed_at]),
            ready_due_at=placed_at + timedelta(hours=dice.randint(20, 60)),
            scan_due_at=placed_at + timedelta(hours=dice.randint(30, 80)),
            shipping_type=dice.choice(["seller", "seller", "platform", "platform_warehouse", "digital"]),
            cancel_initiator=dice.choice(["", "buyer"]), rule_version="",
        )  # fmt: skip
    aftermath(shop, dice)
    ids = list(Order.objects.values_list("pk", flat=True))
    judge_at_once(ids, now=NOW)
    facts.judge_changed()
    return shop


def aftermath(shop, dice):
    told = {"team": shop.team, "shop": shop, "remote_updated_at": NOON}
    every = list(Order.objects.all())
    for at, order in enumerate(every[:30]):
        told |= {"order": order, "external_id": f"{at}"}
        if order.status == "cancelled":
            Cancellation.objects.create(
                status="completed",
                fault=dice.choice(["seller", "buyer"]),
                reason_group="out_of_stock",
                **told,
            )
        else:
            Refund.objects.create(status="completed", reason_group="damaged", requested_at=NOON, **told)
            Ticket.objects.create(kind="complaint", topic="late", opened_at=NOON, **told)
    OrderCopy.objects.create(team=shop.team, order=every[-2], original=every[-2], linked_at=NOON)
    OrderCopy.objects.create(team=shop.team, order=every[-1], original=every[-2], linked_at=NOON)


def test_a_week_under_two_rules_equals_a_plain_count(world):
    versions = {each.version: each for each in versions_of(world)}
    for first, second in combinations(versions.values(), 2):
        found = compare(world, METRICS[LATE], WEEKS, first, second)
        plain = [Counts(), Counts()]
        changed = []
        for order in Order.objects.exclude(status="cancelled", dispatched_at=None):
            by = [by_hand(order, rules) for rules in (first, second)]
            plain = [each + Counts(*said) for each, said in zip(plain, by, strict=True)]
            if by[0] != by[1]:
                changed.append(order.pk)

        assert (found.first, found.second) == tuple(plain)
        assert sorted(each.unit_id for each in found.changed) == sorted(changed)
        assert found.are_alike == alike(first, second, LATE)
        assert found.units == Fact.objects.filter(metric=LATE).count()
        assert not (found.are_alike and changed)


def by_hand(order, rules):
    """(counts against us, counts) of one order, from its told moments alone."""
    copies = OrderCopy.objects.filter(order=order).exclude(original=order)
    if copies.exists() or order.shipping_type == "digital":
        return 0, 0
    if order.shipping_type == "platform_warehouse":
        return 0, 1
    by_scan = rules.stop_event == "first_scan"
    moment, due = (order.scanned_at, order.scan_due_at) if by_scan else (order.ready_at, order.ready_due_at)
    return int(moment > due), 1


def test_an_order_reckoned_by_its_own_days_rules_is_what_its_fact_says(world):
    own = {each.version: each for each in versions_of(world)}
    seen = 0
    for metric in BY_DISPATCH:
        told = {fact.unit_id: fact for fact in Fact.objects.filter(metric=metric)}
        for order in reckoned.read(list(told), metric):
            fact = told[order.id]
            said = order.outcome(metric, own[fact.rule_version])
            assert (said.in_denominator, said.in_numerator, said.why) == (
                fact.in_denominator, fact.in_numerator, fact.why,
            ), metric  # fmt: skip
            seen += 1
    assert seen > 200


def test_no_order_is_read_where_the_rules_are_alike(world):
    versions = {each.version: each for each in versions_of(world)}
    first, second = versions["tiktok-us/2026-01-26"], versions["tiktok-us/2026-03-02"]
    Fact.objects.filter(rule_version="tiktok-us/2025-05-05").delete()

    with CaptureQueriesContext(connection) as asked:
        found = compare(world, METRICS[LATE], WEEKS, first, second)

    assert found.units > 20
    assert len(asked) == 1, asked.captured_queries
