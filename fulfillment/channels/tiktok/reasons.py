"""What a machine reason of TikTok Shop means and whose fault we take it for; the table is `reasons.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from fulfillment.channels.meanings import UNKNOWN, Entry, Family, Fault, Meaning

TABLE = Path(__file__).with_name("reasons.toml")
ENDINGS = ("_uk", "_seller")


class Override(Struct, forbid_unknown_fields=True):
    market: str
    effective_from: date
    name: str
    group: str
    fault: Fault
    source: str


class Table(Struct, forbid_unknown_fields=True):
    verified_on: date
    reason: list[Entry]
    family: list[Family]
    override: list[Override]


def meaning(name: str, *, market: str, on: date) -> Meaning:
    """What `name` means in `market` for an order placed on that day; a name we do not know is `UNKNOWN`."""
    plain = _plain(name)
    for override in _table().override:
        if override.market == market and override.name == plain and override.effective_from <= on:
            return Meaning(override.group, override.fault)
    if exact := _by_name().get(plain):
        return exact
    for family in _table().family:
        if plain.startswith(family.prefix):
            return Meaning(family.group, family.fault)
    return UNKNOWN


def _plain(name: str) -> str:
    found = name.strip()
    for ending in ENDINGS:
        found = found.removesuffix(ending)
    return found


@cache
def _table() -> Table:
    """The table newest override first, so that the first match is the one in force."""
    table = msgspec.convert(tomllib.loads(TABLE.read_text(encoding="utf-8")), Table)
    table.override.sort(key=lambda override: override.effective_from, reverse=True)
    return table


@cache
def _by_name() -> dict[str, Meaning]:
    return {name: Meaning(entry.group, entry.fault) for entry in _table().reason for name in entry.names}
