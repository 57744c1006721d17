"""What a meeting speaks of, in which order, and how a change is told. Without a database."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import Counts
from metrics.spans import BadSpan
from metrics.weekly import weeks
from metrics.weekly.causes import explain
from metrics.weekly.drawing import drawn
from metrics.weekly.judging import Standing, standing, strain, worsening
from metrics.weekly.meeting import moved_in_words
from metrics.weekly.weeks import Week

LDR = {"target": 0.04, "enforcement": 0.10, "better": "lower", "minimum": 10}
VTR = {"target": 0.95, "enforcement": None, "better": "higher", "minimum": 10}


@pytest.mark.parametrize(
    ("case", "before", "now", "rule", "wanted"),
    [
        ("past what is enforced", (1, 100), (12, 100), LDR, Standing.ENFORCED),
        ("past the target", (5, 100), (6, 100), LDR, Standing.PAST),
        ("at the target is within it", (4, 100), (4, 100), LDR, Standing.NEAR),
        ("one late order of few is not past it", (0, 20), (1, 20), LDR, Standing.NEAR),
        ("worse by more than chance, within the target", (2, 1000), (14, 1000), LDR, Standing.WORSE),
        ("worse by chance", (2, 100), (3, 100), LDR, Standing.USUAL),
        ("good", (2, 100), (0, 100), LDR, Standing.USUAL),
        ("below the minimum", (0, 100), (3, 9), LDR, Standing.FEW),
        ("nothing", (0, 0), (0, 0), LDR, Standing.FEW),
        ("high is better: below the target", (97, 100), (90, 100), VTR, Standing.PAST),
        ("high is better: fine", (97, 100), (99, 100), VTR, Standing.USUAL),
        ("no target: worse only", (0, 100), (10, 100), LDR | {"target": None, "enforcement": None}, Standing.WORSE),
        ("no week before", (0, 0), (3, 100), LDR, Standing.USUAL),
    ],
)  # fmt: skip
def test_where_a_rate_stands(case, before, now, rule, wanted):
    assert standing(Counts(*before), Counts(*now), **rule) == wanted, case


counts = st.integers(0, 500).flatmap(lambda of: st.integers(0, of).map(lambda some: Counts(some, of)))


@given(before=counts, after=counts)
def test_getting_worse_forwards_is_getting_better_backwards(before, after):
    assert worsening(before, after, "lower") == pytest.approx(-worsening(after, before, "lower"))
    assert worsening(before, after, "lower") == pytest.approx(-worsening(before, after, "higher"))


@given(counts=counts)
def test_strain_is_never_negative(counts):
    used = strain(counts, 0.04, "lower")

    assert used is None or used >= 0


def test_a_change_is_told_by_the_dimension_whose_worst_part_did_most():
    before, after = Counts(10, 200), Counts(30, 200)
    supplier = {"bright": (Counts(5, 100), Counts(25, 100)), "lumen": (Counts(5, 100), Counts(5, 100))}
    carrier = {name: (Counts(5, 100), Counts(15, 100)) for name in ("ups", "usps")}

    found = explain(before, after, {"carrier": carrier, "supplier": supplier}, "lower")

    assert (found.dimension, found.moved) == ("supplier", 10.0)
    assert [(row.part.value if row.part else row.kind, row.points) for row in found.rows] == [
        ("bright", 10.0)
    ]


@given(
    parts=st.dictionaries(st.text(max_size=2), st.tuples(counts, counts), min_size=1, max_size=7),
    better=st.sampled_from(["lower", "higher"]),
)
def test_the_lines_shown_add_up_to_the_change_shown(parts, better):
    before, after = (sum((each[at] for each in parts.values()), Counts()) for at in (0, 1))

    found = explain(before, after, {"sku": parts}, better)

    if found is not None:
        shown = sum(Fraction(str(round(row.points, 1))) for row in found.rows)
        assert shown == Fraction(str(round(found.moved, 1)))


@pytest.mark.parametrize(
    ("was", "now", "words", "tone"),
    [
        ((10, 100), (2, 100), "10.0\xa0% → 2.0\xa0%", "ok"),
        ((2, 100), (10, 100), "2.0\xa0% → 10.0\xa0%", "breach"),
        ((5, 100), (5, 101), "no change yet: 5.0\xa0% → 5.0\xa0%", "plain"),
        ((0, 0), (5, 100), "now 5.0\xa0%", "plain"),
        ((5, 100), (0, 0), "nothing counted", "plain"),
    ],
)
def test_whether_a_number_moved(was, now, words, tone):
    assert moved_in_words(Counts(*was), Counts(*now), "lower") == (words, tone)


def test_the_last_whole_week_is_what_mondays_meeting_looks_at():
    assert weeks.last_whole(date(2026, 11, 23)) == Week(date(2026, 11, 16))
    assert weeks.last_whole(date(2026, 11, 22)) == Week(date(2026, 11, 9))


@pytest.mark.parametrize("label", ["2026-W54", "2026-W00", "W47", "2026-47", "junk", "9999-W01", "1800-W10"])
def test_a_week_that_does_not_exist_is_refused_with_a_sentence(label):
    with pytest.raises(BadSpan, match=r"[A-Z]|is too far"):
        weeks.read(label, today=date(2026, 11, 27))


@given(day=st.dates(date(2001, 1, 1), date(2199, 12, 1)))
def test_every_day_lies_in_the_week_that_its_label_reads_as(day):
    week = weeks.week_of(day)

    assert week.monday <= day <= week.sunday
    assert weeks.read(week.label, today=day) == week
    assert week.before.after == week


def test_nothing_is_drawn_of_one_week():
    assert drawn([], None) == {}
