"""A payload in quarantine, for people."""

import pytest

from fulfillment.channels.quarantine_words import readable, what_follows


def test_what_names_it_stands_first_people_last_and_every_value_as_it_was_sent() -> None:
    payload = b'{"buyer_email":"a@b.example","total":12.50,"note":"\\u00e9","id":"577"}'

    assert [line.strip(" ,") for line in readable(payload).splitlines()] == [
        "{", '"id": "577"', '"total": 12.50', '"note": "\\u00e9"', '"buyer_email": "a@b.example"', "}"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "shown"), [(b"<html>\xff", "<html>\ufffd"), (b"[1]", "[1]"), (b'{"a":', '{"a":'), (b"", "")]
)
def test_what_is_no_object_is_shown_as_it_is(payload: bytes, shown: str) -> None:
    assert readable(payload) == shown


def test_an_order_that_nobody_read_has_no_clock_and_one_that_was_read_an_old_one() -> None:
    assert "no clock here until it is read" in what_follows("order", channel="TikTok Shop", is_here=False)
    assert "as it was told before" in what_follows("order", channel="TikTok Shop", is_here=True)
    assert "Mind it on WooCommerce" in what_follows("tracking", channel="WooCommerce", is_here=False)
