"""`metric` and `rebuild`: what they print, how they end."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fulfillment.orders.models import ChangedOrder, Order
from fulfillment.tracking.models import Package
from metrics.clock import utc_now
from metrics.figures import market_today
from metrics.models import DailySum, Fact
from tests.factories import (
    create_line,
    create_order,
    create_package,
    create_shop,
    create_supplier,
    create_team,
)
from tests.metrics.naive import stored_facts, stored_sums

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPAN = ("--from", "2026-11-01", "--to", "2026-11-30")


@pytest.fixture
def shop():
    return create_shop(team=create_team(slug="glow"), slug="glow-us")


def history(shop, *, late: int, in_time: int):
    """As ingest leaves them: told by the channel, judged by nobody yet."""
    supplier = create_supplier(team=shop.team, code="BRT")
    for number in range(late + in_time):
        scanned_at = DUE + HOUR if number < late else DUE
        order = create_order(
            shop=shop, placed_at=DUE - 60 * HOUR, status="in_transit", scan_due_at=DUE, scanned_at=scanned_at,
            ready_at=DUE - 20 * HOUR, next_check_at=DUE,
        )  # fmt: skip
        create_line(order=order, supplier=supplier, sku_code="LAMP")
        create_package(
            orders=[order], tracking_number="9400100000000000000000", shipped_at=DUE - 20 * HOUR, status="in_transit",
            channel_scan_at=scanned_at, first_scan_at=scanned_at, verdict_until_at=DUE,
        )  # fmt: skip
    ChangedOrder.objects.bulk_create(
        ChangedOrder(team=shop.team, order=order, changed_at=DUE) for order in Order.objects.all()
    )


def run(*arguments) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_it_judges_what_is_queued_first_and_prints_the_agreed_keys(shop):
    history(shop, late=2, in_time=8)

    found = json.loads(run("metric", "late-dispatch-rate", "--team", "glow", *SPAN, "--by", "week", "--json"))

    assert found == {
        "slug": "late-dispatch-rate", "from": "2026-11-01", "to": "2026-11-30", "numerator": 2, "denominator": 10,
        "rate": 0.2, "provisional": found["provisional"], "rule_versions": ["tiktok-us/2026-03-02"], "left_out": {},
        "series": [{"key": "2026-W46", "numerator": 2, "denominator": 10, "rate": 0.2}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("day", ["2026-11-12", "2026-11-13"]), ("month", ["2026-11"]), ("shop", ["glow-us"]), ("market", ["US"]),
        ("supplier", ["BRT"]), ("sku", ["LAMP"]), ("lane", ["BRT"]), ("route", ["BRT"]), ("carrier", ["usps"]),
    ],
)  # fmt: skip
def test_it_breaks_down_by(shop, by, keys):
    history(shop, late=1, in_time=3)

    found = json.loads(run("metric", "late-dispatch-rate", "--team", "glow", *SPAN, "--by", by, "--json"))

    assert [row["key"] for row in found["series"]] == keys
    assert sum(row["denominator"] for row in found["series"]) == 4


@pytest.mark.parametrize(("days_ago", "is_provisional"), [(0, True), (1, True), (2, False)])
def test_a_span_is_provisional_while_its_last_day_can_change(shop, days_ago, is_provisional):
    until_on = market_today(shop, now=utc_now()) - timedelta(days=days_ago)
    span = ("--from", "2026-11-01", "--to", until_on.isoformat())

    found = json.loads(run("metric", "late-dispatch-rate", "--team", "glow", *span, "--json"))

    assert found["provisional"] is is_provisional


def test_nothing_counted_is_no_rate(shop):
    found = json.loads(run("metric", "valid-tracking-rate", "--team", "glow", *SPAN, "--json"))

    assert (found["numerator"], found["denominator"], found["rate"], found["series"]) == (0, 0, None, [])
    assert "n/a (0 of 0)" in run("metric", "valid-tracking-rate", "--team", "glow", *SPAN)


@pytest.mark.parametrize(
    "arguments",
    [
        ("metric", "late-dispatch-rate", "--team", "nobody", *SPAN),
        ("metric", "late-dispatch-rate", "--team", "glow", "--shop", "nowhere", *SPAN),
        ("metric", "late-dispatch-rate", "--team", "glow", "--from", "2026-11-02", "--to", "2026-11-01"),
        ("rebuild", "--team", "nobody"),
    ],
)
def test_wrong_use_ends_with_2(shop, arguments):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert refused.value.returncode == 2


def test_what_is_no_day_is_told_how_to_write_one(shop):
    with pytest.raises(CommandError, match="'2026-13-01' is no day: write it as 2026-11-27"):
        run("metric", "late-dispatch-rate", "--team", "glow", "--from", "2026-13-01", "--to", "2026-11-01")


def test_a_rebuild_from_nothing_says_the_same(shop):
    history(shop, late=2, in_time=5)
    run("metric", "late-dispatch-rate", "--team", "glow", *SPAN)
    derived = (
        "packages_total",
        "packages_scanned",
        "dispatched_at",
        "dispatch_due_at",
        "stage",
        "is_open",
        "rule_version",
    )
    run("rebuild", "--team", "glow")
    before = list(Order.objects.order_by("pk").values_list("pk", *derived)), stored_facts(), stored_sums()
    assert before[1]

    Order.objects.update(
        packages_total=9, dispatched_at=None, dispatch_due_at=None, stage="to_ship", rule_version=""
    )
    Package.objects.update(verdict="", verdict_reasons=[])
    Fact.objects.filter(metric="late-dispatch-rate").delete()
    DailySum.objects.update(denominator=77)
    run("rebuild")

    after = list(Order.objects.order_by("pk").values_list("pk", *derived)), stored_facts(), stored_sums()
    assert after == before


def test_a_rebuild_leaves_other_teams_alone(shop):
    history(shop, late=1, in_time=1)
    run("rebuild")
    create_team(slug="other")
    before = stored_facts()

    run("rebuild", "--team", "other")

    assert stored_facts() == before
