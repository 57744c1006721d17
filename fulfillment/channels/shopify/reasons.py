"""What a reason of Shopify means and whose fault we take it for; the table is `reasons.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from fulfillment.channels.meanings import UNKNOWN, Entry, Family, Meaning

TABLE = Path(__file__).with_name("reasons.toml")


class Table(Struct, forbid_unknown_fields=True):
    verified_on: date
    reason: list[Entry]
    family: list[Family]


def meaning(name: str, *, market: str = "", on: date | None = None) -> Meaning:
    """What `name` means, in every market and on every day; a name we do not know is `UNKNOWN`."""
    found = _by_name().get(name.strip())
    if found is not None:
        return found
    for family in _table().family:
        if name.startswith(family.prefix):
            return Meaning(family.group, family.fault)
    return UNKNOWN


@cache
def _table() -> Table:
    return msgspec.convert(tomllib.loads(TABLE.read_text(encoding="utf-8")), Table)


@cache
def _by_name() -> dict[str, Meaning]:
    return {name: Meaning(entry.group, entry.fault) for entry in _table().reason for name in entry.names}
