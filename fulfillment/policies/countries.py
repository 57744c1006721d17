"""Countries by their two letters (ISO 3166), from the table that comes with the time zones. Pure."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

TABLE = "zoneinfo/iso3166.tab"
ALSO = {"UK": "GB", "EL": "GR"}  # as shops and tax offices write them


@cache
def names() -> dict[str, str]:
    """Every country's name in English by its code, in the order of names."""
    lines = files("tzdata").joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: row[1]))


def code_of(given: str) -> str:
    """The two letters of a country that is given by them or by its English name; blank where it is none."""
    asked = given.strip()
    code = ALSO.get(asked.upper(), asked.upper())
    return code if code in names() else _by_name().get(asked.casefold(), "")


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): code for code, name in names().items()}
