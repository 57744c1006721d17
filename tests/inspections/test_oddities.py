"""What can hardly have been so is flagged, and nothing else."""

from datetime import UTC, datetime, timedelta

from fulfillment.inspections.oddities import Odd, Shot, in_time, of_clock, of_picture
from fulfillment.inspections.proof import Seen

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def pieces(n, every):
    return [Seen(k, {}, "scan", "LAMP", NOW + timedelta(seconds=k * every)) for k in range(1, n + 1)]


def kinds(found):
    return [each.kind for each in found]


def test_many_pieces_within_seconds_are_flagged():
    assert kinds(in_time(pieces(20, 1), opened_at=NOW)) == [Odd.TOO_FAST]
    assert in_time(pieces(20, 3), opened_at=NOW) == []
    assert in_time(pieces(3, 0), opened_at=NOW) == []


def test_answers_older_than_the_opening_are_flagged():
    assert kinds(in_time(pieces(3, 60), opened_at=NOW + timedelta(seconds=90))) == [Odd.BEFORE_OPENING]


def test_a_clock_is_flagged_from_a_quarter_of_an_hour_on():
    assert of_clock(timedelta(minutes=10)) == []
    assert "180 minutes behind" in of_clock(-timedelta(hours=3))[0].words


def test_the_same_file_is_flagged_and_what_looks_alike_only_asks_to_be_compared():
    new = Shot(9, "aa", "00ff00ff00ff00ff", "")
    alike, other = (
        Shot(3, "bb", "00ff00ff00ff00fe", "inspection 3"),
        Shot(4, "cc", "ff00ff00ff00ff00", "inspection 4"),
    )

    assert kinds(of_picture(new, [alike, other])) == [Odd.ALIKE]
    assert kinds(of_picture(new, [alike, Shot(5, "aa", "0" * 16, "inspection 5")])) == [Odd.SAME_FILE]
    assert of_picture(new, [other, new]) == []
