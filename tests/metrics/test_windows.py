"""What is said of the days of a figure: their names, what can still change, how the settled ones stood."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.counts import Counts
from metrics.dials import sentence, short
from metrics.windows import standing

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ENOUGH = Counts(3, 100)
LATE, VALID = "late-dispatch-rate", "valid-tracking-rate"


def figure(metric=LATE, since=date(2026, 11, 18), until=TODAY, counts=ENOUGH, **left_out):
    shop = Shop(pk=1, name="Glow", platform="tiktok", market="US", time_zone="", rule_overrides={})
    return figures.figure_of(shop, metric, counts, left_out, (since, until), now=NOW)


def said(*args, **more) -> str:
    return standing(figure(*args, **more)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_current_window_is_called_by_its_length_and_its_last_days_are_provisional():
    assert said() == "Last 7 days; the last 2 days are provisional."


def test_other_days_are_called_by_their_dates_and_are_settled():
    assert said(since=date(2026, 9, 28), until=date(2026, 10, 4)) == "28 Sep to 4 Oct 2026; all settled."
    assert said(since=date(2026, 11, 1), until=date(2026, 11, 7)) == "1 to 7 Nov 2026; all settled."


def test_of_old_days_without_a_count_nothing_but_the_dates_is_said():
    assert said(since=date(2020, 1, 1), until=date(2020, 1, 7), counts=Counts()) == "1 to 7 Jan 2020."


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), "20 to 23 Nov 2026; the last day is provisional."),
        (date(2026, 11, 23), date(2026, 11, 23), "23 Nov 2026; provisional."),
        (TODAY, TODAY, "Today, the rule judges 7; today is provisional."),
        (date(2026, 10, 28), TODAY, "Last 28 days, the rule judges 7; the last 2 days are provisional."),
        (date(2026, 12, 1), date(2026, 12, 7), "1 to 7 Dec 2026; these days are still to come."),
    ],
)
def test_provisional_is_told_relative_to_today(since, until, words):
    assert said(since=since, until=until) == words


def test_a_window_that_can_change_as_a_whole_says_so_with_the_settled_one_beside_it():
    found = figure(VALID, counts=Counts(90, 100), pending=12)
    found = figures.with_settled(found, Counts(981, 1020))

    assert standing(found).replace("\N{NO-BREAK SPACE}", " ") == (
        "Last 7 days; 12 wait for a first scan; all of these days are provisional. "
        "Settled: 96.2 % of 1,020, 4 to 10 Nov."
    )


def test_a_settled_window_below_the_minimum_has_counts_and_no_rate():
    found = figures.with_settled(figure(VALID), Counts(3, 5))

    assert "Settled: 3 of 5, 4 to 10 Nov." in standing(found)
    assert "Settled" not in standing(figures.with_settled(figure(VALID), Counts()))
    assert figures.with_settled(figure(LATE), Counts(96, 100)).settled is None


def test_old_days_are_judged_by_the_rules_of_then():
    old, new = figure(since=date(2020, 1, 1), until=date(2020, 1, 7)), figure()

    assert old.rule_version < new.rule_version
    assert old.today_on == new.today_on == TODAY


def test_what_is_past_its_target_names_the_target_once():
    found = figure(counts=Counts(8, 100))

    assert "too many" in sentence(found)
    assert "target" not in sentence(found)


def test_worst_is_who_has_used_up_most_of_the_target_however_small():
    small_and_healthy = replace(figure(counts=Counts(0, 20)), shop_name="small")
    big_near_its_limit = replace(figure(counts=Counts(390, 10_000)), shop_name="big")
    past = replace(figure(counts=Counts(5, 100)), shop_name="past")
    too_few = replace(figure(counts=Counts(3, 3)), shop_name="few")

    found = sorted([small_and_healthy, too_few, big_near_its_limit, past], key=figures.worst_first)

    assert [each.shop_name for each in found] == ["past", "big", "small", "few"]
    assert past.strain() == Decimal("1.25")
    assert figure(VALID, counts=Counts(90, 100)).strain() == Decimal(2)


def test_the_settled_window_ends_before_the_first_provisional_day():
    since, until = figure(VALID).settled_window

    assert until + timedelta(days=1) == figure(VALID).provisional_from_on
    assert (until - since).days + 1 == 7


def test_where_nobody_tells_scans_the_dial_says_whose_word_counts():
    late = replace(figure(), scans_told=False)
    valid = replace(figure(VALID, counts=Counts(), no_scans_told=63), scans_told=False)

    assert "dispatched by the store's own word" in standing(late)
    assert sentence(valid) == "Nobody tells the scans of its 63 packages: connect a carrier feed."
    assert short(valid) == "nobody tells its scans"


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        (Counts(0, 0), "nothing counted"),
        (Counts(1, 4), "below 10 counted"),
        (Counts(3, 100), "1 more fits 4 % in 7 days"),
        (Counts(2, 200), "6 more fit 4 % in 7 days"),
        (Counts(9, 100), "5 too many for 4 % in 7 days"),
    ],
)
def test_a_line_says_in_few_words_what_still_fits(counts, says):
    assert short(figure(counts=counts)).replace("\N{NO-BREAK SPACE}", " ") == says
