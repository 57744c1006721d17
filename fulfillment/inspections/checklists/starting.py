"""Checklists to begin with, as `starters.toml` has them. Pure."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from fulfillment.inspections.asking import Check, Tile
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.general import AQLS, CHECKS, LEVEL


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One check of the file; `defects`: code, English, Chinese."""

    key: str
    en: str
    zh: str
    kind: str = "choice"
    severity: str = "major"
    per_unit: bool = True
    low: str = ""
    high: str = ""
    unit: str = ""
    defects: tuple[tuple[str, str, str], ...] = ()

    def check(self) -> Check:
        tiles = tuple(Tile(code, {"en": en, "zh-hans": zh}) for code, en, zh in self.defects)
        return Check(
            self.key, {"en": self.en, "zh-hans": self.zh}, self.kind, self.severity, self.per_unit,
            self.low, self.high, self.unit, tiles,
        )  # fmt: skip


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`general`: which of the general checks come first."""

    name: str
    about: str
    words: tuple[str, ...]
    general: tuple[str, ...]
    checks: tuple[Line, ...] = ()
    level: str = LEVEL
    aqls: dict[str, str] = msgspec.field(default_factory=lambda: dict(AQLS))


class Starter(NamedTuple):
    slug: str
    name: str
    about: str
    words: tuple[str, ...]
    content: Content


@cache
def starters() -> dict[str, Starter]:
    told = tomllib.loads(Path(__file__).with_name("starters.toml").read_text(encoding="utf-8"))
    parts = msgspec.convert(told, dict[str, Part])
    return {slug: _starter(slug, part) for slug, part in parts.items()}


def _starter(slug: str, part: Part) -> Starter:
    common = {check.key: check for check in CHECKS}
    checks = (*(common[key] for key in part.general), *(line.check() for line in part.checks))
    return Starter(slug, part.name, part.about, part.words, Content(checks, part.level, part.aqls))
