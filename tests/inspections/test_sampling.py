"""Sampling plans: the tables, their arrows, and what no table has."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.inspections.sampling import AQLS, LETTERS, LEVELS, Kind, code_letter, plan

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "aql" / "test_vectors.json"
LOTS = st.integers(1, 2_000_000)
LEVEL = st.sampled_from(sorted(LEVELS))
PERCENT = st.sampled_from(AQLS[:16])


@pytest.mark.parametrize(
    ("lot", "level", "letter"),
    [
        (1, "II", "A"), (2, "II", "A"), (8, "II", "A"), (9, "II", "B"), (8, "III", "B"), (90, "II", "E"), (91, "II", "F"),
        (500, "S-4", "E"), (501, "S-4", "F"), (1200, "II", "J"), (1201, "II", "K"), (3200, "S-1", "C"), (35_001, "S-1", "D"),
        (500_000, "III", "Q"), (500_001, "III", "R"), (9_000_000, "S-3", "H"), (9_000_000, "S-2", "E"),
    ],
)  # fmt: skip
def test_lot_size_and_level_give_the_letter(lot, level, letter):
    assert code_letter(lot, level) == letter


@pytest.mark.parametrize(
    ("lot", "level", "aql", "kind", "size", "accept"),
    [
        (1000, "II", "2.5", "normal", 80, 5),
        (1000, "II", "2.5", "tightened", 80, 3),
        (1000, "II", "2.5", "reduced", 32, 3),
        (1000, "II", "1.0", "normal", 80, 2),
        (100, "II", "1.0", "normal", 13, 0),  # an arrow up
        (100, "II", "1.5", "normal", 32, 1),  # an arrow down
        (100, "II", "1.5", "tightened", 50, 1),  # two arrows down
        (100, "II", "2.5", "tightened", 32, 1),
        (15, "II", "0.65", "normal", 15, 0),  # the sample of 20 is more than there is
        (600_000, "III", "0.010", "normal", 1250, 0),
        (600_000, "III", "0.015", "normal", 800, 0),  # nothing below the last row
        (600_000, "III", "0.015", "tightened", 1250, 0),
        (600_000, "III", "0.025", "tightened", 3150, 1),  # the row that only tightened inspection has
        (8, "II", "10", "normal", 5, 1),  # nothing above the first row
        (8, "II", "1000", "normal", 2, 30),
        (80, "II", "400", "normal", 8, 44),  # beyond the end of its row, an arrow up
        (8, "II", "1000", "tightened", 2, 27),
    ],
)  # fmt: skip
def test_a_plan_is_what_the_table_says(lot, level, aql, kind, size, accept):
    found = plan(lot, level, aql, kind=kind)

    assert (found.sample_size, found.accept, found.reject) == (size, accept, accept + 1)


@pytest.mark.parametrize("aql", ["1", "1.00", 1, 1.0, Decimal("1.0")])
def test_an_aql_is_known_by_its_value(aql):
    assert plan(3200, "II", aql) == plan(3200, "II", "1.0")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((0, "II", "2.5"), "at least one unit"),
        ((10, "IV", "2.5"), "no inspection level IV"),
        ((10, "II", "3.0"), "no AQL 3.0"),
        ((10, "II", "none"), "no AQL none"),
    ],
)
def test_what_no_table_has_is_refused_with_a_sentence(given, says):
    with pytest.raises(ValueError, match=says):
        plan(*given)


def test_kinds_of_inspection_are_three_and_reduced_ends_at_ten():
    with pytest.raises(ValueError, match="normal, tightened, reduced"):
        plan(10, "II", "2.5", kind="strict")
    with pytest.raises(ValueError, match="up to 10"):
        plan(10, "II", "15", kind="reduced")


@given(LOTS, LEVEL, PERCENT, st.sampled_from(list(Kind)))
def test_every_plan_can_be_carried_out_and_a_full_one_looks_at_every_unit(lot, level, aql, kind):
    found = plan(lot, level, aql, kind=kind)

    assert 1 <= found.sample_size <= lot
    assert found.is_full == (found.sample_size == lot)
    assert 0 <= found.accept < found.reject == found.accept + 1
    assert found.plan_code in LETTERS


@given(LOTS, LEVEL, PERCENT)
def test_tightened_is_never_softer_and_reduced_never_larger_than_normal(lot, level, aql):
    normal, tightened, reduced = (plan(lot, level, aql, kind=kind) for kind in Kind)

    assert passes(tightened, aql) <= passes(normal, aql) + 0.02
    assert reduced.sample_size <= normal.sample_size


@given(LOTS, LEVEL, st.integers(0, 14))
def test_a_lot_that_passes_an_aql_with_one_sample_passes_the_next_with_the_same(lot, level, at):
    stricter, softer = plan(lot, level, AQLS[at]), plan(lot, level, AQLS[at + 1])

    if stricter.sample_size == softer.sample_size:
        assert stricter.accept <= softer.accept


@pytest.mark.parametrize("aql", AQLS[:16])
@pytest.mark.parametrize("lot", [100_000, 600_000, 2000, 150])
def test_a_supplier_as_good_as_the_aql_passes_nearly_always(lot, aql):
    """What the tables are made for; the plans with few allowed pass some less."""
    found = plan(lot, "II", aql)

    assert found.is_full or passes(found, aql) > (0.95 if found.accept > 1 else 0.87)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published vectors are not part of the project")
def test_published_plans_are_met():
    for each in json.loads(PUBLISHED.read_text()):
        found = plan(each["lot"], each["level"], each["aql"], kind=each["kind"])
        told = (each["code"], each["plan_code"], each["n"], each["Ac"], each["Re"], each["full"])
        assert (
            found.code, found.plan_code, found.sample_size, found.accept, found.reject, found.is_full
        ) == told  # fmt: skip


def passes(found, aql):
    """The probability that a lot with as many per cent nonconforming passes: binomial, term by term."""
    share = float(aql) / 100
    term, total = (1 - share) ** found.sample_size, 0.0
    for count in range(found.accept + 1):
        total += term
        term *= (found.sample_size - count) / (count + 1) * share / (1 - share)
    return total
