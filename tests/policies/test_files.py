"""A file with a gap, an overlap, an unsourced or unreadable value is refused with a sentence and its fix."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.checks import Error, Warning

from fulfillment.policies.checks import check_rulebook
from fulfillment.policies.rulebook import BOOKS, RulebookRefused, load, read

GOOD_UNTIL = datetime(2026, 11, 24, tzinfo=UTC)

CARRIER_SCAN = """[[stop_event]]
value = "first_scan"
effective_from = 2026-01-26
source = "us-fp-2026"
verified_on = 2026-11-23
confirmed = true
"""
BEGINNING = """[[time_zone]]
value = "America/Los_Angeles"
effective_from = 2021-01-01
"""


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A copy of the product's files, to be spoilt."""
    for path in BOOKS.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def spoil(directory: Path, old: str, new: str, *, file: str = "tiktok_us.toml") -> None:
    path = directory / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


NO_SOURCE = "say where it was read, when and why."


def refusal(directory: Path) -> list[str]:
    with pytest.raises(RulebookRefused) as refused:
        read(directory)
    return str(refused.value).splitlines()


def test_the_products_own_files_have_no_fault_and_need_no_verifying_yet():
    assert check_rulebook(now=GOOD_UNTIL) == []


def test_files_that_are_copied_are_the_same_rulebook(books):
    at = datetime(2026, 11, 24, tzinfo=UTC)
    copy, own = (each.rules(platform="tiktok", market="US", at=at) for each in (read(books), load()))

    assert copy.content_hash == own.content_hash


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            BEGINNING,
            BEGINNING.replace("2021-01-01", "2023-09-01"),
            "tiktok_us.toml: nothing says time_zone from 2021-01-01 to 2023-08-31; add a value for it.",
        ),
        (
            BEGINNING,
            BEGINNING + "effective_until = 2026-12-31\n",
            "tiktok_us.toml: nothing says time_zone from 2026-12-31 on; add a value for it.",
        ),
        (
            'value = "ready_to_ship"\neffective_from = 2024-11-04\n',
            'value = "ready_to_ship"\neffective_from = 2024-11-04\neffective_until = 2026-01-01\n',
            "tiktok_us.toml: nothing says stop_event from 2026-01-01 to 2026-01-25; add a value for it.",
        ),
        (
            "[[holidays]]\n",
            "[[holidays_of]]\n",
            "tiktok_us.toml: holidays_of is no value of a rulebook; see names.py for those there are.",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("2026-01-26", "2024-11-04"),
            "tiktok_us.toml: two values of stop_event hold on 2024-11-04; give each its own effective_from.",
        ),
        (
            'value = "ready_to_ship"\neffective_from = 2024-11-04\n',
            'value = "ready_to_ship"\neffective_from = 2024-11-04\neffective_until = 2026-02-01\n',
            "tiktok_us.toml: two values of stop_event hold on 2026-01-26; give each its own effective_from.",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace('source = "us-fp-2026"\n', ""),
            f"tiktok_us.toml: stop_event of 2026-01-26 has no source; {NO_SOURCE}",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("verified_on = 2026-11-23\n", ""),
            f"tiktok_us.toml: stop_event of 2026-01-26 has no verified_on; {NO_SOURCE}",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("us-fp-2026", "hearsay"),
            "tiktok_us.toml: stop_event of 2026-01-26 names the source 'hearsay', "
            "which is not listed in [sources].",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("us-fp-2026", "inferred"),
            "tiktok_us.toml: stop_event of 2026-01-26 is called confirmed, "
            "but its source is our own inference.",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("verified_on = 2026-11-23", 'verified_on = "yesterday"'),
            "tiktok_us.toml: stop_event of 2026-01-26 has a verified_on that is no date "
            "(write 2026-11-23, without quotes).",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("effective_from = 2026-01-26", 'effective_from = "2026-01-26"'),
            "tiktok_us.toml: stop_event has a date that is none (write 2026-01-26, without quotes).",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("first_scan", "frist_scan"),
            "tiktok_us.toml: stop_event of 2026-01-26 must be one of first_scan, "
            "ready_to_ship, not 'frist_scan'.",
        ),
        (
            CARRIER_SCAN,
            CARRIER_SCAN.replace("confirmed", "comfirmed"),
            "tiktok_us.toml: stop_event needs value and effective_from, and may only have confirmed, "
            "effective_from, effective_until, source, value, verified_on, why.",
        ),
        (
            'market = "US"\n',
            'market = "US"\n[[holiday_change]]\non = 2026-12-24\nopen = true\nname = "Christmas Eve"\n',
            "tiktok_us.toml: holiday_change of 2026-12-24 has no source and no verified_on and no why; "
            "say where it was read, when and why.",
        ),
        (
            'title = "TikTok Shop, United States"\n',
            "",
            "tiktok_us.toml: has no title; add one at the top.",
        ),
    ],
)
def test_a_fault_is_said_in_a_sentence(books, old, new, sentence):
    spoil(books, old, new)

    assert sentence in refusal(books)


