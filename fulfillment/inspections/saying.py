"""What the tablet says, in the language of whoever holds it: the sentences stand in saying.toml. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fulfillment.inspections.asking import Asked

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh-hans": "简体中文"}
TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Say:
    language: str

    @property
    def words(self) -> dict[str, str]:
        return {name: self.of(texts) for name, texts in TOLD["words"].items()}

    @property
    def said(self) -> dict[str, dict[str, str]]:
        """What fills the screen, each with its colour."""
        return {
            name: {"tone": one["tone"], "title": self.of(one["title"]), "text": self.of(one["text"])}
            for name, one in TOLD["said"].items()
        }

    def of(self, words: Mapping[str, str]) -> str:
        """In this language where somebody has translated it, else in English, else in any."""
        return words.get(self.language) or words.get(ENGLISH) or next(iter(words.values()), "")

    def day(self, moment: date) -> str:
        """Never as two numbers, of which nobody knows which is the month."""
        return f"{moment.day} {moment:%b}" if self.language == ENGLISH else f"{moment.month}月{moment.day}日"

    def plan(self, asked: Asked) -> str:
        aqls = " / ".join(one.aql for one in asked.classes.values() if one.aql)
        words = self.words
        return words["level"].format(level=asked.level, kind=words[asked.kind], aqls=aqls, size=asked.size)
