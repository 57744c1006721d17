"""Every page of the metrics over what is odd: no shop, no order or one, a shop that moved, weeks whose clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.orders.watch import wake
from metrics import changed_rules, facts
from metrics.clock import utc_now
from metrics.definitions import METRICS
from metrics.models import DailySum, Fact
from tests.factories import create_member, create_order, create_shop, create_team

pytestmark = pytest.mark.django_db
LATE = "late-dispatch-rate"
HOUR = timedelta(hours=1)
PARTS = ("", "units/", "crossed/", "versions/", "ahead/", "published/")
PAGES = [
    "/metrics/",
    "/metrics/weekly/",
    "/metrics/stages/",
    "/metrics/stages/first_scan/",
    "/metrics/stages/awaiting_shipment/",
    "/metrics/violations/",
    "/metrics/refund-reasons/",
    "/metrics/refund-reasons/requests/",
    "/metrics/refund-reasons/defects/",
    *(f"/metrics/{slug}/{part}" for slug in METRICS for part in PARTS),
]


def client_of(team):
    client = Client()
    client.force_login(create_member(team=team, role=Role.MANAGER))
    return client


def judge(*orders):
    wake([order.pk for order in orders], now=utc_now())
    while facts.judge_changed():
        pass


def dispatched(shop, at, *, is_late=False):
    return create_order(
        shop=shop, status="in_transit", placed_at=at - 40 * HOUR, paid_at=at - 40 * HOUR, ready_at=at - 20 * HOUR,
        dispatched_at=at, scanned_at=at, dispatch_due_at=at - HOUR if is_late else at + HOUR,
    )  # fmt: skip


def opened(client, query=""):
    return {page: client.get(page + query).status_code for page in PAGES}


def test_every_page_opens_for_a_team_without_a_shop():
    assert set(opened(client_of(create_team())).values()) == {200}


def test_every_page_opens_for_a_shop_without_an_order_and_with_one():
    shop = create_shop(team=create_team(), slug="glow-us")
    client = client_of(shop.team)

    assert {page: code for page, code in opened(client, "?shop=glow-us").items() if code != 200} == {}
    judge(dispatched(shop, utc_now() - timedelta(days=8), is_late=True))
    assert {page: code for page, code in opened(client, "?shop=glow-us").items() if code != 200} == {}


@pytest.mark.parametrize("query", ["dimension=supplier&value=NOBODY", "outcome=against"])
def test_filters_that_match_nothing_are_answered(query):
    shop = create_shop(team=create_team(), slug="glow-us")
    judge(dispatched(shop, utc_now() - timedelta(days=3)))
    client = client_of(shop.team)

    for slug in METRICS:
        assert client.get(f"/metrics/{slug}/units/?shop=glow-us&{query}").status_code == 200, slug
    assert client.get(f"/metrics/stages/?shop=glow-us&{query}").status_code == 200


@pytest.mark.parametrize(
    "page", ["/metrics/late-dispatch-rate/units/", "/metrics/refund-reasons/defects/orders/", "/orders/"]
)
def test_a_character_that_no_text_holds_matches_nothing(page):
    shop = create_shop(team=create_team(), slug="glow-us")

    answer = client_of(shop.team).get(f"{page}?shop=glow-us&dimension=sku&value=%00&q=%00&defect=%00")

    assert answer.status_code == 200
    assert "\N{REPLACEMENT CHARACTER}" in answer.content.decode()


def test_a_shop_that_moves_to_another_market_is_judged_anew_by_its_rules():
    shop = create_shop(team=create_team(), slug="glow", market="US")
    changed_rules.queue_changed_rules(now=utc_now())
    order = dispatched(shop, utc_now() - timedelta(days=4))
    judge(order)
    assert Fact.objects.get(metric=LATE).rule_version.startswith("tiktok-us/")

    shop.market = "GB"
    shop.save()
    changed_rules.queue_changed_rules(now=utc_now())
    while facts.judge_changed():
        pass

    fact = Fact.objects.get(metric=LATE)
    assert fact.rule_version.startswith("tiktok-uk/")
    whole = DailySum.objects.filter(metric=LATE, dimension="", denominator__gt=0)
    assert list(whole.values_list("day_on", "denominator")) == [(fact.day_on, 1)]
    client = client_of(shop.team)
    assert {page: code for page, code in opened(client, "?shop=glow").items() if code != 200} == {}


def test_a_shop_that_moves_where_no_rulebook_reaches_is_not_judged():
    shop = create_shop(team=create_team(), slug="glow", market="US")
    judge(dispatched(shop, utc_now() - timedelta(days=4)))

    shop.market = "ZZ"
    shop.save()

    client = client_of(shop.team)
    assert "No shop is judged yet" in client.get("/metrics/weekly/").content.decode()
    assert {page: code for page, code in opened(client).items() if code != 200} == {}


@pytest.mark.parametrize(
    ("case", "market", "moment", "week"),
    [
        (
            "clocks go back: the last minute of Sunday",
            "US",
            datetime(2025, 11, 3, 7, 59, tzinfo=UTC),
            "2025-W44",
        ),
        ("clocks go back: the first of Monday", "US", datetime(2025, 11, 3, 8, 0, tzinfo=UTC), "2025-W45"),
        ("clocks go forward: the last of Sunday", "US", datetime(2026, 3, 9, 6, 59, tzinfo=UTC), "2026-W10"),
        ("clocks go forward: the first of Monday", "US", datetime(2026, 3, 9, 7, 0, tzinfo=UTC), "2026-W11"),
        ("the hour that comes twice", "GB", datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "2025-W43"),
        ("the first of Monday in winter time", "GB", datetime(2025, 10, 27, 0, 0, tzinfo=UTC), "2025-W44"),
    ],
)
def test_a_week_whose_clock_changes_ends_at_the_markets_midnight(case, market, moment, week):
    shop = create_shop(team=create_team(), slug="glow", market=market)
    # In Great Britain the clock stops when the parcel is ready.
    order = create_order(
        shop=shop, status="in_transit", placed_at=moment - 40 * HOUR, dispatched_at=moment, scanned_at=moment,
        ready_at=moment, dispatch_due_at=moment + HOUR,
    )  # fmt: skip
    judge(order)

    shown = client_of(shop.team).get(f"/metrics/weekly/{week}/")

    lines = {line.metric: line for line in shown.context["sheet"].lines}
    assert lines[LATE].now.denominator == 1, case
