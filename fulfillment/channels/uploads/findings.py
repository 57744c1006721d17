"""Findings as data: how grave each is, what it says and what mends it. Pure."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

HERE = Path(__file__).parent


class Severity(StrEnum):
    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


class _Row(Struct, frozen=True, forbid_unknown_fields=True):
    severity: Severity
    says: str
    fix: str


def _read(table: Path) -> dict[str, _Row]:
    return msgspec.toml.decode(table.read_bytes(), type=dict[str, _Row])


ROWS = _read(HERE / "findings.toml")
OF_LISTS = _read(HERE / "lists" / "findings.toml")
OF_BUNDLES = _read(HERE.parent / "bundles" / "findings.toml")


class Finding(NamedTuple):
    code: str
    severity: Severity
    says: str
    fix: str

    @property
    def refuses(self) -> bool:
        return self.severity is Severity.REFUSE

    @property
    def warns(self) -> bool:
        return self.severity is Severity.WARN


def told(code: str, **values: str) -> Finding:
    row = ROWS.get(code) or OF_LISTS.get(code) or OF_BUNDLES[code]
    return Finding(code, row.severity, row.says.format(**values), row.fix.format(**values))
