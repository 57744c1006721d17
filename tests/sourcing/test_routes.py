"""Versions of rules, decisions of orders, rehearsals and their pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import OrderEvent
from fulfillment.warehouse.sites import default_of
from sourcing.models import Rehearsal, RouteDecision, RoutingRule, RoutingRuleSet, SkuTag
from sourcing.routes import applying, editing, lanes, rehearsals
from sourcing.routes.reading import these
from sourcing.tasks import find_waiting_rehearsals
from tests import factories
from tests.racing import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="glow-us")


@pytest.fixture
def manager(shop):
    return factories.create_member(team=shop.team, role=Role.MANAGER)


@pytest.fixture
def client(manager):
    client = Client()
    client.force_login(manager)
    return client


def live(shop, *rules, by=None):
    for fields in rules:
        editing.add_rule(shop.team, by=by, now=utc_now(), **{"carrier": "ups", "currency": "USD"} | fields)
    draft = editing.shown_of(shop.team)
    editing.make_live(draft, by=by, now=utc_now())
    return draft


def order(shop, *, hours=20, **fields):
    row = factories.create_order(shop=shop, placed_at=utc_now() - hours * HOUR, country="US", **fields)
    sku = factories.create_sku(team=shop.team, supplier=factories.create_supplier(team=shop.team))
    factories.create_line(order=row, sku=sku)
    return row


def test_new_orders_are_decided_once_by_the_live_version_and_say_so(shop):
    fragile, plain = order(shop), order(shop)
    SkuTag.objects.create(team=shop.team, sku=fragile.lines.get().sku, tag="fragile")
    live(shop, {"name": "Careful", "tags": ["fragile"], "cost_per_order": Decimal(6)}, {"name": "The rest"})

    assert applying.route_new(shop.team, now=utc_now()) == 2
    assert applying.route_new(shop.team, now=utc_now()) == 0

    found = {each.order_id: each for each in RouteDecision.objects.select_related("rule")}
    assert found[fragile.pk].rule.name == "Careful"
    assert (found[fragile.pk].cost, found[fragile.pk].currency) == (Decimal("6.00"), "USD")
    assert found[plain.pk].rule.name == "The rest"
    assert OrderEvent.objects.filter(kind="order.routed").count() == 2


def test_an_edit_changes_nothing_before_the_version_is_used(shop, manager, client):
    version = live(shop, {"name": "First"}, {"name": "Second"})
    first, second = editing.rules_of_set(version)

    client.post(reverse("routing:move", args=[second.pk]), {"way": "up"})
    client.post(reverse("routing:pause", args=[first.pk]))

    draft = editing.shown_of(shop.team)
    assert [each.name for each in editing.rules_of_set(version)] == ["First", "Second"]
    assert [(each.name, each.is_paused) for each in editing.rules_of_set(draft)] == [
        ("Second", False), ("First", True),
    ]  # fmt: skip
    assert editing.live_of(shop.team) == version
    client.post(reverse("routing:use", args=[draft.pk]))
    assert editing.live_of(shop.team) == draft


def test_pausing_again_resumes_whatever_version_the_page_named(shop, client):
    version = live(shop, {"name": "Only"})
    rule = editing.rules_of_set(version)[0]

    client.post(reverse("routing:pause", args=[rule.pk]))
    draft_rule = editing.rules_of_set(editing.shown_of(shop.team))[0]
    client.post(reverse("routing:pause", args=[draft_rule.pk]))

    assert not editing.rules_of_set(editing.shown_of(shop.team))[0].is_paused


def test_applying_shows_first_what_it_would_do_and_then_does_it(shop, manager, client):
    row = order(shop)
    live(shop, {"name": "Old"})
    applying.route_new(shop.team, now=utc_now())
    editing.add_rule(shop.team, by=manager, now=utc_now(), name="New", carrier="usps")
    new = editing.rules_of_set(editing.shown_of(shop.team))[-1]
    editing.move_rule(new, is_up=True)
    editing.make_live(editing.shown_of(shop.team), by=manager, now=utc_now())

    page = client.get(reverse("routing:apply")).content.decode()
    assert "<b>1 open order</b>" in page
    assert RouteDecision.objects.get(order=row).rule.name == "Old"
    client.post(reverse("routing:apply"))

    decision = RouteDecision.objects.get(order=row)
    assert (decision.rule.name, decision.decided_by) == ("New", manager)
    assert applying.apply_to_open(shop.team, by=manager, now=utc_now()) == 0


def test_the_cap_of_a_day_counts_what_was_decided_before(shop):
    live(shop, {"name": "Few", "daily_cap": 1}, {"name": "Rest", "carrier": "usps"})
    order(shop)
    applying.route_new(shop.team, now=utc_now())
    late = order(shop)

    applying.route_new(shop.team, now=utc_now())

    decision = RouteDecision.objects.get(order=late)
    assert decision.rule.name == "Rest"
    assert len(decision.full) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_edit_at_once_work_on_one_copy_and_two_who_use_it_make_one_live(shop, manager):
    live(shop, {"name": "Only"})

    drafts = at_once(
        *[lambda: editing.draft_of(shop.team, by=manager, now=utc_now()).pk] * 2,
    )
    used = at_once(
        *[lambda: editing.make_live(RoutingRuleSet.objects.get(pk=drafts[0]), by=manager, now=utc_now())] * 2
    )

    assert drafts[0] == drafts[1]
    assert sorted(used) == [False, True]
    assert RoutingRuleSet.objects.filter(team=shop.team, state="live").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_decide_an_order_once(shop):
    row = order(shop)
    live(shop, {"name": "Only", "daily_cap": 1})

    at_once(*[lambda: applying.route_new(shop.team, now=utc_now())] * 2)

    assert RouteDecision.objects.get(order=row).rule.name == "Only"


def test_the_orders_panel_says_which_rule_decided_and_which_lost_and_why(shop, client):
    row = order(shop)
    live(shop, {"name": "To Britain", "countries": ["GB"]}, {"name": "The rest"}, {"name": "Never asked"})
    applying.route_new(shop.team, now=utc_now())

    page = client.get(reverse("routing:of-order", args=[row.pk])).content.decode()

    assert "by the rule “The rest”" in page
    assert "Goes to US, not GB" in page
    assert "1 rule behind it was not asked" in page


def test_a_new_version_of_the_same_rules_decides_no_order_anew(shop, manager):
    order(shop)
    live(shop, {"name": "All by UPS"})
    applying.route_new(shop.team, now=utc_now())
    editing.make_live(editing.draft_of(shop.team, by=manager, now=utc_now()), by=manager, now=utc_now())

    assert sum(each.changed for each in applying.preview(shop.team, now=utc_now())) == 0
    assert applying.apply_to_open(shop.team, by=manager, now=utc_now()) == 0


def test_a_rehearsal_that_no_worker_was_told_of_begins_all_the_same(shop, manager):
    editing.add_rule(shop.team, by=manager, now=utc_now(), name="All", carrier="ups", currency="USD")
    row = rehearsals.ask(editing.shown_of(shop.team), by=manager, now=utc_now())

    find_waiting_rehearsals()

    row.refresh_from_db()
    assert row.state == "done"
    assert rehearsals.waiting() == []


def test_a_rehearsal_is_asked_for_once_and_tells_what_would_have_gone_elsewhere(shop, client, manager):
    done = {"status": "in_transit", "is_open": False, "carrier": "usps"}
    for late in [True] * 5 + [False] * 20:
        due = utc_now() - 30 * HOUR
        order(shop, hours=60, dispatch_due_at=due, dispatched_at=due + (1 if late else -1) * HOUR, **done)
    version = live(shop, {"name": "All by UPS"})

    first = rehearsals.ask(version, by=manager, now=utc_now())
    again = rehearsals.ask(version, by=manager, now=utc_now())
    rehearsals.run(first.pk, now=utc_now())

    row = Rehearsal.objects.get()
    assert first == again == row
    assert (row.state, row.seen, row.total) == ("done", 25, 25)
    page = client.get(reverse("routing:rehearsal", args=[row.pk])).content.decode()
    assert "25 of 25 orders would have gone another way" in page
    assert "there: no evidence" in page


def test_a_lane_tells_how_it_did_with_its_counts(shop, client, django_assert_max_num_queries):
    due = utc_now() - 30 * HOUR
    for n in range(25):
        sent = order(
            shop, hours=60, carrier="usps", dispatch_due_at=due, dispatched_at=due - HOUR, is_open=False,
            delivered_at=due + 30 * HOUR,
        )  # fmt: skip
        sent.lines.update(supplier=factories.create_supplier(team=shop.team, code="S") if not n else None)
        factories.create_package(orders=[sent], verdict="valid" if n else "invalid")

    with django_assert_max_num_queries(13):
        found = lanes.lanes(shop.team, now=utc_now())

    widest = found[0]
    assert (widest.did.orders, widest.did.late, widest.did.judged) == (24, 0, 24)
    assert (widest.did.scan_hours, widest.did.transit_hours) == (
        pytest.approx(29, abs=0.1),
        pytest.approx(31, abs=0.1),
    )
    assert (found[1].valid, found[1].concluded) == (0, 1)
    assert "24 of 24 packages" in client.get(reverse("routing:lanes")).content.decode()
    told = b"".join(client.get(reverse("routing:lanes-export")).streaming_content).decode()
    assert "24,0,24" in told


RULE = {"name": "Heavy", "grams_min": "2000", "countries": "us, ca", "carrier": "ups"}


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({}, ""),
        ({"value_min": "5"}, "Say the currency of these amounts."),
        ({"value_min": "5", "value_max": "1", "currency": "USD"}, "no order could match"),
        ({"cost_per_order": "-1", "currency": "USD"}, "No amount can be below nothing."),
        ({"countries": "USA"}, "longer than 2"),
        ({"suppliers": "nobody"}, "No supplier has the code"),
        ({"carrier": ""}, "Say where it sends orders"),
        ({"grams_min": "99999999999"}, "Ensure this value is less than or equal to"),
    ],
)
def test_a_rule_is_kept_only_as_what_can_be_meant(shop, client, told, problem):
    page = client.post(reverse("routing:add"), RULE | told)

    if problem:
        assert problem in page.content.decode()
        assert not RoutingRule.objects.exists()
    else:
        rule = RoutingRule.objects.get()
        assert (rule.countries, rule.grams_min) == (["CA", "US"], 2000)


def test_rules_that_can_never_decide_say_so_on_the_page(shop, client):
    live(shop, {"name": "Everything"}, {"name": "Late", "countries": ["US"]})

    page = client.get(reverse("routing:rules")).content.decode()

    assert "“Everything” above it takes every order that it matches" in page


def test_tags_are_said_per_sku_and_no_others_stay(shop, client):
    sku = factories.create_sku(team=shop.team, code="LAMP")
    factories.create_sku(team=factories.create_team(), code="THEIRS")

    client.post(reverse("routing:tag"), {"sku": "LAMP", "tags": "Fragile, battery"})
    client.post(reverse("routing:tag"), {"sku": "LAMP", "tags": "battery"})
    said = client.post(reverse("routing:tag"), {"sku": "THEIRS", "tags": "x"}, follow=True)

    assert list(SkuTag.objects.filter(sku=sku).values_list("tag", flat=True)) == ["battery"]
    assert "No SKU is called" in said.content.decode()


def test_the_default_warehouse_stands_for_what_no_channel_names(shop):
    row = order(shop)
    house = default_of(shop.team)
    live(shop, {"name": "Any"})

    assert these(shop.team, [row.pk], now=utc_now())[0].past.lane.warehouse == house.code
