"""The words of the supplier's page in their language. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("words.toml")
FALLBACK = "en"


@cache
def languages() -> dict[str, dict[str, str]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def language_for(asked: Iterable[str], country: str) -> str:
    """The first of the asked languages that we have, any Chinese as zh-hans; else their country's; else English."""
    for each in asked:
        plain = each.lower().partition("-")[0]
        if plain == "zh":
            return "zh-hans"
        if plain in languages():
            return plain
    return "zh-hans" if country == "CN" else FALLBACK
