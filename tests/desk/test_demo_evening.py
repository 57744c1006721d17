"""The demo's warehouse people: what they did on earlier evenings, and what each turn of theirs does."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import seal
from fulfillment.channels.uploads import sending
from fulfillment.desk.demo.evening import labels, loading, packing
from fulfillment.desk.demo.evening.earlier import tell_earlier
from fulfillment.desk.demo.evening.living import live, turn
from fulfillment.desk.demo.evening.people import crew_of
from fulfillment.desk.demo.evening.stories import choose
from fulfillment.orders.models import Buyer, Order
from fulfillment.outbox.models import OutboundWrite
from fulfillment.tracking.models import Package
from fulfillment.warehouse.handover import unscanned
from fulfillment.warehouse.models import Claim, Manifest, ManifestLine, Packing, PickupIncident
from tests import factories
from tests.factories import NOW
from tests.warehouse.handover.docks import create_parcel
from tests.warehouse.making import create_warehouse, create_windows

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DEPARTS = NOW + 3 * HOUR  # 15:00 in Los Angeles, on every day of the week
DAY = timedelta(days=1)


@pytest.fixture
def team():
    made = factories.create_team()
    create_windows(create_warehouse(team=made), weekdays=range(1, 8), carrier="ups")
    return made


def parcel(team, *, shipped_at=NOW, **fields):
    """Of a judged order of one unit."""
    made = create_parcel(team=team, shipped_at=shipped_at, **fields)
    order = Order.objects.filter(package_orders__package=made)
    order.update(rule_version="1", packages_total=1, dispatch_due_at=NOW + 2 * DAY)
    factories.create_line(order=order.get(), quantity=1)
    return made


def test_a_packer_takes_a_labelled_order_scans_its_unit_and_seals_it_with_its_own_number(team):
    made, crew = parcel(team), crew_of(team)
    for minute in range(3):
        assert packing.move(team, crew.packers[0], now=NOW + timedelta(minutes=minute))

    box = Packing.objects.get()

    assert (box.state, box.label_number, box.package) == ("sealed", made.tracking_number, made)
    assert box.weight_grams > 0
    assert box.problem == ""
    assert not packing.move(team, crew.packers[0], now=NOW + timedelta(minutes=4))


def test_two_packers_take_two_orders(team):
    parcel(team), parcel(team)
    turn(team, crew_of(team), now=NOW)

    assert {box.packer.first_name for box in Packing.objects.all()} == {"Rosa", "Tom"}


@pytest.mark.parametrize("story", ["scanned", "no label", "its truck has left", "cancelled"])
def test_nobody_packs_what_makes_no_sense(team, story):
    made = parcel(team)
    rows = Package.objects.filter(pk=made.pk)
    if story == "scanned":
        rows.update(first_scan_at=NOW - HOUR)
    elif story == "no label":
        rows.update(tracking_number="")
    elif story == "cancelled":
        rows.update(status="cancelled")
    else:
        rows.update(shipped_at=NOW - 2 * DAY)

    assert packing.to_pack(team, now=NOW) == []


def test_a_sealed_parcel_is_loaded_onto_the_truck_that_takes_it_and_leaves_with_its_proof(team):
    made, crew = parcel(team), crew_of(team)
    for minute in range(8):
        turn(team, crew, now=NOW + timedelta(minutes=minute))
    manifest = Manifest.objects.get()
    assert (manifest.departs_at, manifest.closed_at) == (DEPARTS, None)

    loading.close_left(team, crew.loader, now=DEPARTS + HOUR)
    loading.close_left(team, crew.loader, now=DEPARTS + HOUR)

    closing, line = manifest.closings.get(), ManifestLine.objects.get()
    assert line.package == made
    assert line.handed_over_at == closing.left_at >= DEPARTS
    assert (closing.counted, closing.driver in ("Ray Diaz", "Keisha Brown")) == (1, True)
    assert closing.proof.startswith(f"signed by {closing.driver}")
    assert closing.signature.width == 900


def test_earlier_evenings_are_told_once_and_no_scan_lies_before_its_hand_over(team):
    crew = crew_of(team)
    create_windows(team.warehouses.get(), weekdays=range(1, 8), carrier="")
    parcel(team, carrier="fedex", shipped_at=DEPARTS - 2 * DAY - HOUR, first_scan_at=DEPARTS - 2 * DAY + HOUR)
    for days in range(1, 11):
        departed = DEPARTS - days * DAY
        for scanned in (2 * HOUR, 4 * HOUR, 20 * HOUR if days % 2 else None):
            at = departed + scanned if scanned else None
            parcel(team, shipped_at=departed - 2 * HOUR, first_scan_at=at)
    before = parcel(team, shipped_at=DEPARTS - DAY - 2 * HOUR, first_scan_at=DEPARTS - DAY - HOUR)

    assert tell_earlier(team, crew, now=NOW) == 11
    assert tell_earlier(team, crew, now=NOW) == 0

    lines = ManifestLine.objects.exclude(handed_over_at=None)
    assert not [each for each in lines if each.first_scan_at and each.first_scan_at <= each.handed_over_at]
    assert not lines.filter(package=before).exists()
    assert lines.filter(first_scan_at=None).count() >= 3
    assert set(PickupIncident.objects.values_list("kind", flat=True)) == {"late", "full", "never"}
    assert ManifestLine.objects.exclude(left_behind_at=None).count() == 2
    states = list(Claim.objects.order_by("pk").values_list("state", flat=True))
    assert states[:3] == ["paid", "answered", "opened"]
    opened = [f"{at:%H:%M}" for at in Claim.objects.values_list("opened_at", flat=True)]
    assert len(set(opened)) == len(opened)
    assert unscanned.waiting(team, now=NOW).exists()


def test_nothing_is_told_while_the_orders_still_come_in(team):
    parcel(team)
    told = {"team": team, "shop": team.shops.first(), "base_url": "http://127.0.0.1:9"}
    Connection.objects.create(credential=Credential.objects.create(team=team, channel="tiktok"), **told)

    assert not live(team, now=NOW)
    assert not Packing.objects.exists()


def test_the_first_turn_finds_the_evening_begun(team):
    for _ in range(5):
        parcel(team, shipped_at=NOW - HOUR)

    assert live(team, now=NOW)

    assert Packing.objects.filter(state="sealed").count() == 5
    assert ManifestLine.objects.count() >= 4
    assert not Order.objects.filter(next_check_at__lt=NOW).exists()


def test_the_command_does_a_turn(team):
    said = io.StringIO()
    call_command("demo_evening", "--team", team.slug, "--once", stdout=said)

    assert said.getvalue() == "A turn was done.\n"


@pytest.mark.parametrize("market", ["US", "GB"])
def test_an_order_that_waits_for_its_number_is_given_a_right_one_once(team, market, monkeypatch):
    shop = factories.create_shop(team=team, market=market)
    credential = Credential.objects.create(team=team, channel="tiktok", secrets=seal({"app_key": "k"}))
    Connection.objects.create(team=team, shop=shop, credential=credential)
    buyer = Buyer.objects.create(team=team, shop=shop, key="b", line1="1 Main St", city="Austin")
    monkeypatch.setattr(sending, "wake", lambda shops, **_: None)
    told = {
        "buyer": buyer,
        "stage": "to_ship",
        "rule_version": "1",
        "truck_at": DEPARTS,
        "shipping_type": "seller",
    }
    order = factories.create_order(shop=shop, **told)
    factories.create_order(shop=shop, **told | {"truck_at": NOW - HOUR})

    by = crew_of(team).loader
    labels.give_numbers(team, by, waiting=0, now=NOW)
    labels.give_numbers(team, by, waiting=0, now=NOW)
    labels.give_numbers(team, by, waiting=labels.WAITING, now=NOW)

    assert [each.subject for each in OutboundWrite.objects.all()] == [order.external_id]


MONDAY, TUESDAY, WEDNESDAY = ((1, datetime(2026, 11, day, 23, tzinfo=UTC)) for day in (2, 3, 4))
SHARED = (2, TUESDAY[1])


def test_a_truck_never_came_whose_parcels_another_took_or_that_waited_for_the_night():
    night, evening = 15 * HOUR, 2 * HOUR
    seen = {
        MONDAY: [(MONDAY[1] + evening, 1), (MONDAY[1] + night, 2), (None, 3)],
        TUESDAY: [(TUESDAY[1] + night, 4), (TUESDAY[1] + evening, 5)],
        SHARED: [(TUESDAY[1] + evening, 6), (TUESDAY[1] + night, 7)],
        WEDNESDAY: [(WEDNESDAY[1] + evening, 8)],
    }

    told = choose(seen, {TUESDAY: SHARED})

    assert (told.late, told.never, told.stood) == (WEDNESDAY, TUESDAY, {4})
    assert (told.short, told.left) == (MONDAY, {2, 3})


def test_of_no_evening_there_is_no_story():
    assert choose({}, {}) == (None, None, frozenset(), None, frozenset())
