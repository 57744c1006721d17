"""A draft with one thing changed: a check put in, moved or taken out, the sampling. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from fulfillment.inspections.asking import Check, Tile
from fulfillment.inspections.checklists.reading import Content

LONGEST = 40


def put(content: Content, check: Check, *, instead_of: str = "") -> Content:
    """At its place where it stands already, else last."""
    if content.check(instead_of):
        return replace(
            content, checks=tuple(check if each.key == instead_of else each for each in content.checks)
        )
    return replace(content, checks=(*content.checks, check))


def take_out(content: Content, key: str) -> Content:
    return replace(content, checks=tuple(each for each in content.checks if each.key != key))


def move(content: Content, key: str, places: int) -> Content:
    """Earlier by a negative number; at the ends it stays."""
    rest = [each for each in content.checks if each.key != key]
    at = next((place for place, each in enumerate(content.checks) if each.key == key), None)
    if at is None:
        return content
    rest.insert(max(0, min(at + places, len(rest))), content.checks[at])
    return replace(content, checks=tuple(rest))


def sample(content: Content, level: str, aqls: Mapping[str, str]) -> Content:
    """A class with a blank AQL allows none."""
    return replace(content, level=level, aqls={name: aql for name, aql in aqls.items() if aql})


def tiles(lines: Iterable[str], known: Iterable[Tile]) -> tuple[Tile, ...]:
    """Each line `Scratches = 划痕`; a defect keeps its code as long as its English stands, so that counts go on."""
    codes = {tile.words.get("en", ""): tile.code for tile in known}
    found: dict[str, Tile] = {}
    for line in lines:
        english, _, chinese = (part.strip() for part in line.replace("＝", "=").partition("="))
        if english:
            code = codes.get(english) or coded(english, found)
            found[code] = Tile(code, {"en": english, "zh-hans": chinese})
    return tuple(found.values())


def lines(found: Iterable[Tile]) -> str:
    return "\n".join(f"{tile.words.get('en', '')} = {tile.words.get('zh-hans', '')}" for tile in found)


def coded(words: str, taken: Iterable[str]) -> str:
    """`Seal is whole` as `seal_is_whole`; with a number behind it where that is taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:LONGEST] or "check"
    known, name, number = set(taken), plain, 2
    while name in known:
        name, number = f"{plain}_{number}", number + 1
    return name