def test_a_rate_is_stated_whole_or_not_at_all(books):
    ours = books / "ours.toml"
    head, _, rest = ours.read_text().partition("[[metric.refund-rate.window]]")
    ours.write_text(head + rest[rest.index("[[") :])

    sentences = refusal(books)

    assert (
        "tiktok_de.toml: nothing says metric.refund-rate.window from 2021-01-01 on; add a value for it."
        in sentences
    )


def test_a_file_that_is_no_toml_is_refused_alone(books):
    (books / "tiktok_fr.toml").write_text("title = ")

    (sentence,) = refusal(books)

    assert sentence.startswith("tiktok_fr.toml: cannot be read: ")


def test_a_file_that_extends_a_missing_one_is_refused(books):
    spoil(books, 'extends = "tiktok_eu"', 'extends = "tiktok_moon"', file="tiktok_it.toml")

    assert "tiktok_it.toml: extends tiktok_moon.toml, which has problems of its own." in refusal(books)


def test_a_day_changed_by_hand_is_kept_shown_and_changes_the_hash(books):
    at = datetime(2026, 11, 24, tzinfo=UTC)
    before = read(books).rules(platform="tiktok", market="US", at=at)
    with (books / "tiktok_us.toml").open("a") as file:
        file.write(
            '\n[[holiday_change]]\non = 2026-11-27\nopen = false\nname = "Extension"\nsource = "us-fp"\n'
            'verified_on = 2026-11-23\nwhy = "Announced in Seller Center."\n'
        )

    after = read(books).rules(platform="tiktok", market="US", at=at)

    assert (after.values()[-1].label, after.values()[-1].rendered) == (
        "Extension, Friday",
        "2026-11-27: no business day",
    )
    assert after.content_hash != before.content_hash


def test_explaining_a_value_better_judges_nothing_anew(books):
    at = datetime(2026, 11, 24, tzinfo=UTC)
    before = read(books).rules(platform="tiktok", market="US", at=at)
    spoil(books, "It counts complaints.", "It counts unhappy buyers, so less is better.")
    spoil(books, CARRIER_SCAN, CARRIER_SCAN.replace("2026-11-23", "2026-11-24"))

    after = read(books).rules(platform="tiktok", market="US", at=at)

    assert after.content_hash == before.content_hash


def test_the_check_turns_faults_into_errors(books):
    spoil(books, CARRIER_SCAN, CARRIER_SCAN.replace('source = "us-fp-2026"\n', ""))

    messages = check_rulebook(directory=books, now=GOOD_UNTIL)

    assert [(type(each), each.id, each.obj) for each in messages] == [
        (Error, "policies.E002", "tiktok_us.toml")
    ]


def test_the_check_warns_once_a_file_of_values_not_verified_for_90_days(books):
    spoil(books, CARRIER_SCAN, CARRIER_SCAN.replace("2026-11-23", "2026-08-01"))

    (warning,) = check_rulebook(directory=books, now=GOOD_UNTIL)

    assert isinstance(warning, Warning)
    assert (warning.id, warning.obj) == ("policies.W001", "tiktok_us.toml")
    assert warning.msg == "1 value was not verified for 90 days: stop_event."


def test_after_90_days_every_file_asks_to_be_read_again():
    later = check_rulebook(now=GOOD_UNTIL + timedelta(days=94))

    assert {each.obj for each in later} == {path.name for path in BOOKS.glob("*.toml")}
    assert {each.id for each in later} == {"policies.W001"}
