"""What a buyer is told: never that a label is a scan, never a day that nobody promised."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.tracking import buyer_words
from fulfillment.tracking.buyer_state import Parcel, Promise, Step, promise_of, step_of

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
LABEL = Parcel("1Z", None, None)
SCANNED = Parcel("1Z", NOW, None)
ARRIVED = Parcel("1Z", NOW, NOW)


def step(parcels=(), **facts):
    asked = dict.fromkeys(("is_cancelled", "is_digital", "is_dispatched", "is_delivered"), False)
    return step_of(**asked | facts, parcels=parcels)


@pytest.mark.parametrize(
    ("parcels", "facts", "expected"),
    [
        ((), {}, Step.RECEIVED),
        ((Parcel("", None, None),), {}, Step.RECEIVED),
        ((LABEL,), {}, Step.LABELLED),
        ((LABEL, SCANNED), {}, Step.PARTLY),
        ((SCANNED, SCANNED), {}, Step.ON_THE_WAY),
        ((LABEL,), {"is_dispatched": True}, Step.ON_THE_WAY),
        ((ARRIVED,), {}, Step.DELIVERED),
        ((ARRIVED, SCANNED), {}, Step.ON_THE_WAY),
        ((ARRIVED, LABEL), {}, Step.PARTLY),
        ((SCANNED,), {"is_delivered": True}, Step.DELIVERED),
        ((ARRIVED,), {"is_cancelled": True}, Step.CANCELLED),
        ((), {"is_digital": True}, Step.DIGITAL),
    ],
)
def test_the_step_is_what_was_seen(parcels, facts, expected):
    assert step(parcels, **facts) == expected


@given(st.lists(st.sampled_from([LABEL, SCANNED, ARRIVED]), max_size=5))
def test_an_order_is_on_its_way_only_when_every_parcel_was_scanned(parcels):
    found = step(tuple(parcels))

    assert (found in (Step.ON_THE_WAY, Step.DELIVERED)) == (bool(parcels) and LABEL not in parcels)


@pytest.mark.parametrize(
    ("at", "due_at", "expected"),
    [
        (Step.LABELLED, None, Promise.NONE),
        (Step.LABELLED, NOW, Promise.PROMISED),
        (Step.ON_THE_WAY, NOW - timedelta(seconds=1), Promise.OVERDUE),
        (Step.DELIVERED, NOW - timedelta(days=1), None),
        (Step.CANCELLED, NOW, None),
    ],
)
def test_the_promise_is_said_as_it_is(at, due_at, expected):
    assert promise_of(at, due_at, NOW) == expected


def test_every_language_has_every_word_with_the_same_blanks():
    english = buyer_words.languages()["en"]
    for language, words in buyer_words.languages().items():
        assert words.keys() == english.keys(), language
        for key, sentence in english.items():
            blanks = {part.split("}")[0] for part in sentence.split("{")[1:]}
            assert {part.split("}")[0] for part in words[key].split("{")[1:]} == blanks, (language, key)
    assert {*Step, *Promise} <= english.keys()


@pytest.mark.parametrize(
    ("header", "market", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "US", "de"),
        ("zh-CN", "US", "zh-hans"),
        ("sv;q=0.9, fr;q=0.2, it;q=0.5", "US", "it"),
        ("sv", "DE", "de"),
        ("ja-JP", "US", "ja"),
        ("pt-PT", "US", "pt-br"),
        ("", "BR", "pt-br"),
        ("", "US", "en"),
        ("*;q=0.5, ;;q=x, en;q=0", "VN", "vi"),
    ],
)
def test_the_language_is_the_first_that_we_have(header, market, expected):
    assert buyer_words.language_for(buyer_words.accepted(header), market) == expected


@given(st.text(max_size=60))
def test_no_header_is_an_error(header):
    assert buyer_words.language_for(buyer_words.accepted(header), "") in buyer_words.languages()
