"""The formats of `formats.toml`, compiled once and found by the length of a number."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fulfillment.tracking import checkdigits

TABLE = Path(__file__).with_name("formats.toml")


@dataclass(frozen=True, kw_only=True)
class Format:
    """One shape of number.

    `tells`: it names the carrier by itself; `proves`: it does with a right check digit.
    `also`: other carriers that use such numbers.
    """

    name: str
    carrier: str
    pattern: re.Pattern[str]
    check: checkdigits.CheckRule | None
    prepend: str
    tells: bool
    proves: bool
    also: frozenset[str]

    def check_fits(self, match: re.Match[str]) -> bool | None:
        """Whether the check digit of a matched number is right; None where the format has none."""
        if self.check is None:
            return None
        serial = match["serial"]
        if not serial.startswith(self.prepend):
            serial = self.prepend + serial
        return self.check(serial) == match["check"]


def _format(row: Mapping[str, Any]) -> Format:
    settings = dict(row.get("check", {}))
    return Format(
        name=row["name"],
        carrier=row["carrier"],
        pattern=re.compile(row["pattern"], re.ASCII),
        check=checkdigits.rule(settings.pop("rule"), **settings) if settings else None,
        prepend=row.get("prepend", ""),
        tells=row.get("tells", False),
        proves=row.get("proves", False),
        also=frozenset(row.get("also", ())),
    )


def _read() -> tuple[dict[str, Format], dict[int, tuple[Format, ...]]]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["format"]
    by_name = {row["name"]: _format(row) for row in rows}
    by_length: dict[int, tuple[Format, ...]] = {}
    for row in rows:
        shortest, longest = row["length"]
        for length in range(shortest, longest + 1):
            by_length[length] = (*by_length.get(length, ()), by_name[row["name"]])
    return by_name, by_length


BY_NAME, BY_LENGTH = _read()
