"""TikTok Shop's refusals of numbers in sentences for people. Pure; the table stands in `advice.toml`."""

from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("advice.toml")


class Advice(Struct, frozen=True, forbid_unknown_fields=True):
    """`already`: the order has a number; only reading it back tells whether it is ours."""

    codes: list[int]
    says: str
    fix: str
    already: bool = False

    def __str__(self) -> str:
        return f"{self.says} {self.fix}"


class _Table(Struct, forbid_unknown_fields=True):
    advice: list[Advice]


_ROWS = msgspec.toml.decode(TABLE.read_bytes(), type=_Table).advice
ADVICE = {code: row for row in _ROWS for code in row.codes}
