"""The central bank's sheet: read whole, or refused in words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.sandbox.bank import PER_EURO, last_told, sheet
from sourcing.rates.sheet import NoSheet, read

FRIDAY = date(2026, 11, 27)


def test_each_currency_comes_with_its_rate_and_day():
    found = {each.quote: each for each in read(sheet(FRIDAY))}

    assert found.keys() == PER_EURO.keys()
    assert {(each.base, each.day_on) for each in found.values()} == {("EUR", FRIDAY)}
    assert 1.1 < found["USD"].rate < 1.2


def test_a_sheet_of_several_days_gives_all_of_them():
    both = sheet(FRIDAY).replace(
        b"</Cube></Cube>", b'</Cube><Cube time="2026-11-26"><Cube currency="USD" rate="1.2"/></Cube></Cube>'
    )

    assert {each.day_on for each in read(both) if each.quote == "USD"} == {FRIDAY, date(2026, 11, 26)}


@pytest.mark.parametrize(
    ("was", "is_now", "why"),
    [
        (b'currency="USD" rate="', b'currency="USD" rate="-', "one euro is"),
        (b'currency="USD" rate="', b'currency="USD" rate="abc', "has a rate of"),
        (b'currency="USD" rate="', b'currency="USD" rate="99999999', "one euro is"),
        (b'currency="USD"', b'currency="EUR"', "one euro is"),
        (b'currency="USD"', b'currency="<script"', "no XML"),
        (b'time="2026-11-27"', b'time="yesterday"', "has a rate of"),
        (b'time="2026-11-27"', b"", "no rates"),
        (b"<?xml", b'<!DOCTYPE a [<!ENTITY b "c">]><?xml', "no sheet"),
        (b"<gesmes:Envelope", b"<!DOCTYPE a><gesmes:Envelope", "no sheet"),
    ],
)
def test_an_odd_sheet_is_refused_whole(was, is_now, why):
    with pytest.raises(NoSheet, match=why):
        read(sheet(FRIDAY).replace(was, is_now, 1))


@given(st.binary(max_size=300))
def test_anything_else_is_no_sheet(found):
    with pytest.raises(NoSheet):
        read(found)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 27, 14, 59, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 11, 27, 15, tzinfo=UTC), FRIDAY),
        (datetime(2026, 11, 29, 20, tzinfo=UTC), FRIDAY),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), FRIDAY),
    ],
)
def test_the_pretend_bank_tells_rates_on_working_days_in_the_afternoon(now, day):
    assert last_told(now) == day
