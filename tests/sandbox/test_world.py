"""The world: repeatable by seed, resumed after a restart, and as lively as it promises."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from fulfillment.sandbox.box import OtherWorld, SandboxServer
from fulfillment.sandbox.world import numbers, truth
from fulfillment.sandbox.world.model import NEVER
from fulfillment.sandbox.world.placing import Terms, viral_pull
from fulfillment.sandbox.world.shops import GLOW_HOME, SHOPS, TIKTOK
from fulfillment.sandbox.world.world import World

NOW = int(datetime(2026, 11, 24, 19, tzinfo=UTC).timestamp())
DAY = 86400


def world(*, seed=7, history_days=40, orders_per_day=60.0, now=NOW):
    return World(terms=Terms(seed, date(2026, 11, 24), orders_per_day), history_days=history_days, now=now)


def facts(of: World, now: int):
    return truth.of_orders(of, now=now)


@pytest.fixture(scope="module")
def ninety_days():
    return facts(world(history_days=90, orders_per_day=110), NOW)


def test_the_same_seed_gives_the_same_world():
    assert facts(world(), NOW) == facts(world(), NOW)


def test_another_seed_gives_another_world():
    assert facts(world(), NOW) != facts(world(seed=8), NOW)


def test_living_through_a_week_ends_where_starting_later_begins():
    lived = world(now=NOW - 7 * DAY)
    for hour in range(7 * 24 + 1):
        lived.tick(NOW - 7 * DAY + hour * 3600)
    started = world()

    assert sorted(facts(lived, NOW), key=lambda o: o["id"]) == sorted(
        facts(started, NOW), key=lambda o: o["id"]
    )
    for key, index in started.index.items():
        assert {k: v.updated_at for k, v in lived.index[key].items.items()} == {
            k: v.updated_at for k, v in index.items.items()
        }


def test_every_change_is_told_in_order():
    lived, heard = world(now=NOW - DAY), []
    lived.listener = heard.append
    lived.tick(NOW)

    assert [change[0] for change in heard] == sorted(change[0] for change in heard)
    assert {change[1] for change in heard} >= {"order", "package"}


def test_late_dispatch_and_valid_tracking_are_as_lively_as_promised(ninety_days):
    ours = [o for o in ninety_days if o["shop"] == "glow-us" and o["kind"] != "VIRTUAL_ORDER"]
    sent = [o for o in ours if o["dispatched_at"]]
    late = [o for o in sent if o["late"] and o["fulfillment_type"] == "FULFILLMENT_BY_SELLER"]
    packages = {p["id"]: p for o in ours if o["shipping_type"] == "SELLER" for p in o["packages"]}
    valid = [p for p in packages.values() if p["flaw"] in ("", "typo_corrected")]

    assert 0.03 <= len(late) / len(sent) <= 0.06
    assert 0.95 <= len(valid) / len(packages) <= 0.97


def test_a_few_hundred_orders_are_open_and_a_handful_in_danger(ninety_days):
    names = ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION", "ON_HOLD")
    waiting = [o for o in ninety_days if o["status"] in names]

    assert 120 <= len(waiting) <= 600
    assert 5 <= sum(o["overdue"] for o in waiting) <= 80


def test_every_sort_of_order_and_every_flaw_occurs(ninety_days):
    kinds = {o["kind"] for o in ninety_days}
    flaws = {p["flaw"] for o in ninety_days for p in o["packages"]}

    assert kinds == {"NORMAL", "PRE_ORDER", "MADE_TO_ORDER", "BACK_ORDER", "VIRTUAL_ORDER"}
    assert {o["shipping_type"] for o in ninety_days} == {"SELLER", "TIKTOK", "TIKTOK_DIGITAL"}
    assert any(o["fulfillment_type"] == "FULFILLMENT_BY_TIKTOK" for o in ninety_days)
    assert any(o["sample"] for o in ninety_days)
    assert any(o["replacement"] for o in ninety_days)
    assert any(len(o["packages"]) == 2 for o in ninety_days)
    assert flaws >= {
        "check_digit",
        "wrong_carrier",
        "reused",
        "zip_mismatch",
        "never_scanned",
        "event_before_order",
    }


def test_reused_numbers_belong_to_somebody_else(ninety_days):
    count = Counter(
        number for number, _ in {(p["number"], p["id"]) for o in ninety_days for p in o["packages"]}
    )
    reused = [p for o in ninety_days for p in o["packages"] if p["flaw"] == "reused"]

    assert reused
    assert all(count[p["number"]] >= 2 for p in reused)
    assert count.most_common(1)[0][1] < 6


def test_the_viral_product_climbs_for_two_weeks():
    anchor = date(2026, 11, 24)

    assert viral_pull(date(2026, 11, 1), anchor) == 1
    assert 1 < viral_pull(date(2026, 11, 18), anchor) < viral_pull(anchor, anchor)
    assert viral_pull(date(2026, 12, 20), anchor) < viral_pull(anchor, anchor)


def test_a_restart_goes_on_with_the_same_world(tmp_path):
    path = tmp_path / "box.json"
    wish = {"seed": 5, "history_days": 5, "orders_per_day": 15, "state_path": path}
    with SandboxServer(**wish) as box:
        placed = box.place(3, "glow-uk")
        now = box.advance(3 * 3600)
        code = box.authorise()
        before = {o["id"]: o["created_at"] for o in box.truth()["orders"]}
    with SandboxServer(**wish) as box:
        after = {o["id"]: o["created_at"] for o in box.truth()["orders"]}
        assert now <= box.tick() <= now + 60
        assert code in box.tokens.codes

    assert set(placed) <= set(before)
    assert before.items() <= after.items()


def test_a_state_file_of_another_world_is_refused(tmp_path):
    path = tmp_path / "box.json"
    with SandboxServer(seed=5, history_days=1, orders_per_day=5, state_path=path):
        pass

    with pytest.raises(OtherWorld, match="seed 5"):
        SandboxServer(seed=6, history_days=1, orders_per_day=5, state_path=path)


def test_flaws_are_what_they_are_called():
    for order in world(history_days=60, orders_per_day=110).orders.values():
        for parcel in order.parcels:
            checked = parcel.number[:-1], parcel.number[-1]
            first = min((scan.at for scan in parcel.scans), default=None)
            if parcel.flaw == "check_digit" and parcel.carrier.name == "USPS":
                assert numbers.mod10_check(checked[0], first=3, second=1) != checked[1]
            if not parcel.flaw and parcel.carrier.name == "USPS":
                assert numbers.mod10_check(checked[0], first=3, second=1) == checked[1]
            if parcel.flaw == "event_before_order":
                assert first is not None
                assert first < order.created_at - DAY
            if parcel.flaw == "never_scanned":
                assert [scan.code for scan in parcel.scans] == ["LABEL"]
                assert parcel.collected_at >= NEVER
            if parcel.flaw == "zip_mismatch" and order.cancelled_at >= NEVER:
                assert order.buyer.postal_code not in parcel.scans[-1].text


def test_nothing_is_scanned_before_its_label_or_delivered_before_its_scan():
    for order in world().orders.values():
        for parcel in order.parcels:
            if parcel.collected_at < NEVER:
                assert parcel.arranged_at < parcel.collected_at < parcel.delivered_at
            assert parcel.arranged_at >= order.hold_until or order.kind == "PRE_ORDER"


def test_combined_orders_share_buyer_and_number():
    combined = {
        parcel.id: parcel
        for order in world().orders.values()
        for parcel in order.parcels
        if len(parcel.orders) > 1
    }

    assert combined
    for parcel in combined.values():
        assert len({order.buyer.user_id for order in parcel.orders}) == 1
        assert len(parcel.orders) <= 20


def test_another_shop_in_the_world_changes_nothing_about_the_first_ones():
    terms = Terms(7, date(2026, 11, 24), 60)
    alone = World(terms=terms, history_days=10, now=NOW)
    among = World(terms=terms, history_days=10, now=NOW, shops=SHOPS)
    theirs = {key: order for key, order in among.orders.items() if order.shop in TIKTOK}
    assert {key: order.moments() for key, order in theirs.items()} == {
        key: order.moments() for key, order in alone.orders.items()
    }
    own = [order for order in among.orders.values() if order.shop is GLOW_HOME]
    assert own
    assert len({order.serial for order in own}) == len(own)
    assert {order.shipping_type for order in own} <= {"SELLER", "TIKTOK_DIGITAL"}


def with_copies(*, copies=True, now=NOW):
    terms = Terms(7, date(2026, 11, 24), 60.0)
    return World(terms=terms, history_days=20, now=now, shops=SHOPS, copies=copies)


def test_a_connector_copies_some_orders_into_the_own_store_and_changes_no_other():
    plain, copied = with_copies(copies=False), with_copies()
    made = [order for order in copied.orders.values() if order.copied_from]

    assert len(made) > 5
    assert copied.orders.keys() - plain.orders.keys() == {order.id for order in made}
    for order in made:
        original = copied.orders[order.copied_from]
        assert (order.shop, order.buyer) == (GLOW_HOME, original.buyer)
        assert [unit.product for unit in order.units] == [unit.product for unit in original.units]
        assert order.created_at == original.paid_at + 90
        assert order.parcels[0].number == original.parcels[0].number
    assert len({order.id for order in made} | {order.copied_from for order in made}) == 2 * len(made)


def test_copies_are_the_same_after_a_restart_and_go_on_being_made():
    later = NOW + 2 * DAY
    lived, restarted = with_copies(), with_copies(now=later)
    lived.tick(later)
    for of in (lived, restarted):
        assert any(order.copied_from and order.created_at > NOW for order in of.orders.values())
    ids = [sorted(order.id for order in of.orders.values() if order.copied_from) for of in (lived, restarted)]
    assert ids[0] == ids[1]
