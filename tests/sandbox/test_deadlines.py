"""The platform's deadlines, by hand from the calendar."""

from datetime import date, datetime, timedelta, timezone

from fulfillment.sandbox.world.calendar import UK, US, is_business_day
from fulfillment.sandbox.world.deadlines import deadlines

PST, GMT = timezone(timedelta(hours=-8)), timezone(timedelta(0))


def due(market, *, kind="NORMAL", placed, released=None, handling=0):
    return deadlines(
        market=market, kind=kind, placed_on=placed, released_on=released or placed, handling_days=handling
    )


def at_end_of(year, month, day, zone):
    return int(datetime(year, month, day, 23, 59, 59, tzinfo=zone).timestamp())


def test_us_orders_are_scanned_within_two_business_days_over_thanksgiving():
    found = due(US, placed=date(2026, 11, 25))

    assert found["tts_sla_time"] == at_end_of(2026, 11, 30, PST)


def test_us_weekend_orders_are_due_on_tuesday():
    assert due(US, placed=date(2026, 11, 14))["tts_sla_time"] == at_end_of(2026, 11, 17, PST)


def test_uk_labels_are_due_a_day_before_scans():
    found = due(UK, placed=date(2026, 11, 16))

    assert found["rts_sla_time"] == at_end_of(2026, 11, 18, GMT)
    assert found["tts_sla_time"] == at_end_of(2026, 11, 19, GMT)


def test_made_to_order_has_its_handling_time_and_a_day():
    found = due(US, kind="MADE_TO_ORDER", placed=date(2026, 11, 9), handling=3)

    assert found["tts_sla_time"] == at_end_of(2026, 11, 16, PST)  # the 11th is Veterans Day


def test_pre_orders_count_from_their_release():
    found = due(US, kind="PRE_ORDER", placed=date(2026, 11, 2), released=date(2026, 11, 12), handling=10)

    assert found["tts_sla_time"] == at_end_of(2026, 11, 16, PST)


def test_british_substitute_days_are_no_business_days():
    assert not is_business_day(UK, date(2026, 12, 28))  # Boxing Day falls on Saturday
    assert not is_business_day(UK, date(2027, 3, 26))  # Good Friday
    assert is_business_day(UK, date(2026, 11, 26))


def test_us_independence_day_on_saturday_is_kept_on_friday():
    assert not is_business_day(US, date(2026, 7, 3))
