"""Single values of a payload in our types. What cannot be read safely raises `Unmappable` with a sentence."""

from datetime import UTC, datetime
from decimal import Decimal

from fulfillment.channels.shopify.payloads import Gid, Moment, MoneyBag, Node, Word
from fulfillment.channels.values import (
    Unmappable,
    amount,
    country,
    currency,
    identifier,
    text,
)

__all__ = [
    "Unmappable",
    "amount",
    "country",
    "currency",
    "moment",
    "money",
    "number",
    "required",
    "text",
    "word",
]

FIRST_YEAR, LAST_YEAR = 2004, 2100


def moment(value: Moment, name: str) -> datetime | None:
    """ISO 8601 with its zone as aware UTC; None and "" mean "not said"."""
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise Unmappable(f"{name} is not a moment in ISO 8601.") from None
    if found.tzinfo is None:
        raise Unmappable(f"{name} does not say its time zone.")
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise Unmappable(f"{name} lies in the year {found.year}.")
    return found.astimezone(UTC)


def required(value: Moment, name: str) -> datetime:
    found = moment(value, name)
    if found is None:
        raise Unmappable(f"{name} is missing.")
    return found


def number(value: Gid) -> str:
    """The number at the end of a global id as text, whole however long; "" where there is none."""
    return identifier(value).rpartition("/")[2].partition("?")[0]


def required_number(value: Gid, name: str) -> str:
    found = number(value)
    if not found:
        raise Unmappable(f"{name} is missing.")
    return found


def number_of(node: Node | None) -> str:
    """The id of something that may have been deleted since."""
    return number(node.id) if node else ""


def word(value: Word) -> str:
    """An enum word: upper case; "" where it is not said."""
    return text(value).upper()


def money(bag: MoneyBag | None) -> tuple[Decimal | None, str]:
    """An amount in the shop's currency, and that currency."""
    found = bag.shop_money if bag else None
    if found is None or isinstance(found.amount, bool):
        return None, ""
    return amount(found.amount), currency(found.currency_code)
