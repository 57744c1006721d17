"""Pace learned from past orders, as the board reads it."""

from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.catalog.models import Shop
from fulfillment.orders.history import history_of
from fulfillment.orders.learning import learn
from fulfillment.orders.models import LanePace, Order
from fulfillment.orders.paces import pace_for
from fulfillment.orders.watch import watch_due
from tests.factories import NOW, create_line, create_order, create_shop, create_sku, create_supplier

HOUR = timedelta(hours=1)
TUESDAY = datetime(2026, 11, 17, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def past_orders(shop: Shop, *, count: int, scan_after: float = 10, placed_at: datetime = TUESDAY) -> None:
    """Orders ready after 4 h, scanned `scan_after` to twice as many hours later."""
    for step in range(count):
        ready_at = placed_at + 4 * HOUR
        scanned_at = ready_at + (1 + step / count) * scan_after * HOUR
        create_order(
            shop=shop,
            status="in_transit",
            placed_at=placed_at,
            ready_at=ready_at,
            scanned_at=scanned_at,
            carrier="usps",
        )
    while watch_due(now=NOW):
        pass


def open_order(shop: Shop, **fields: object) -> Order:
    order = create_order(shop=shop, carrier="usps", **fields)  # type: ignore[arg-type]
    while watch_due(now=NOW):
        pass
    order.refresh_from_db()
    return order


def test_hours_are_learned_per_stage_and_lane() -> None:
    shop = create_shop()
    past_orders(shop, count=40)
    learn(now=NOW)
    lane = LanePace.objects.get(carrier="usps", stage="awaiting_scan")

    assert lane.observations == 40
    assert len(lane.quantiles) == 19
    assert lane.quantiles[9] == pytest.approx(14.875)
    assert LanePace.objects.get(carrier="", stage="to_ship").quantiles == pytest.approx([4.0] * 19)


def test_weekends_are_not_counted() -> None:
    shop = create_shop()
    past_orders(
        shop, count=25, scan_after=48, placed_at=datetime(2026, 11, 20, 16, tzinfo=UTC)
    )  # Friday 8:00
    learn(now=datetime(2026, 11, 28, tzinfo=UTC))

    # Ready at Friday noon, scanned from Sunday noon to Tuesday noon: 12 h of Friday, then none until Monday.
    quantiles = LanePace.objects.get(carrier="", stage="awaiting_scan").quantiles
    assert quantiles[0] == pytest.approx(12.0)
    assert quantiles[-1] < 48


def test_a_lane_with_too_few_orders_is_not_kept_but_the_shop_counts_them() -> None:
    shop = create_shop()
    past_orders(shop, count=19)
    learn(now=NOW)

    assert not LanePace.objects.filter(carrier="usps").exists()
    assert set(LanePace.objects.values_list("observations", flat=True)) == {19}
    order = open_order(shop, scan_due_at=NOW + 30 * HOUR)
    pace = pace_for([order], now=NOW)[order.pk]
    assert pace.probability is None
    assert pace.sentence == "not known yet: 19 of 20 orders seen"


def test_what_nobody_ships_any_more_is_forgotten() -> None:
    shop = create_shop()
    past_orders(shop, count=25)
    learn(now=NOW)
    learn(now=NOW + timedelta(days=90))

    assert not LanePace.objects.exists()


def test_the_suppliers_own_pace_comes_before_the_carriers() -> None:
    shop = create_shop()
    sku = create_sku(team=shop.team, supplier=create_supplier(team=shop.team))
    past_orders(shop, count=25)
    for order in Order.objects.all():
        create_line(order=order, sku=sku)
    Order.objects.update(next_check_at=NOW)
    past_orders(shop, count=25, scan_after=30)
    learn(now=NOW)
    ours = open_order(shop, status="ready", ready_at=NOW - HOUR, scan_due_at=NOW + 20 * HOUR)
    create_line(order=ours, sku=sku)
    Order.objects.filter(pk=ours.pk).update(next_check_at=NOW)
    watch_due(now=NOW)
    ours.refresh_from_db()
    other = open_order(shop, status="ready", ready_at=NOW - HOUR, scan_due_at=NOW + 20 * HOUR)
    paces = pace_for([ours, other], now=NOW)

    assert (paces[ours.pk].width, paces[other.pk].width) == ("lane", "carrier")
    assert (paces[ours.pk].probability or 0) < (paces[other.pk].probability or 0)


def test_pace_makes_an_order_at_risk_before_time_does() -> None:
    shop = create_shop()
    past_orders(shop, count=40, scan_after=20)  # 24 to 44 h from placed to scan
    learn(now=NOW)
    waiting = {"placed_at": NOW - 3 * HOUR, "scan_due_at": NOW + 18 * HOUR}
    order = open_order(shop, **waiting)

    assert order.level == "at_risk"
    assert [reason["code"] for reason in order.reasons] == ["no_number", "late_likely"]
    assert (pace_for([order], now=NOW)[order.pk].probability or 0) >= 0.5


def test_a_pace_says_what_is_needed_and_left_and_when_to_act() -> None:
    shop = create_shop()
    past_orders(shop, count=40)
    learn(now=NOW)
    order = open_order(shop, placed_at=NOW - 3 * HOUR, scan_due_at=NOW + 30 * HOUR)
    pace = pace_for([order], now=NOW)[order.pk]

    assert pace.left_hours == pytest.approx(30)
    assert pace.needs_hours == pytest.approx(18.8, abs=0.5)
    assert pace.sentence == "needs 19 h to first scan 8 times in 10; 30 h are left"
    assert pace.act_by_at is not None
    assert (order.dispatch_due_at - pace.act_by_at) / HOUR == pytest.approx(17.8, abs=0.3)  # type: ignore[operator]


def test_a_pre_orders_pace_is_counted_from_its_release_as_it_was_learned() -> None:
    shop = create_shop()
    past_orders(shop, count=40)
    learn(now=NOW)
    waited = {"placed_at": NOW - 400 * HOUR, "release_at": NOW - 3 * HOUR, "kind": "pre_order"}
    released = pace_for([open_order(shop, scan_due_at=NOW + 30 * HOUR, **waited)], now=NOW)
    fresh = pace_for([open_order(shop, scan_due_at=NOW + 30 * HOUR, placed_at=NOW - 3 * HOUR)], now=NOW)

    assert list(released.values()) == list(fresh.values())

    before = LanePace.objects.get(carrier="", stage="dispatch").quantiles
    Order.objects.filter(status="in_transit").update(
        placed_at=TUESDAY - 200 * HOUR, release_at=TUESDAY, kind="pre_order"
    )
    learn(now=NOW)
    assert LanePace.objects.get(carrier="", stage="dispatch").quantiles == before


def test_past_the_deadline_late_is_certain() -> None:
    order = open_order(create_shop(), scan_due_at=NOW - HOUR)

    assert pace_for([order], now=NOW)[order.pk].probability == 1.0


def test_the_pace_of_many_orders_takes_two_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = create_shop()
    past_orders(shop, count=25)
    learn(now=NOW)
    for _ in range(30):
        open_order(shop, scan_due_at=NOW + 30 * HOUR)
    orders = list(Order.objects.open().select_related("shop"))
    with django_assert_num_queries(2):
        assert len(pace_for(orders, now=NOW)) == 30


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ({"status": "partly_shipped", "packages_total": 1, "packages_scanned": 1}, "awaiting_scan"),
        ({"status": "ready", "packages_total": 2, "packages_scanned": 1}, "awaiting_scan"),
        ({"status": "ready", "packages_total": 2, "packages_scanned": 2}, "in_transit"),
        # the channel's own word wins: it has seen a scan of every part
        (
            {
                "status": "in_transit", "packages_total": 2, "packages_scanned": 1, "scanned_at": NOW - HOUR,
            },
            "in_transit",
        ),
    ],
)  # fmt: skip
def test_an_orders_way_reaches_the_carrier_when_the_order_does(told: dict, last: str) -> None:
    order = open_order(create_shop(), ready_at=NOW - 6 * HOUR, last_first_scan_at=NOW - 2 * HOUR, **told)

    assert history_of(order, now=NOW)[-1].stage == last


def test_an_orders_way_has_no_gaps_and_says_the_usual_hours() -> None:
    shop = create_shop()
    past_orders(shop, count=40)
    learn(now=NOW)
    order = open_order(shop, status="ready", placed_at=NOW - 20 * HOUR, ready_at=NOW - 6 * HOUR)
    way = history_of(order, now=NOW)

    assert [segment.stage for segment in way] == ["remorse", "to_ship", "awaiting_scan"]
    assert [round(segment.hours) for segment in way] == [1, 13, 6]
    assert [segment.ended_at for segment in way] == [segment.started_at for segment in way[1:]] + [None]
    assert way[2].usual_hours == pytest.approx(17.8, abs=0.3)
