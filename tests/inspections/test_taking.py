"""A tablet's items at the server: once each, in any order, never over what is finished."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fulfillment.inspections.models import Finding, Flag, Inspection, Sample
from fulfillment.warehouse.models import Lot
from tests import factories
from tests.inspections.tablets import Tablet, shot
from tests.racing import at_once
from tests.warehouse.stock import create_lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot():
    team = factories.create_team()
    sku = factories.create_sku(team=team, code="LAMP", supplier=factories.create_supplier(team=team))
    return create_lot(sku=sku, quantity=8, is_quarantined=True)


@pytest.fixture
def tablet(lot):
    return Tablet(factories.create_member(team=lot.team), lot)


def state(lot):
    return Lot.objects.get(pk=lot.pk).state


def outcomes(receipts):
    return {receipt["outcome"] for receipt in receipts}


def test_a_lot_that_passes_is_released_and_says_by_which_inspection(lot, tablet):
    assert outcomes(tablet.send_all(tablet.passing(5))) == {"taken"}

    row = tablet.row
    assert (row.verdict, row.rules, state(lot)) == ("passed", True, "released")
    assert lot.rulings.latest("pk").why == f"{row}: 5 of 5 pieces, no defect"


def test_one_critical_defect_rejects_the_lot_at_once(lot, tablet):
    assert outcomes(tablet.send_all(tablet.failing())) == {"taken"}

    assert (tablet.row.verdict, tablet.row.found["critical"], state(lot)) == ("failed", 1, "rejected")
    assert Finding.objects.get().lot == lot


@pytest.mark.parametrize("seed", range(6))
def test_items_may_come_in_any_order_and_again(lot, tablet, seed):
    items = tablet.passing(5)
    shuffled = random.Random(seed).sample(items * 2, len(items) * 2)
    receipts = {}

    for item in shuffled:
        told = tablet.send(item)
        assert receipts.setdefault(item.client_uuid, told) == told

    assert (tablet.row.verdict, state(lot)) == ("passed", "released")
    assert Sample.objects.count() == 6


def test_what_comes_again_a_week_later_changes_nothing(lot, tablet):
    items = tablet.failing()
    first = tablet.send_all(items)
    tablet.now += timedelta(days=7)

    assert tablet.send_all(items) == first
    assert Finding.objects.count() == 1


def test_a_finished_inspection_is_never_edited(lot, tablet):
    tablet.send_all(tablet.passing(5))

    told = tablet.send(tablet.piece(6, variant="fail"))

    assert told["outcome"] == "refused"
    assert "supersede it" in told["words"]
    assert tablet.row.verdict == "passed"


def test_of_two_tablets_on_one_lot_the_first_decides_and_both_are_kept(lot, tablet):
    other = Tablet(factories.create_member(team=lot.team), lot)
    mine, theirs = tablet.passing(5), other.failing()
    tablet.send_all(mine[:3])

    other.send_all(theirs)
    last = tablet.send_all(mine[3:])[-1]

    assert last["outcome"] == "conflict"
    assert f"{other.by} had finished" in last["words"]
    assert (tablet.row.rules, other.row.rules, state(lot)) == (False, True, "rejected")


def test_nobody_writes_into_another_ones_inspection(lot, tablet):
    tablet.send(tablet.open())
    forger = Tablet(factories.create_member(team=lot.team), lot, uuid=tablet.uuid)

    assert "does this inspection" in forger.send(forger.piece(1))["words"]
    assert Sample.objects.count() == 0


def test_goods_of_another_team_are_not_known(tablet):
    foreign = create_lot(sku=factories.create_sku(team=factories.create_team()))
    tablet.subject = f"lot:{foreign.pk}"

    assert "not known here" in tablet.send(tablet.open())["words"]
    assert Inspection.objects.count() == 0


def test_the_same_uuid_in_another_team_is_another_inspection(lot, tablet):
    foreign = create_lot(sku=factories.create_sku(team=factories.create_team()), is_quarantined=True)
    other = Tablet(factories.create_member(team=foreign.team), foreign, uuid=tablet.uuid)

    tablet.send(tablet.open())
    other.send(other.open())

    assert set(Inspection.objects.values_list("lot", flat=True)) == {lot.pk, foreign.pk}


@pytest.mark.parametrize(
    "payload",
    [{}, {"about": {"uuid": "no uuid"}}, {"number": -1, "answers": {}}, {"number": 1, "answers": ["pass"]}],
)
def test_what_is_not_understood_is_refused_with_a_sentence(tablet, payload):
    item = tablet.item("unit")
    item.payload |= payload

    assert tablet.send(item)["outcome"] == "refused"
    assert tablet.send(tablet.item("nonsense"))["words"].startswith("Inspection knows nothing")


def test_it_is_not_finished_before_its_sample_is_whole(lot, tablet):
    told = tablet.send_all([tablet.open(), tablet.whole(), tablet.piece(1), tablet.finish()])[-1]

    assert told["outcome"] == "conflict"
    assert "1 of 5 pieces" in told["words"]
    assert state(lot) == "quarantined"


def test_the_server_judges_again_what_the_tablet_says(lot, tablet):
    items = [tablet.open(), tablet.whole(), tablet.piece(1, variant="fail")]

    told = tablet.send_all([*items, tablet.finish("passed")])[-1]

    assert told["outcome"] == "conflict"
    assert "although the tablet said" in told["words"]
    assert state(lot) == "rejected"


def test_a_pass_that_pictures_prove_waits_for_the_last_of_them(lot, tablet):
    photo = tablet.item("photo", number=1)
    told = [tablet.open(), tablet.whole(), tablet.piece(1, proof="photo", proof_text=str(photo.client_uuid))]
    told += [tablet.piece(number) for number in range(2, 6)]

    assert outcomes(tablet.send_all([*told, tablet.finish()])) == {"taken"}
    assert state(lot) == "quarantined"
    tablet.send(photo, shot())

    assert (tablet.row.verdict, state(lot)) == ("passed", "released")


def test_pictures_come_even_after_the_verdict_and_one_that_was_used_before_is_flagged(lot, tablet):
    tablet.send_all(tablet.failing())
    again = Tablet(tablet.by, lot)

    tablet.send(tablet.item("photo", number=1), shot())
    again.send(again.item("photo", number=1), shot())
    broken = tablet.send(tablet.item("photo", number=1), SimpleUploadedFile("photo.jpg", b"no picture"))

    assert list(Flag.objects.values_list("inspection", "kind")) == [(again.row.pk, "same_file")]
    assert broken["outcome"] == "refused"


def test_a_clock_that_is_wrong_by_hours_is_put_right_and_flagged(lot, tablet):
    for item in tablet.passing(5):
        item.captured_at += timedelta(hours=5)
        item.payload["about"]["opened_at"] = (tablet.now + timedelta(hours=4)).isoformat()
        item.sent_at = tablet.now + timedelta(hours=5)
        tablet.send(item)

    row = tablet.row
    assert row.finished_at == tablet.now
    assert list(row.flags.values_list("kind", flat=True)) == ["clock"]


def test_pieces_that_came_since_are_not_released_by_what_was_looked_at_before(lot, tablet):
    tablet.size = 5

    told = tablet.send_all(tablet.passing(5))[-1]

    assert "3 more have come" in told["words"]
    assert state(lot) == "quarantined"


def test_a_lot_after_two_that_failed_is_looked_at_more_strictly(lot):
    by = factories.create_member(team=lot.team)
    for _ in range(2):
        each = Tablet(by, create_lot(sku=lot.sku, quantity=8, is_quarantined=True))
        Lot.objects.filter(pk=each.lot.pk).update(supplier=lot.sku.supplier)
        each.send_all(each.failing())
    Lot.objects.filter(pk=lot.pk).update(supplier=lot.sku.supplier)
    tablet = Tablet(by, lot)

    tablet.send(tablet.open())

    assert tablet.row.plan["kind"] == "tightened"


@pytest.mark.django_db(transaction=True)
def test_two_connections_that_finish_one_lot_at_once_leave_one_verdict(lot, tablet):
    other = Tablet(factories.create_member(team=lot.team), lot)
    mine, theirs = tablet.passing(5), other.passing(5)
    tablet.send_all(mine[:-1])
    other.send_all(theirs[:-1])

    told = at_once(lambda: tablet.send(mine[-1]), lambda: other.send(theirs[-1]))

    assert sorted(each["outcome"] for each in told) == ["conflict", "taken"]
    assert Inspection.objects.filter(lot=lot, rules=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_item_over_two_connections_at_once_counts_once(lot, tablet):
    item = tablet.piece(1)

    first, second = at_once(lambda: tablet.send(item), lambda: tablet.send(item))

    assert first == second
    assert (Inspection.objects.count(), Sample.objects.count()) == (1, 1)


def test_an_unknown_uuid_of_a_finding_of_another_inspection_is_not_taken_over(lot, tablet):
    tablet.send_all(tablet.failing())
    other = Tablet(tablet.by, create_lot(sku=lot.sku, is_quarantined=True), uuid=uuid4())
    item = other.defect(1, "variant", "critical")
    item.payload["finding"] = str(Finding.objects.get().client_uuid)

    told = other.send(item)

    assert told["outcome"] == "refused"
    assert Finding.objects.get().inspection == tablet.row
