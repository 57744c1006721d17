"""Single values of any channel's payload in our types. What cannot be read safely raises `Unmappable`. Pure."""

from decimal import Decimal, InvalidOperation

ID_LENGTH = 64
WORD_LENGTH = 200
LARGEST_AMOUNT = Decimal(10) ** 12


class Unmappable(ValueError):
    """The message is a sentence for the quarantine page."""


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
