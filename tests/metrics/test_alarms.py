"""A rate alarms once, by the worst that is true of it, and is silent again by itself."""

from datetime import timedelta

import pytest

from fulfillment.alerts.models import Alert
from fulfillment.orders.models import Order
from metrics import alarms
from metrics.clock import utc_now
from metrics.models import DailySum
from tests.factories import create_order, create_shop, create_team

pytestmark = pytest.mark.django_db
LATE = "late-dispatch-rate"


@pytest.fixture
def shop():
    return create_shop(team=create_team())


def counted(shop, late, of):
    day = (utc_now() - timedelta(days=2)).date()
    DailySum.objects.filter(shop=shop).delete()
    DailySum.objects.create(
        team=shop.team,
        shop=shop,
        metric=LATE,
        day_on=day,
        dimension="",
        value="",
        numerator=late,
        denominator=of,
    )


def open_kinds():
    return list(Alert.objects.open().values_list("kind_code", flat=True))


@pytest.mark.parametrize(
    ("case", "late", "of", "overdue", "kinds"),
    [
        ("fine", 10, 1000, 0, []),
        ("near", 38, 1000, 0, ["rate_near"]),
        ("past the target", 41, 1000, 0, ["rate_crossed"]),
        ("past what is enforced", 120, 1000, 0, ["rate_enforced"]),
        ("open orders will take it over", 30, 1000, 12, ["rate_will_cross"]),
        ("open orders that fit", 10, 1000, 3, []),
        ("below the minimum count", 1, 2, 0, []),
    ],
)
def test_which_alert_a_rate_deserves(shop, case, late, of, overdue, kinds):
    counted(shop, late, of)
    for _ in range(overdue):
        create_order(shop=shop, level="will_count_late", severity=4)

    alarms.raise_alerts(now=utc_now())

    assert open_kinds() == kinds, case


def test_it_is_raised_once_follows_its_counts_and_resolves_by_itself(shop):
    now = utc_now()
    counted(shop, 41, 1000)
    alarms.raise_alerts(now=now)
    counted(shop, 42, 1000)
    assert alarms.raise_alerts(now=now) == (0, 0)
    alert = Alert.objects.get()
    assert "4.2\xa0% (42 of 1,000), past the 4\xa0% target" in alert.sentence
    assert alert.path.startswith(f"/metrics/{LATE}/?shop={shop.slug}")

    counted(shop, 120, 1000)
    assert alarms.raise_alerts(now=now) == (1, 1)  # worse: another alert in its place
    counted(shop, 10, 1000)
    alarms.raise_alerts(now=now)

    assert open_kinds() == []


def test_a_shop_of_its_own_values_is_judged_by_them(shop):
    shop.rule_overrides = {f"metric.{LATE}.target": 0.02}
    shop.save()
    counted(shop, 25, 1000)

    alarms.raise_alerts(now=utc_now())

    assert open_kinds() == ["rate_crossed"]


def test_managers_and_owners_are_told_and_operators_are_not():
    told = {str(role) for role in Alert(kind_code="rate_crossed").kind.told}

    assert told == {"owner", "manager"}


def test_it_costs_no_more_with_more_shops(shop, django_assert_max_num_queries):
    for _ in range(5):
        counted(create_shop(team=shop.team), 41, 1000)
    assert Order.objects.count() == 0

    with django_assert_max_num_queries(40):
        alarms.raise_alerts(now=utc_now())


def history(shop, rate_of_week):
    """Every day of thirty weeks, 100 orders each; `rate_of_week` by how many weeks ago."""
    today = utc_now().date()
    DailySum.objects.bulk_create(
        DailySum(
            team=shop.team, shop=shop, metric=LATE, day_on=today - timedelta(days=back), dimension="", value="",
            numerator=rate_of_week(back // 7), denominator=100,
        )
        for back in range(1, 210)
    )  # fmt: skip


def due_soon(shop, count):
    for _ in range(count):
        create_order(
            shop=shop, stage="to_ship", status="to_ship", placed_at=utc_now() - timedelta(hours=40),
            dispatch_due_at=utc_now() - timedelta(minutes=5), severity=3, level="at_risk",
        )  # fmt: skip


def test_a_forecast_that_crosses_the_target_is_told_before_it_does(shop):
    history(shop, lambda week: 3)
    due_soon(shop, 60)

    alarms.raise_alerts(now=utc_now())

    assert open_kinds() == ["rate_will_cross"]
    assert "and is expected to be" in Alert.objects.get().sentence


def test_without_enough_weeks_no_forecast_alarms(shop):
    counted(shop, 30, 1000)
    due_soon(shop, 60)

    alarms.raise_alerts(now=utc_now())

    assert open_kinds() == []


def test_a_rate_far_from_its_target_asks_for_no_forecast(shop, monkeypatch):
    monkeypatch.setattr(alarms, "look_ahead", lambda *_, **__: pytest.fail("asked"))
    history(shop, lambda week: 0)
    due_soon(shop, 3)

    alarms.raise_alerts(now=utc_now())

    assert open_kinds() == []
