"""Whatever a store and its plugins send, the mapping answers records or refusals with a sentence, and never raises."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fulfillment.channels.records import CancellationRecord, OrderRecord, RefundRecord, Refusal
from fulfillment.channels.woocommerce import mapping
from tests.channels.woocommerce.payload_files import decoded, fulfillment, raw, tracked, whole

odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "2026-11-22T10:00:00",
            "2026-02-30T00:00:00",
            "0001-01-01T00:00:00",
            "NaN",
            "1e999",
            "\x00",
            "٣",
            "[",
            "{}",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple = ()) -> list[tuple]:
    """Every place of a payload at which something may be replaced."""
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [deeper for key in value for deeper in places(value[key], (*path, key))]
    if isinstance(value, list):
        return found + [deeper for index, item in enumerate(value) for deeper in places(item, (*path, index))]
    return found


def replaced(value: Any, path: tuple, new: Any) -> Any:
    if not path:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], new)
    return copied


SHORT = [{"id": 6001, "reason": "late", "total": "-12.50"}]
WHOLE = json.loads(
    whole(
        tracked(status="cancelled", refunds=SHORT),
        refunds=[decoded("refund")],
        fulfillments=[fulfillment()],
    )
)


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(places(WHOLE)), new=odd)
def test_any_field_may_be_anything(place: tuple, new: Any) -> None:
    body = raw(replaced(WHOLE, place, new))
    found = [mapping.order(body), *mapping.requests(body, is_cancelled=True)]
    assert all(isinstance(item, OrderRecord | RefundRecord | CancellationRecord | Refusal) for item in found)
    for item in found:
        if isinstance(item, Refusal):
            assert item.sentence
            assert item.external_id
        elif isinstance(item, OrderRecord):
            assert item.updated_at.tzinfo is not None
            assert item.scanned_at is None
            assert item.total is None or isinstance(item.total, Decimal)
            assert all(0 <= line.cancelled_quantity <= line.quantity for line in item.lines)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_sentence(body: bytes) -> None:
    for found in (mapping.order(body), mapping.refund(body), mapping.cancellation(body)):
        assert isinstance(found, Refusal)
        assert found.sentence


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000))
def test_a_payload_cut_off_anywhere_is_refused(length: int) -> None:
    assert isinstance(mapping.order(json.dumps(WHOLE).encode()[:-length]), Refusal)


def test_a_payload_nested_without_end_is_refused() -> None:
    assert isinstance(mapping.order(b'{"order":' + b"[" * 100_000), Refusal)
