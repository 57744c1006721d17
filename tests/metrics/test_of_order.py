"""What one order does to each rate, in words, before and after its fact exists."""

from datetime import timedelta

import pytest

from fulfillment.orders.watch import wake, watch_due
from fulfillment.tracking.models import Package
from metrics.facts import judge_changed
from metrics.of_order import standings
from tests.factories import NOW, create_order, create_package, create_shop

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def said(order, *, now=NOW):
    order.refresh_from_db()
    return {each.slug: each for each in standings(order, now=now)}


def judged(order):
    wake([order.pk], now=NOW)
    while watch_due(now=NOW):
        pass
    while judge_changed():
        pass
    return said(order)


def test_an_open_order_counts_later():
    found = said(create_order())

    assert found["late-dispatch-rate"].words == "not yet: it counts on the day it is dispatched"
    assert found["valid-tracking-rate"].words == "not yet: a package counts on the day it is shipped"
    assert {each.rule for each in found.values()} == {""}


def test_a_late_one_counts_against_us_on_its_day():
    order = create_order(
        status="in_transit", scanned_at=NOW - HOUR, scan_due_at=NOW - 9 * HOUR, placed_at=NOW - 90 * HOUR
    )
    late = judged(order)["late-dispatch-rate"]

    assert (late.words, late.tone) == ("counts against you: dispatched late", "breach")
    assert str(late.day_on) == "2026-11-24"


def test_the_platforms_warehouse_can_never_count_against_us():
    order = create_order(
        status="in_transit", scanned_at=NOW - HOUR, scan_due_at=NOW - 9 * HOUR, placed_at=NOW - 90 * HOUR,
        shipping_type="platform_warehouse",
    )  # fmt: skip
    before = said(order)["late-dispatch-rate"]
    after = judged(order)["late-dispatch-rate"]

    assert before.words.endswith("counts in the denominator only, never against you")
    assert after.words.startswith("counts in the denominator only, never against you: shipped from")
    assert (after.tone, bool(after.rule)) == ("plain", True)


def test_a_day_that_is_not_over_counts_against_nobody():
    order = create_order(status="to_ship", scan_due_at=NOW + 9 * HOUR, delivery_due_at=NOW + 9 * HOUR)
    before = judged(order)
    tomorrow = said(order, now=NOW + 33 * HOUR)

    for slug in ("unshipped-order-rate", "on-time-delivery-rate"):
        assert before[slug].words.startswith("not yet: it counts on the day")
        assert tomorrow[slug].words.startswith("counts against you")


def test_packages_that_agree_are_told_together_and_others_are_counted():
    order = create_order(status="in_transit", scanned_at=NOW - HOUR, scan_due_at=NOW + HOUR)
    for verdict in ("valid", "invalid"):
        create_package(orders=[order], shipped_at=NOW - 9 * HOUR, verdict=verdict)
    create_package(orders=[order], shipped_at=NOW - 9 * HOUR, verdict="valid", status="cancelled")
    mixed = judged(order)["valid-tracking-rate"]

    assert "1 of 2 counts for you: valid tracking" in mixed.words
    assert "1 of 2 counts against you: invalid tracking" in mixed.words
    assert mixed.tone == "breach"

    Package.objects.filter(verdict="invalid").update(verdict="valid")
    assert judged(order)["valid-tracking-rate"].words == "counts for you: valid tracking"


def test_a_market_without_a_rulebook_is_judged_by_no_rate():
    assert (
        standings(create_order(shop=create_shop(market="BR", time_zone="America/Sao_Paulo")), now=NOW) == []
    )


def test_it_takes_two_queries(django_assert_num_queries):
    order = create_order()
    with django_assert_num_queries(2):
        standings(order, now=NOW)
