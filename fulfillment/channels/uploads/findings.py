"""Findings as data: how grave each is, what it says and what mends it. Pure."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("findings.toml")


class Severity(StrEnum):
    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


class _Row(Struct, frozen=True, forbid_unknown_fields=True):
    severity: Severity
    says: str
    fix: str


ROWS = msgspec.toml.decode(TABLE.read_bytes(), type=dict[str, _Row])


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
    row = ROWS[code]
    return Finding(code, row.severity, row.says.format(**values), row.fix.format(**values))
