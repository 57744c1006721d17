"""What the end of an order means, by how WooCommerce shows it. Refunds have free text only, so they are never guessed."""

from datetime import date

from fulfillment.channels.meanings import UNKNOWN, Fault, Meaning

MEANINGS = {
    "unpaid": Meaning("unpaid", Fault.BUYER),
    # Who asked for it is not told: the fault is nobody's until somebody says.
    "cancelled": Meaning("other", Fault.UNKNOWN),
    "refunded": Meaning("other", Fault.UNKNOWN),
    "trash": Meaning("other", Fault.UNKNOWN),
}


def meaning(name: str, *, market: str = "", on: date | None = None) -> Meaning:
    """In every market and on every day; a name we do not know is `UNKNOWN`."""
    return MEANINGS.get(name, UNKNOWN)
