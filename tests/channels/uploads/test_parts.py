"""Which units of an order a number is for, and what is found fault with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.shipments import ShipmentLine
from fulfillment.channels.uploads.parts import UNREAD, Left, Part, asked_for, left_of, shipment_lines
from fulfillment.channels.uploads.preflight import Upload, look
from tests.channels.uploads.test_preflight import NOW, SHOP, TO_SHIP, USPS

LAMP, CABLE = Left("11", "Lamp", 2), Left("12", "Cable", 1)


def held(external_id, quantity):
    return ShipmentLine(external_id=external_id, quantity=quantity)


def test_a_line_that_the_form_does_not_name_goes_whole():
    assert asked_for([LAMP, CABLE], {LAMP.field: " 1 "}) == (Part(LAMP, 1), Part(CABLE, 1))


@pytest.mark.parametrize(
    ("word", "units"), [("", 0), ("0", 0), ("-1", UNREAD), ("1.5", UNREAD), ("²", UNREAD), ("9" * 40, UNREAD)]
)
def test_only_whole_numbers_are_read(word, units):
    assert asked_for([LAMP], {LAMP.field: word}) == (Part(LAMP, units),)


def test_what_a_waiting_number_is_for_is_not_offered_again():
    left = left_of([LAMP, CABLE], [held("11", 1), held("12", 1)])

    assert left == (LAMP._replace(units=1), CABLE._replace(units=0))


def test_a_form_that_was_opened_before_another_number_was_sent_cannot_send_its_units_again():
    left = left_of([LAMP, CABLE], [held("12", 1)])
    parts = asked_for(left, {LAMP.field: "0", CABLE.field: "1"})

    found = look(Upload(USPS, "usps", parts=parts), TO_SHIP, SHOP, now=NOW)

    assert [finding.code for finding in found] == ["too_many"]


def test_everything_names_no_lines_unless_another_part_waits():
    whole = (Part(LAMP, 2), Part(CABLE, 1))

    assert shipment_lines(whole, others_wait=False) == ()
    assert shipment_lines(whole, others_wait=True) == (held("11", 2), held("12", 1))
    assert shipment_lines((Part(LAMP, 0), Part(CABLE, 1)), others_wait=False) == (held("12", 1),)


@given(
    st.lists(st.integers(0, 5), min_size=2, max_size=2), st.lists(st.integers(0, 5), min_size=2, max_size=2)
)
def test_never_more_is_offered_than_is_left(units, waiting):
    lines = [line._replace(units=count) for line, count in zip((LAMP, CABLE), units, strict=True)]
    found = left_of(lines, [held("11", waiting[0]), held("12", waiting[1])])

    assert [line.units for line in found] == [
        max(count - less, 0) for count, less in zip(units, waiting, strict=True)
    ]
