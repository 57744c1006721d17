"""The trend: what a point says, and the picture as a dict."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fulfillment.policies.terms import Better
from metrics.counts import Counts
from metrics.spans import Span, periods
from metrics.trend import Limits, figure, points

LIMITS = Limits(target=Decimal("0.04"), enforcement=Decimal("0.10"), better=Better.LOWER)
SPAN = Span(since_on=date(2026, 11, 18), until_on=date(2026, 11, 24), by="day")
DAYS = {
    date(2026, 11, 18): Counts(1, 100),
    date(2026, 11, 19): Counts(5, 100),
    date(2026, 11, 20): Counts(1, 3),
    date(2026, 11, 24): Counts(0, 50),
}


def found(days=DAYS, span=SPAN, provisional_from_on=date(2026, 11, 23), minimum=10):
    urls = {period.label: f"/units/?day={period.label}" for period in periods(span)}
    return points(span, days, minimum=minimum, provisional_from_on=provisional_from_on, url_of=urls)


def marks(trend, limits=LIMITS, **more):
    return figure(trend, limits, what="orders late", rule_changes=more)["data"][2]


def test_every_day_has_a_point_with_its_counts_and_its_address():
    trend = found()

    assert [point.counts for point in trend[:3]] == [Counts(1, 100), Counts(5, 100), Counts(1, 3)]
    assert len(trend) == 7
    assert marks(trend)["customdata"][1] == "/units/?day=2026-11-19"
    assert "5 of 100 orders late" in marks(trend)["text"][1]


def test_a_rate_below_the_minimum_is_not_drawn_and_its_counts_are_told():
    trend = found()

    assert trend[2].percent is None
    assert marks(trend)["y"] == [1.0, 5.0, None, None, None, None, 0.0]
    assert trend[2].counts == Counts(1, 3)


def test_what_is_past_the_target_has_another_sign_than_colour():
    assert marks(found())["marker"]["symbol"][:2] == ["circle", "diamond"]
    higher = Limits(target=Decimal("0.95"), enforcement=None, better=Better.HIGHER)
    assert marks(found(), higher)["marker"]["symbol"][:2] == ["diamond", "diamond"]
    exactly = found({date(2026, 11, 18): Counts(4, 100)})
    assert marks(exactly)["marker"]["symbol"][0] == "circle"


def test_provisional_points_are_hollow_and_their_line_is_dotted_from_the_last_final_point():
    data = figure(found(), LIMITS, what="orders late", rule_changes={})["data"]

    assert [point.is_provisional for point in found()] == [False] * 5 + [True] * 2
    assert data[2]["marker"]["color"][-1] == "--card"
    assert data[1]["line"]["dash"] == "dot"
    assert [at for at, y in enumerate(data[0]["y"]) if y is not None] == [0, 1]
    assert data[1]["y"][-1] == 0.0


def test_a_day_without_a_rate_is_a_gap_in_every_line():
    data = figure(found(provisional_from_on=date(2026, 12, 24)), LIMITS, what="orders late", rule_changes={})[
        "data"
    ]

    assert data[0]["y"] == [1.0, 5.0, None, None, None, None, 0.0]
    assert [line["connectgaps"] for line in data[:2]] == [False, False]


def test_limits_and_changes_of_rules_are_drawn_and_named():
    made = figure(found(), LIMITS, what="orders late", rule_changes={date(2026, 11, 20): "rules of 20 Nov"})

    assert [note["text"].replace("\N{NO-BREAK SPACE}", " ") for note in made["layout"]["annotations"]] == [
        "target 4 %", "enforced 10 %", "rules of 20 Nov",
    ]  # fmt: skip
    assert [shape.get("y0") for shape in made["layout"]["shapes"][:2]] == [4.0, 10.0]
    assert made["layout"]["shapes"][2]["x0"] == "2026-11-20"


def test_no_target_draws_no_line():
    none = Limits(target=None, enforcement=None, better=Better.LOWER)

    assert figure(found(), none, what="orders late", rule_changes={})["layout"]["shapes"] == []


def test_weeks_are_added_up_from_days():
    span = Span(since_on=date(2026, 11, 9), until_on=date(2026, 11, 22), by="week")
    days = {span.since_on + timedelta(days=n): Counts(1, 20) for n in range(14)}

    trend = found(days, span)

    assert [(point.name, point.counts) for point in trend] == [
        ("Week 46, 9 to 15 Nov", Counts(7, 140)), ("Week 47, 16 to 22 Nov", Counts(7, 140)),
    ]  # fmt: skip


def test_the_figure_is_json_even_of_nothing():
    empty = figure(found({}), LIMITS, what="orders late", rule_changes={})

    assert json.loads(json.dumps(empty))["data"][2]["y"] == [None] * 7
    everything_provisional = found(provisional_from_on=date(2026, 11, 1))
    data = figure(everything_provisional, LIMITS, what="orders late", rule_changes={})["data"]
    assert data[1]["y"][:2] == [1.0, 5.0]


@pytest.mark.parametrize(
    ("target", "enforcement", "worst", "places"),
    [
        ("0.04", "0.10", 8, ["bottom", "bottom"]),
        ("0.04", "0.10", 90, ["top", "bottom"]),
        ("0.80", "0.80", 90, ["top", "bottom"]),
    ],
)
def test_words_of_lines_that_lie_close_stand_on_their_far_sides(target, enforcement, worst, places):
    limits = Limits(target=Decimal(target), enforcement=Decimal(enforcement), better=Better.LOWER)
    trend = found(days={date(2026, 11, 18): Counts(worst, 100)})
    notes = figure(trend, limits, what="late", rule_changes={})["layout"]["annotations"]

    assert [note["yanchor"] for note in notes] == places


def test_what_can_still_change_stands_on_hatched_ground():
    trend = found()

    hatched = figure(trend, LIMITS, what="orders late", rule_changes={})["data"][-1]

    assert hatched["type"] == "bar"
    assert hatched["marker"]["pattern"]["shape"] == "/"
    assert hatched["x"] == [point.period.since_on.isoformat() for point in trend if point.is_provisional]


def test_what_was_decided_is_marked_on_its_day_and_only_within_the_days_shown():
    trend = found()
    inside, outside = trend[1].period.since_on, trend[0].period.since_on - timedelta(days=1)

    layout = figure(
        trend, LIMITS, what="x", rule_changes={}, actions={inside: "Ask <Bright>", outside: "Earlier"}
    )["layout"]

    assert [note["text"] for note in layout["annotations"] if note["x"] == inside.isoformat()] == [
        "Ask &lt;Bright&gt;"
    ]
    assert "Earlier" not in str(layout)
