"""Buying by rules: within their limits, once whoever else presses, and not at all while it is paused."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.accounts.roles import Role
from sourcing.auto import ordering
from sourcing.models import AutoPause, AutoPurchase, AutoRule, Purchase, PurchaseLine
from sourcing.purchasing import recalling
from sourcing.purchasing.placing import place
from sourcing.tasks import buy_by_rules
from tests import factories
from tests.racing import at_once
from tests.sourcing.making import offered, said, to_ship

pytestmark = pytest.mark.django_db
PAGE = "/sourcing/auto/"


@pytest.fixture
def offer(db):
    sku = factories.create_sku(team=factories.create_team(), code="LAMP")
    row = offered(team=sku.team, sku=sku)
    said(row)
    row.refresh_from_db()
    return row


def ruled(team, **changed):
    told = {"currency": "USD", "most_per_order": Decimal(50), "most_per_day": Decimal(100)} | changed
    return AutoRule.objects.create(team=team, changed_at=timezone.now(), **told)


def bought():
    return set(PurchaseLine.objects.filter(ended_at=None).values_list("order_line__order", flat=True))


def test_what_a_rule_may_buy_is_bought_once_and_what_it_cost_is_written_down(offer):
    rule, order, dear = ruled(offer.team), to_ship(offer.sku, 2), to_ship(offer.sku, 12)

    buy_by_rules()
    buy_by_rules()

    assert bought() == {order.pk}
    row = AutoPurchase.objects.get()
    assert (row.rule, row.cost) == (rule, Decimal("8.40"))
    assert Purchase.objects.get().placed_by is None
    assert dear.pk not in bought()


def test_a_days_money_is_spent_once_and_what_was_recalled_may_be_spent_again(offer):
    ruled(offer.team, most_per_day=Decimal(60))
    for _ in range(3):
        to_ship(offer.sku, 5)  # 21.00 each
    now = timezone.now()

    assert ordering.order_by_rules(offer.team, now=now) == 2
    assert ordering.order_by_rules(offer.team, now=now) == 0
    assert sum(ordering.spent_today(offer.team, now=now).values()) == Decimal("42.00")

    recalling.recall(Purchase.objects.get(), by=None, now=now)
    assert ordering.spent_today(offer.team, now=now) == {}
    assert ordering.spent_today(offer.team, now=now + timedelta(days=1)) == {}


def test_nothing_is_bought_while_it_is_paused_or_without_a_promise(offer):
    ruled(offer.team)
    order = to_ship(offer.sku)
    AutoPause.objects.create(team=offer.team, paused_at=timezone.now())

    buy_by_rules()
    assert bought() == set()
    assert ordering.order_by_rules(offer.team, now=timezone.now()) == 0

    AutoPause.objects.all().delete()
    assert ordering.order_by_rules(offer.team, now=timezone.now() + timedelta(days=3)) == 0  # it has expired
    assert ordering.order_by_rules(offer.team, now=timezone.now()) == 1
    assert bought() == {order.pk}


@pytest.mark.django_db(transaction=True)
def test_two_people_a_retry_and_a_rule_at_once_leave_one_purchase(offer):
    ruled(offer.team)
    order = to_ship(offer.sku)
    wanted, key = {order.lines.get().pk: offer.pk}, uuid4()

    def by_hand(each):
        return lambda: place(offer.team, wanted, key=each, by=None, now=timezone.now())

    def by_rule():
        return ordering.order_by_rules(offer.team, now=timezone.now())

    at_once(by_hand(key), by_hand(key), by_hand(uuid4()), by_rule, by_rule)

    assert Purchase.objects.count() == PurchaseLine.objects.count() == 1


def test_the_page_tells_what_is_left_to_people_and_asks_as_much_for_many_as_for_few(offer):
    client = Client()
    client.force_login(factories.create_member(team=offer.team, role=Role.MANAGER))
    ruled(offer.team, most_per_order=Decimal(10))
    to_ship(offer.sku, 3)

    with CaptureQueriesContext(connection) as few:
        page = client.get(PAGE).content.decode()
    for _ in range(5):
        to_ship(offer.sku, 3)
    to_ship(offer.sku, 1)
    ordering.order_by_rules(offer.team, now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        more = client.get(PAGE).content.decode()

    assert "1 × costs more than an order may" in page
    assert "6 × costs more than an order may" in more
    assert "PO-00001" in more
    assert len(many) <= len(few) + 1 <= 24


def test_a_rule_is_written_changed_switched_and_removed_and_only_once_for_each_supplier(offer):
    client = Client()
    client.force_login(factories.create_member(team=offer.team, role=Role.MANAGER))
    told = {
        "supplier": "",
        "currency": "usd",
        "most_per_order": "40",
        "most_per_day": "400",
        "least_margin": "15",
    }

    assert client.post(f"{PAGE}rules/add/", told).status_code == 302
    again = client.post(f"{PAGE}rules/add/", told).content.decode()
    assert "There is a rule for this supplier and currency already" in again
    rule = AutoRule.objects.get()
    assert (rule.currency, rule.least_margin, rule.is_on) == ("USD", Decimal("15.0"), True)

    odd = client.post(f"{PAGE}rules/{rule.pk}/", told | {"most_per_order": "500"}).content.decode()
    assert "raise the day’s limit" in odd.replace("&#x27;", "’").replace("'", "’")
    for negative in ("-1", "0", "abc", "1e12"):
        assert client.post(f"{PAGE}rules/{rule.pk}/", told | {"most_per_day": negative}).status_code == 200
    client.post(f"{PAGE}rules/{rule.pk}/switch/", {"on": "0"})
    client.post(f"{PAGE}rules/{rule.pk}/switch/", {"on": "0"})
    rule.refresh_from_db()
    assert not rule.is_on
    client.post(f"{PAGE}rules/{rule.pk}/remove/")
    assert not AutoRule.objects.exists()
