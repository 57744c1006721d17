"""Single values of a payload in our types. What cannot be read safely raises `Unmappable` with a sentence."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

EARLIEST = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp())
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
ID_LENGTH = 64
WORD_LENGTH = 200
LARGEST_AMOUNT = Decimal(10) ** 12


class Unmappable(ValueError):
    """The message is a sentence for the quarantine page."""


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


def text(value: str | float | bool | None, limit: int = WORD_LENGTH) -> str:
    """Trimmed text that a database takes: no NUL (the decoder refuses lone surrogates), bounded length."""
    if value is None:
        return ""
    if type(value) is not str:
        value = str(value)
    if "\x00" in value:
        value = value.replace("\x00", "")
    return value[:limit].strip()


def identifier(value: str | int | None) -> str:
    """An id as text, whole; the channel's "0" and an absent one are ""."""
    if value is None:
        return ""
    found = value.strip() if type(value) is str else str(value)
    if len(found) > ID_LENGTH or not found.isascii() or "\x00" in found:
        raise Unmappable(f"An id is not plain text of at most {ID_LENGTH} characters.")
    return "" if found == "0" else found


def required_id(value: str | int | None, name: str) -> str:
    found = identifier(value)
    if not found:
        raise Unmappable(f"{name} is missing.")
    return found


def word(value: str | float | bool | None) -> str:
    """An enum word in its normal spelling: upper case, single underscores, `CANCELLED` as `CANCEL`."""
    found = text(value).upper().replace("__", "_")
    return f"{found[:-9]}CANCEL" if found.endswith("CANCELLED") else found


def flag(value: str | float | bool | None) -> bool:
    """True for true, 1 and texts such as "true "."""
    return value is True or (value is not None and str(value).strip().lower() in {"true", "1"})


def amount(value: str | float | None) -> Decimal | None:
    """Money; an unreadable or absurd amount is "not said", as no decision of ours hangs on it."""
    if value is None or value == "":
        return None
    try:
        found = Decimal(value if isinstance(value, str) else str(value))
    except InvalidOperation:
        return None
    return found.quantize(Decimal("0.0001")) if found.is_finite() and abs(found) < LARGEST_AMOUNT else None


def currency(value: str | float | bool | None) -> str:
    found = text(value).upper()
    return found if len(found) == 3 and found.isascii() and found.isalpha() else ""


def country(value: str | float | bool | None) -> str:
    found = text(value).upper()
    if len(found) != 2 or not (found.isascii() and found.isalpha()):
        return ""
    return "GB" if found == "UK" else found
