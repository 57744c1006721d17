"""How long to wait after failures, and when a parcel is worth asking about again. Pure."""

from datetime import datetime, timedelta

SHORTEST = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)


def after_failures(failures: int, *, seed: int = 0) -> timedelta:
    """15 s, doubling to a quarter of an hour, spread by up to a fifth so that shops do not return together."""
    wait = min(SHORTEST * 2 ** min(failures - 1, 10), LONGEST)
    return wait * (1 + (seed % 100) / 500)


def next_tracking_check(*, labelled_at: datetime | None, is_scanned: bool, now: datetime) -> datetime | None:
    """Unscanned parcels hourly for two days, then every six hours until three weeks; scanned ones need no more asking."""
    if is_scanned or labelled_at is None:
        return None
    age = now - labelled_at
    if age > timedelta(days=21):
        return None
    return now + (timedelta(hours=1) if age < timedelta(days=2) else timedelta(hours=6))
