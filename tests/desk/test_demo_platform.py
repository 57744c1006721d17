"""What the platform says in the demonstration: told once, with a difference that its orders explain and papers to find."""

from datetime import timedelta

import pytest

from fulfillment.accounts.roles import Role
from fulfillment.desk.demo.evening import platform
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.models import PublishedFigure, Violation
from metrics.published.reading import our_counts
from metrics.weekly import weeks
from tests.factories import create_member, create_order, create_shop, create_team

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shop():
    shop = create_shop(team=create_team(slug="demo", time_zone="UTC"), slug="glow-us")
    create_member(team=shop.team, role=Role.MANAGER, email="manager@demo.example")
    return shop


def dispatched(shop, count, *, is_late):
    last = weeks.last_whole(utc_now().date())
    at = utc_now().replace(year=last.monday.year, month=last.monday.month, day=last.monday.day) + timedelta(
        days=2
    )
    made = [
        create_order(
            shop=shop, status="in_transit", placed_at=at - 50 * HOUR, dispatched_at=at, scanned_at=at,
            dispatch_due_at=at - HOUR if is_late else at + HOUR, last_first_scan_at=at,
        )
        for _ in range(count)
    ]  # fmt: skip
    wake([order.pk for order in made], now=utc_now())
    while facts.judge_changed():
        pass


def test_figures_and_violations_are_told_once_and_differ_by_named_orders(shop):
    dispatched(shop, 5, is_late=True)
    dispatched(shop, 20, is_late=False)

    told = [platform.tell_platform(shop.team, now=utc_now()) for _ in range(2)]

    assert told == [3, 0]
    figure = PublishedFigure.objects.get()
    ours = our_counts(shop, figure.metric, [figure])[figure.pk]
    assert (figure.numerator, ours.numerator, figure.denominator) == (6, 5, ours.denominator)
    assert len(set(figure.against_ids)) == figure.numerator
    violation = Violation.objects.get(state="open")
    assert len(violation.order_ids) == 5
    assert violation.appeal_until_on > utc_now().date()


def test_nothing_is_told_while_orders_wait_or_without_a_shop(shop, monkeypatch):
    assert platform.tell_platform(create_team(slug="empty"), now=utc_now()) == 0
    monkeypatch.setattr(platform, "NEARLY_JUDGED", -1)
    assert platform.tell_platform(shop.team, now=utc_now()) == 0
