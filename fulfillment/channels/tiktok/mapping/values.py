"""Single values of a payload in our types. What cannot be read safely raises `Unmappable` with a sentence."""

from datetime import UTC, datetime

from fulfillment.channels.values import Unmappable, amount, country, currency, identifier, required_id, text

__all__ = [
    "Unmappable",
    "amount",
    "country",
    "currency",
    "flag",
    "identifier",
    "moment",
    "required",
    "required_id",
    "text",
    "word",
]

EARLIEST = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp())
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def moment(value: str | float | None, name: str) -> datetime | None:
    """Unix seconds as aware UTC; None, "" and 0 mean "not said"."""
    seconds = value if type(value) is int else _seconds(value, name)
    if not seconds:
        return None
    if EARLIEST <= seconds < LATEST:
        return datetime.fromtimestamp(seconds, UTC)
    hint = " (it looks like milliseconds)" if EARLIEST <= seconds // 1000 < LATEST else ""
    raise Unmappable(f"{name} is {str(seconds)[:24]}, which is no date between 2015 and 2100{hint}.")


def required(value: str | float | None, name: str) -> datetime:
    found = moment(value, name)
    if found is None:
        raise Unmappable(f"{name} is missing.")
    return found


def _seconds(value: str | float | None, name: str) -> int:
    if value is None or value == "":
        return 0
    try:
        return int(value if isinstance(value, float) else value.strip())
    except (ValueError, OverflowError):
        raise Unmappable(f"{name} is not a time in unix seconds.") from None


def word(value: str | float | bool | None) -> str:
    """An enum word in its normal spelling: upper case, single underscores, `CANCELLED` as `CANCEL`."""
    found = text(value).upper().replace("__", "_")
    return f"{found[:-9]}CANCEL" if found.endswith("CANCELLED") else found


def flag(value: str | float | bool | None) -> bool:
    """True for true, 1 and texts such as "true "."""
    return value is True or (value is not None and str(value).strip().lower() in {"true", "1"})
