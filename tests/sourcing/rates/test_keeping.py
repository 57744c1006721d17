"""Rates come from the bank over HTTP and from a team's own hand, each once a day, and no team reads another's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.sandbox.bank import PER_EURO, SHEET
from fulfillment.sandbox.box import SandboxServer
from sourcing.models import BankRate, OwnRate
from sourcing.rates import keeping
from sourcing.tasks import fetch_exchange_rates
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/sourcing/rates/"


@pytest.fixture
def bank(settings):
    with SandboxServer(seed=5, history_days=1, orders_per_day=1) as box:
        settings.EXCHANGE_RATES_URL = box.url + SHEET
        yield box


@pytest.fixture
def client(db):
    member = factories.create_member(team=factories.create_team(), role=Role.MANAGER)
    browser = Client()
    browser.force_login(member)
    return browser


def test_the_banks_sheet_is_read_once_in_six_hours_and_the_same_sheet_changes_nothing(bank):
    fetch_exchange_rates()
    first = set(BankRate.objects.values_list("pk", "per_euro", "read_at"))
    fetch_exchange_rates()

    assert set(BankRate.objects.values_list("pk", "per_euro", "read_at")) == first
    assert len(first) == len(PER_EURO)
    keeping.fetch(now=timezone.now() + timedelta(hours=7))
    assert set(BankRate.objects.values_list("pk", "per_euro")) == {told[:2] for told in first}


@pytest.mark.parametrize("fault", ["fail_500", "timeout", "html", "throttle"])
def test_a_bank_that_fails_leaves_what_was_known_and_is_asked_again(bank, fault):
    bank.faults.ask({fault: 1})

    fetch_exchange_rates()

    assert not BankRate.objects.exists()
    fetch_exchange_rates()
    assert BankRate.objects.count() == len(PER_EURO)


def test_a_team_converts_by_its_own_rates_and_no_other_does():
    now, today = timezone.now(), date(2026, 11, 27)
    ours, others = factories.create_team(), factories.create_team()
    BankRate.objects.create(currency="USD", day_on=today, per_euro=Decimal("1.25"), read_at=now)
    OwnRate.objects.create(
        team=ours, base="EUR", quote="USD", day_on=today, rate=Decimal("1.10"), told_at=now
    )

    rates = [keeping.book_of(team, [today]).rate("EUR", "USD", today).rate for team in (ours, others)]

    assert rates == [Decimal("1.10"), Decimal("1.25")]


def test_a_manager_writes_a_rate_down_corrects_it_and_takes_it_back(client):
    today = timezone.localdate()
    told = {"base": "usd", "rate": "25400", "quote": "VND", "day_on": (today - timedelta(days=1)).isoformat()}

    client.post(PAGE, told)
    client.post(PAGE, told | {"rate": "25410.5"})

    row = OwnRate.objects.get()
    assert (row.base, row.quote, row.rate) == ("USD", "VND", Decimal("25410.5"))
    assert "1 USD = 25410.5 VND" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{row.pk}/remove/")
    assert not OwnRate.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"base": "VND"}, "two different"),
        ({"base": "US"}, "Three letters"),
        ({"rate": "0"}, "greater than or equal"),
        ({"rate": "-3"}, "greater than or equal"),
        ({"rate": "1e9"}, "less than or equal"),
        ({"rate": "NaN"}, "Enter a number"),
        ({"day_on": "2999-01-01"}, "not after today"),
    ],
)
def test_an_absurd_rate_is_refused_in_words(client, changed, says):
    told = {"base": "USD", "rate": "25400", "quote": "VND", "day_on": timezone.localdate().isoformat()}

    page = client.post(PAGE, told | changed).content.decode()

    assert says in page
    assert not OwnRate.objects.exists()


def test_without_any_rate_the_page_says_what_follows(client):
    assert "No rate of the bank holds now" in client.get(PAGE).content.decode()
