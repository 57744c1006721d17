"""The words of the buyer's page in their language. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("buyer_words.toml")
FALLBACK = "en"
ONLY = {"zh": "zh-hans", "pt": "pt-br"}  # of several written forms the one that we have
# Languages of markets, where the browser asks for none that we have.
OF_MARKET = {
    "AT": "de", "CH": "de", "DE": "de", "FR": "fr", "ES": "es", "MX": "es", "IT": "it", "CN": "zh-hans",
    "ID": "id", "VN": "vi", "TH": "th", "JP": "ja", "BR": "pt-br", "PT": "pt-br",
}  # fmt: skip


@cache
def languages() -> dict[str, dict[str, str]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def language_for(asked: Iterable[str], market: str) -> str:
    """The first of the asked languages that we have, `zh-CN` as `zh-hans`, `pt` as `pt-br`; else the market's; else
    English.
    """
    for each in asked:
        tag = each.lower()
        plain = tag.partition("-")[0]
        found = ONLY.get(plain, plain)
        if found in languages():
            return found
    return OF_MARKET.get(market, FALLBACK)


def accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, wanted most first; what makes no sense is left out."""
    found: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted = float(weight) if weight else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and wanted > 0:
            found.append((-wanted, place, tag))
    return [tag for _, _, tag in sorted(found)]
