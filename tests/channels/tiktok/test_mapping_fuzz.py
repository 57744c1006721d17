"""Whatever comes in: a record or a refusal with a sentence, never anything else."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.channels.records import Refusal
from fulfillment.channels.tiktok import mapping, webhooks
from tests.channels.tiktok.payload_files import decoded, payload

NOW = datetime(2026, 11, 24, tzinfo=UTC)
READERS = {
    "order_split.json": mapping.order,
    "order_in_transit.json": mapping.order,
    "package.json": mapping.package,
    "cancellation.json": mapping.cancellation,
    "return.json": mapping.refund,
    "tracking.json": mapping.tracking_events,
    "webhook_order.json": lambda raw: webhooks.hint(raw, now=NOW),
    "webhook_package.json": lambda raw: webhooks.hint(raw, now=NOW),
}
EXAMPLES = max(150, settings().max_examples)  # cheap cases: more than the suite's profile asks for
CASES = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ODD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**80), max_value=2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(
        ["", "0", "NaN", "Infinity", "1e9999", "-1", "null", "\x00", "９", "²", "CANCELLED", "true "]
    )
    | st.sampled_from(
        [10**30, 10**400, 1794009600000, 4102444800, 2**53 + 1, [], {}, [[]], [None], [1], {"id": {}}]
    )
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Every place of a payload that can be replaced."""
    found = [path] if path else []
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        steps = ()
    return found + [deeper for key, inner in steps for deeper in places(inner, (*path, key))]


def replaced(value: object, path: tuple, odd: object) -> object:
    if not path:
        return odd
    copy = value.copy()
    copy[path[0]] = replaced(copy[path[0]], path[1:], odd)
    return copy


def is_stored_safely(value: object) -> bool:
    """PostgreSQL takes neither NUL nor lone surrogates, and every id must say something."""
    text = repr(value)
    return "\\x00" not in text and "\\ud8" not in text


def check(raw: bytes, found: object) -> None:
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Refusal):
            assert one.sentence.endswith(".")
            assert one.external_id or one.kind == "tracking"
            assert one.payload
        else:
            assert is_stored_safely(one)


@pytest.mark.parametrize("name", READERS)
def test_a_payload_with_odd_values_is_a_record_or_a_refusal(name):
    whole = decoded(name)
    where = places(whole)

    @CASES
    @given(st.lists(st.tuples(st.sampled_from(where), ODD), min_size=1, max_size=3))
    def mutate(changes):
        value = whole
        for path, odd in changes:
            try:
                value = replaced(value, path, odd)
            except (KeyError, IndexError, TypeError, AttributeError):
                continue  # an earlier change took this place away
        raw = json.dumps(value).encode()
        check(raw, READERS[name](raw))

    mutate()


@pytest.mark.parametrize("name", READERS)
def test_damaged_bytes_are_a_record_or_a_refusal(name):
    whole = payload(name)

    @CASES
    @given(st.integers(0, len(whole) - 1), st.integers(0, 20), st.binary(max_size=8))
    def damage(start, length, instead):
        raw = whole[:start] + instead + whole[start + length :]
        check(raw, READERS[name](raw))

    damage()


@pytest.mark.parametrize("name", READERS)
def test_a_cut_off_payload_is_refused(name):
    whole = payload(name).rstrip()
    found = [READERS[name](whole[:length]) for length in range(1, len(whole), 37)]

    assert all(isinstance(f[0] if isinstance(f, list) else f, Refusal) for f in found)


@CASES
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(raw):
    for read in READERS.values():
        check(raw or b" ", read(raw or b" "))
