"""One row of the board in words: kinds of orders that are not ordinary, remarks, links that leave the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.desk import board
from fulfillment.desk.board_row import row
from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def rows(shop, **fields):
    """The board's only row of an order with these facts, after it was judged."""
    now = timezone.now()
    times = {"placed_at": now - 60 * HOUR, "scan_due_at": now + 5 * HOUR, "next_check_at": now}
    factories.create_order(shop=shop, **times | fields)
    while watch_due(now=now):
        pass
    orders = board.shown(Order.objects.of(shop.team).open(), [shop], now=now)
    return [row(each, now=now, pace=None) for each in orders]


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


def test_what_the_platform_ships_itself_or_nobody_ships_is_never_on_it(shop):
    assert rows(shop, shipping_type="platform_warehouse") == []
    assert rows(shop, shipping_type="digital") == []
    assert rows(shop, status="cancelled") == []


def test_a_sample_says_what_it_is_and_whether_it_counts(shop):
    (found,) = rows(shop, is_sample=True)

    assert "free sample" in found["shop_line"]
    assert found["why"].startswith("No tracking number yet, ")
    assert found["remark"] == "A free sample: counts in late dispatch"


def test_a_replacement_past_its_deadline_never_calls_it_late_where_it_does_not_count(shop):
    (found,) = rows(shop, is_replacement=True, scan_due_at=timezone.now() - HOUR)

    assert "replacement" in found["shop_line"]
    assert "A replacement: " in found["remark"]


def test_a_pre_order_that_waits_for_its_day_offers_no_button(shop):
    release_at = timezone.now() + 3 * HOUR
    (found,) = rows(shop, kind="pre_order", release_at=release_at)

    assert found["why"].startswith("Pre-order, to be shipped from ")
    assert "pre-order" in found["shop_line"]
    assert found["action"] is None


def test_a_label_of_the_platform_is_printed_not_uploaded(shop):
    (found,) = rows(shop, shipping_type="platform", packages_total=1)

    assert found["why"].startswith("The platform's label is not printed yet, ")
    assert found["action"]["label"] == "Print the label"


def test_what_the_platform_has_not_packaged_yet_is_arranged_there_first(shop):
    (found,) = rows(shop, shipping_type="platform")

    assert found["why"].startswith("The shipment is not arranged on the channel yet, ")
    assert found["action"]["label"] == "Arrange the shipment"


def test_a_wrong_number_near_the_cancellation_is_ours_to_correct(shop):
    now = timezone.now()
    (found,) = rows(
        shop, status="ready", ready_at=now - 50 * HOUR, labelled_at=now - 50 * HOUR, packages_total=1,
        tracking_problem="check_digit", scan_due_at=now - 20 * HOUR, cancel_unless_scanned_at=now + 5 * HOUR,
    )  # fmt: skip

    assert (found["owner"], found["action"]["label"]) == ("us", "Correct the number")
    assert found["action"]["url"].endswith("/tracking/")
    assert found["left"].startswith(("4\N{NO-BREAK SPACE}h 59", "5\N{NO-BREAK SPACE}h 00"))
    assert "until it cancels itself" in found["left_note"]
    assert found["evidence"].startswith("The number's check digit is wrong")


def test_a_split_order_of_a_market_that_counts_labels_is_not_said_to_be_dispatched_by_scans():
    shop = factories.create_shop(team=factories.create_team(), market="GB", time_zone="Europe/London")
    now = timezone.now()
    (found,) = rows(
        shop, status="partly_shipped", packages_total=1, packages_scanned=1, ready_due_at=now + HOUR
    )

    assert found["evidence"] == "ready to ship only when every part has a label or number"
    assert "scan" not in found["why"] + found["evidence"]
