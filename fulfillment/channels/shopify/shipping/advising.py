"""Shopify's objections in sentences for people. Pure; the table stands in `advice.toml`."""

from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("advice.toml")
GONE = (
    "Shopify does not show this order: it was deleted, or it is older than this app may see. "
    "Enter the number in Shopify."
)
NO_PARCEL = "Shopify does not show the parcel whose number is to change. Read the order again, or upload the number as new."
SEVERAL = "This shipment has several numbers in Shopify, and taking it back would take back all of them. Do it in Shopify."


class Advice(Struct, frozen=True, forbid_unknown_fields=True):
    words: list[str]
    says: str
    fix: str


class _Table(Struct, forbid_unknown_fields=True):
    advice: list[Advice]


ROWS = msgspec.toml.decode(TABLE.read_bytes(), type=_Table).advice


def advise(objection: str) -> str:
    """What an objection means; one that we do not know is told in the shop's words."""
    said = objection.casefold()
    for row in ROWS:
        if any(words in said for words in row.words):
            return f"{row.says} {row.fix}"
    return f"Shopify refused it: {objection.rstrip('.')}. Look at the order in Shopify."
