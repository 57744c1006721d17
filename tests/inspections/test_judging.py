"""What an inspection comes to: a table of cases, without a database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from fulfillment.inspections import asking
from fulfillment.inspections.asking import Check
from fulfillment.inspections.judging import Found, judge
from fulfillment.inspections.positions import code, position
from fulfillment.inspections.proof import Seen

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
CHECKS = (
    Check("look", {"en": "Look"}, severity="minor"),
    Check("weight", {"en": "Weight"}, kind="number", low="90", high="110"),
)
CARTON = Check("carton", {"en": "Carton"}, per_unit=False)


def asked(size=500, checks=CHECKS):
    return asking.asked(checks, size=size, level="II", aqls={"major": "2.5", "minor": "4.0"}, kind="normal")


def seen(number, *, look="pass", weight="100", proof="scan", proof_text="LAMP", after=0):
    at = NOW + timedelta(minutes=number + after)
    return Seen(number, {"look": look, "weight": weight}, proof, proof_text, at)


def of(rows, found=(), *, checks=CHECKS, size=500, arrived=frozenset()):
    return judge(asked(size, checks), rows, found, arrived=arrived)


def test_the_sample_is_what_the_largest_class_needs():
    told = asked()

    assert (told.sample, told.classes["major"].reject, told.classes["critical"].reject) == (50, 4, 1)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], "passed"),
        ([Found(n, "look", "major") for n in (1, 2, 3)], "passed"),
        ([Found(n, "look", "major") for n in (1, 2, 3, 4)], "failed"),
        ([Found(1, "look", "major")] * 4, "passed"),  # four defects of one piece are one piece
        ([Found(1, "look", "critical")], "failed"),
        ([Found(0, "carton", "major", 4)], "failed"),  # of the lot: pieces
    ],
)
def test_a_lot_fails_from_its_rejection_number_on(found, verdict):
    assert of([seen(n) for n in range(1, 51)], found).verdict == verdict


def test_it_is_open_until_the_sample_is_whole_and_failed_before():
    rows = [seen(n) for n in range(1, 50)]

    assert of(rows).verdict == "open"
    assert of(rows[:1], [Found(1, "look", "critical")]).verdict == "failed"


def test_a_measure_outside_its_limits_fails_whatever_the_device_says():
    rows = [seen(n, weight="111" if n < 5 else "100") for n in range(1, 51)]

    assert of(rows).counts["major"] == 4
    assert of(rows).verdict == "failed"
    assert of([seen(1, weight="no number")]).counts["major"] == 1


def test_a_piece_counts_with_all_its_answers_and_a_proof():
    rows = [seen(1), seen(2, proof=""), Seen(3, {"look": "pass"}, "scan", "LAMP", NOW)]

    assert of(rows).proven.looked_at == 1
    assert of(rows).proven.unproven == (2,)


def test_a_pass_waits_for_the_pictures_that_prove_it():
    uuid = uuid4()
    rows = [seen(n) for n in range(1, 50)] + [seen(50, proof="photo", proof_text=str(uuid))]

    assert (of(rows).proven.looked_at, of(rows).proven.shown, of(rows).verdict) == (50, 49, "open")
    assert of(rows, arrived=frozenset({uuid})).verdict == "passed"


def test_a_piece_that_was_looked_at_again_counts_as_it_was_seen_last():
    assert of([seen(1, look="fail"), seen(1, after=5)]).counts["minor"] == 0
    assert of([seen(1, after=5), seen(1, look="fail")]).counts["minor"] == 0


def test_checks_of_the_whole_lot_must_be_answered():
    rows = [seen(n) for n in range(1, 51)]
    whole = Seen(0, {"carton": "pass"}, "", "", NOW)

    assert of(rows, checks=(*CHECKS, CARTON)).unanswered == ("carton",)
    assert of(rows, checks=(*CHECKS, CARTON)).verdict == "open"
    assert of([*rows, whole], checks=(*CHECKS, CARTON)).verdict == "passed"


def test_what_an_inspection_keeps_is_read_back_as_it_was():
    assert asking.read(asking.kept(asked())) == asked()


def test_samples_are_taken_from_everywhere_in_the_lot_and_each_once():
    uuid = UUID("80000000-0000-4000-8000-00000000beef")
    taken = [position(uuid, n, sample=50, lot_size=500) for n in range(1, 51)]

    assert taken[:3] == [251, 261, 271]
    assert len(set(taken)) == 50
    assert all(1 <= each <= 500 for each in taken)
    assert code(uuid) == "BEEF"
