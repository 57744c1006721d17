"""Requests on the order page: who asked for what and why, until when to answer, what came of it."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from fulfillment.channels.meanings import Fault
from fulfillment.desk.order_requests import FAULTS, GROUPS, OUTCOMES, requests
from fulfillment.orders.models import Cancellation, Refund
from fulfillment.orders.rulings import rules_of, terms_of
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def order():
    return factories.create_order(shop=factories.create_shop(team=factories.create_team()))


def asked(model, order, now, **fields):
    defaults = {
        "team": order.team, "shop": order.shop, "order": order, "order_external_id": order.external_id,
        "external_id": f"40{model.objects.count()}", "status": "requested", "initiator": "buyer",
        "requested_at": now - 9 * HOUR, "remote_updated_at": now - 9 * HOUR, "currency": "USD",
    }  # fmt: skip
    return model.objects.create(**defaults | fields)


def panel(order):
    text = " ".join(signed_in(order.team).get(f"/orders/{order.pk}/").content.decode().split())
    return text.partition('id="requests"')[2].partition("</section>")[0]


def test_a_request_that_waits_says_who_why_how_much_and_until_when(order, now):
    asked(
        Cancellation, order, now, reason="x_no_longer_needed", reason_text="No longer needed",
        reason_group="buyer_changed_mind", amount=Decimal("39.98"), answer_by_at=now + 5 * HOUR,
    )  # fmt: skip
    text = panel(order)

    assert "Cancellation asked for by the buyer: waits for your answer" in text
    assert "Answer by <time" in text
    assert "4 h 59 m" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "“No longer needed”; to us: the buyer changed their mind" in text
    assert "$39.98" in text
    assert "· asked <time" in text
    assert "TikTok Shop 400" in text
    assert ">Answer<" in text
    assert "Us" in text


def test_a_return_names_its_products_and_its_kind(order, now):
    line = factories.create_line(order=order, sku_code="GL-WW")
    asked(
        Refund,
        order,
        now,
        kind="return",
        status="in_return",
        sku_codes=[line.external_id, "gone"],
        amount=Decimal(5),
    )
    text = panel(order)

    assert "Return and refund asked for by the buyer: accepted: the goods are coming back" in text
    assert "$5.00 for GL-WW" in text
    assert "No reason was given" in text
    assert ">Answer<" not in text


@pytest.mark.parametrize(
    ("market", "words"),
    [
        ("US", "24 h after it was asked: then the platform grants it, says the rulebook"),
        ("GB", "reckoned as 24 h after it was asked: no source tells this market&#x27;s time"),
    ],
)
def test_a_request_without_a_time_of_its_own_has_the_rulebooks_and_says_so(now, market, words):
    shop = factories.create_shop(team=factories.create_team(), market=market)
    order = factories.create_order(shop=shop)
    asked(Cancellation, order, now)
    text = panel(order)

    assert "14 h 59 m left" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert words in text


def test_a_return_without_a_time_says_that_nobody_knows_one(order, now):
    asked(Refund, order, now)
    assert "told no time to answer by, and the rulebook has none for such a request" in panel(order)


def test_what_is_to_be_answered_stands_first_and_the_nearest_before_the_others(order, now):
    asked(Cancellation, order, now, status="withdrawn", closed_at=now, remote_updated_at=now)
    asked(Refund, order, now, answer_by_at=now + 50 * HOUR, external_id="later")
    asked(Refund, order, now, answer_by_at=now + 5 * HOUR, external_id="sooner")

    rows = [
        each["row"].external_id
        for each in requests(order, rules=rules_of(terms_of(order.shop), now), now=now)
    ]
    assert rows == ["sooner", "later", "400"]


def test_an_answer_that_is_overdue_says_so_and_never_negative_time(order, now):
    asked(Refund, order, now, answer_by_at=now - HOUR)
    text = panel(order)

    assert "An answer was due <time" in text
    assert "\N{MINUS SIGN}" not in text


def test_goods_that_came_back_may_need_an_answer_too(order, now):
    asked(Refund, order, now, status="in_return", answer_by_at=now + HOUR)
    assert requests(order, rules=rules_of(terms_of(order.shop), now), now=now)[0]["is_ours"]


@pytest.mark.parametrize(
    ("initiator", "status", "words"),
    [
        ("buyer", "completed", "asked for by the buyer: granted"),
        ("seller", "completed", "asked for by your team: done"),
        ("system", "completed", "asked for by the platform: done"),
        ("buyer", "rejected", "asked for by the buyer: refused"),
        ("seller", "requested", "asked for by your team: under way"),
        ("unknown", "requested", "Cancellation: waits for your answer"),
    ],
)
def test_who_asked_and_what_became_of_it(order, now, initiator, status, words):
    asked(Cancellation, order, now, initiator=initiator, status=status,
          closed_at=None if status == "requested" else now)  # fmt: skip
    assert words in panel(order)


def test_a_closed_cancellation_says_whose_fault_it_counts_as(order, now):
    asked(
        Cancellation,
        order,
        now,
        status="completed",
        closed_at=now,
        fault="seller",
        reason_text="Out of stock",
    )
    assert "your team&#x27;s fault, as the platform counts it" in panel(order)


def test_a_withdrawn_cancellation_is_nobodys_fault(order, now):
    asked(
        Cancellation,
        order,
        now,
        status="withdrawn",
        closed_at=now,
        fault="seller",
        reason_text="Out of stock",
    )
    assert "fault" not in panel(order)


def test_every_group_fault_and_outcome_has_words() -> None:
    groups = set()
    for table in (ROOT / "fulfillment/channels").glob("*/reasons.toml"):
        read = tomllib.loads(table.read_text())
        groups |= {row["group"] for rows in read.values() if isinstance(rows, list) for row in rows}
    assert len(groups) > 10
    assert groups - GROUPS.keys() == set()
    assert set(Fault) - FAULTS.keys() == {"unknown"}
    assert {
        "accepted",
        "rejected",
        "withdrawn",
        "completed",
        "in_return",
        "needs_attention",
    } == OUTCOMES.keys()
