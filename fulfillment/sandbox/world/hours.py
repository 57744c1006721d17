"""Working hours of suppliers and carriers in market-local time."""

from datetime import datetime, time, timedelta

from fulfillment.sandbox.world.calendar import Market, is_business_day, is_holiday, local

OPENS, CLOSES = 9, 17


def _works(market: Market, moment: datetime, saturday: bool) -> bool:
    day = moment.date()
    if saturday and moment.weekday() == 5:
        return not is_holiday(market, day)
    return is_business_day(market, day)


def _next_morning(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(OPENS), moment.tzinfo)


def after_working_hours(market: Market, start: int, hours: float, *, saturday: bool) -> int:
    """The moment when this much work from 9 to 17 on working days has been done."""
    moment = local(market, start)
    while True:
        if not _works(market, moment, saturday) or moment.hour >= CLOSES:
            moment = _next_morning(moment)
            continue
        if moment.hour < OPENS:
            moment = datetime.combine(moment.date(), time(OPENS), moment.tzinfo)
        closes = datetime.combine(moment.date(), time(CLOSES), moment.tzinfo)
        left = (closes - moment).total_seconds() / 3600
        if hours <= left:
            return int((moment + timedelta(hours=hours)).timestamp())
        hours -= left
        moment = _next_morning(moment)


def next_pickup(market: Market, ready: int, *, saturday: bool) -> int:
    """The carrier's next 17:30 collection at least half an hour after the parcel is ready."""
    moment = local(market, ready + 1800)
    while True:
        pickup = datetime.combine(moment.date(), time(17, 30), moment.tzinfo)
        if moment <= pickup and _works(market, pickup, saturday):
            return int(pickup.timestamp())
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def not_on_sunday(market: Market, moment: int) -> int:
    """No carrier scans on Sundays and holidays: the scan waits until the next morning at ten."""
    at = local(market, moment)
    if at.weekday() != 6 and not is_holiday(market, at.date()):
        return moment
    morning = datetime.combine(at.date() + timedelta(days=1), time(10), at.tzinfo)
    return not_on_sunday(market, int(morning.timestamp()) + moment % 3600)


def in_daytime(market: Market, day_moment: int, rng_hour: float) -> int:
    """The same local day between 10:00 and 19:00."""
    at = datetime.combine(local(market, day_moment).date(), time(10), market.zone)
    return int((at + timedelta(hours=9 * rng_hour)).timestamp())
