"""TikTok's own figures of a shop: what its documented answers mean, and what the pretend shop tells over HTTP."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from fulfillment.channels import base
from fulfillment.channels.errors import BadAnswer, ChannelError
from fulfillment.channels.performance import days_of
from fulfillment.channels.tiktok import performance
from fulfillment.channels.tiktok.client import TikTokClient
from fulfillment.sandbox.box import SandboxServer
from tests.channels.tiktok.test_against_the_sandbox import app
from tests.factories import create_shop

LA = ZoneInfo("America/Los_Angeles")
# As in the documentation's example: a ratio of 1 under the unit PERCENT.
DOCUMENTED = {
    "start_evaluation_time": 1758672000, "end_evaluation_time": 1761264000, "status": "GOOD", "value_unit": "PERCENT",
    "value": "0.947", "calculation_rule": {"numerator_value": "947", "denominator_value": "1000"},
}  # fmt: skip


def diagnosed(**changes):
    return performance.figure("OTDR", json.dumps(DOCUMENTED | changes).encode())


def counts(numerator, denominator):
    return {"calculation_rule": {"numerator_value": numerator, "denominator_value": denominator}}


@pytest.mark.parametrize(
    ("case", "changes", "rate"),
    [
        ("a ratio of 1", {}, Decimal("0.947")),
        ("of 100", {"value": "94.7"}, Decimal("0.947")),
        ("rounded", {"value": "94.75"} | counts("947", "1000"), None),
        ("counts as numbers", counts(947, 1000), Decimal("0.947")),
        ("counts with commas", {"value": "0.5"} | counts("1,000", "2,000"), Decimal("0.5")),
        ("no value but counts", {"value": ""}, Decimal("0.947")),
        ("rounded to one digit", {"value": "0.9"}, Decimal("0.947")),
    ],
)
def test_the_counts_make_the_rate_and_the_value_must_agree(case, changes, rate):
    if rate is None:
        with pytest.raises(BadAnswer):
            diagnosed(**changes)
    else:
        found = diagnosed(**changes)
        assert (found.metric, found.rate) == ("on-time-delivery-rate", rate), case


@pytest.mark.parametrize(
    "changes", [{"status": "NIL"}, counts("", ""), counts("0", "0"), {"calculation_rule": None}]
)
def test_of_too_few_orders_there_is_no_figure(changes):
    assert diagnosed(**changes) is None


@pytest.mark.parametrize(
    "changes", [{"value": "12"}, {"value": "lots"}, counts("5", "3"), {"end_evaluation_time": "x"}]
)
def test_an_answer_that_contradicts_itself_is_refused(changes):
    with pytest.raises(BadAnswer, match=r"\w+"):
        diagnosed(**changes)


@pytest.mark.parametrize(
    ("case", "since", "until", "days"),
    [
        ("midnights of UTC are days of UTC", (2026, 9, 24, 0), (2026, 10, 24, 0), ("2026-09-24", "2026-10-23")),
        ("midnights of the market", (2026, 9, 24, 7), (2026, 10, 24, 7), ("2026-09-24", "2026-10-23")),
        ("over the end of summer time", (2026, 10, 2, 7), (2026, 11, 2, 8), ("2026-10-02", "2026-11-01")),
        ("an end in the midst of a day", (2026, 9, 24, 7), (2026, 10, 24, 12), ("2026-09-24", "2026-10-24")),
        ("nothing between", (2026, 9, 24, 0), (2026, 9, 24, 0), ("2026-09-24", "2026-09-24")),
    ],
)  # fmt: skip
def test_the_days_of_an_evaluation(case, since, until, days):
    found = days_of(datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC), LA)
    assert tuple(each.isoformat() for each in found) == days, case


@pytest.mark.django_db
@pytest.mark.parametrize(("market", "count"), [("US", 3), ("GB", 0)])
def test_only_shops_in_the_united_states_are_told_their_figures(market, count):
    assert len(base.told_metrics(create_shop(market=market))) == count


@pytest.fixture(scope="module")
def running():
    with SandboxServer(seed=5, history_days=45, orders_per_day=25) as box:
        yield box


def client_of(box, region):
    with TikTokClient(**app(box)) as anyone:
        token = anyone.exchange(box.authorise()).access_token
    with TikTokClient(**app(box), access_token=token) as seller:
        cipher = next(shop.cipher for shop in seller.authorized_shops() if shop.region == region)
    return TikTokClient(**app(box), access_token=token, shop_cipher=cipher)


def test_the_pretend_shop_tells_figures_with_every_order_behind_them(running, monkeypatch):
    monkeypatch.setattr(performance, "PROBLEMS_PER_PAGE", 5)
    with client_of(running, "US") as client:
        told = {each.metric: each for each in performance.figures(client)}

    cancelled, delivered = told["seller-fault-cancellation-rate"], told["on-time-delivery-rate"]
    assert len(set(cancelled.against_ids)) == len(cancelled.against_ids) == cancelled.numerator > 0
    assert len(delivered.against_ids) == delivered.denominator - delivered.numerator > 5  # more than a page
    truth = {order["id"]: order for order in running.truth("glow-us")["orders"]}
    assert all(truth[each]["cancel_reason"] for each in cancelled.against_ids)
    assert (delivered.until_at - delivered.since_at).days == 30


def test_a_shop_of_another_market_is_refused_with_a_sentence(running):
    with client_of(running, "GB") as client, pytest.raises(ChannelError, match=r"\w+"):
        performance.figures(client)
