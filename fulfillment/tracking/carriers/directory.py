"""Carriers by code: the name people read, the names that channels use, and where a number can be followed."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

TABLE = Path(__file__).with_name("directory.toml")
POSTS_TABLE = Path(__file__).with_name("posts.toml")


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """`formats_known`: all its numbers have a format of ours, so another shape is wrong. `carries_post`: its
    parcels may bear the S10 number of a postal service."""

    code: str
    name: str
    url: str
    formats_known: bool
    carries_post: bool


def _key(text: str) -> str:
    """What is compared of a name: its letters and digits, whatever their case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _read() -> tuple[dict[str, Carrier], dict[str, str]]:
    carriers: dict[str, Carrier] = {}
    codes: dict[str, str] = {}
    for code, row in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        carriers[code] = Carrier(
            code=code,
            name=row["name"],
            url=row.get("url", ""),
            formats_known=row.get("formats_known", False),
            carries_post=row.get("carries_post", False) or code in POST_OF.values(),
        )
        for name in (code, row["name"], *row.get("names", ())):
            if codes.setdefault(_key(name), code) != code:
                raise ValueError(f"Both {codes[_key(name)]} and {code} are called {name!r} in {TABLE.name}.")
    return carriers, codes


_POSTS = tomllib.loads(POSTS_TABLE.read_text(encoding="utf-8"))
POST_OF: dict[str, str] = _POSTS["posts"]
POST_COUNTRIES = frozenset(_POSTS["countries"].split())
CARRIERS, _CODES = _read()


def carrier_name(code: str) -> str:
    """The name to show; a code that is not ours is shown as it stands."""
    carrier = CARRIERS.get(code)
    return carrier.name if carrier else code


@lru_cache(maxsize=4096)
def carrier_from_name(text: str) -> str | None:
    """Our code for a channel's carrier name, or None. "Royal Mail Tracked 24" is found by its first words."""
    words = text.replace("-", " ").replace("_", " ").split()
    for count in range(len(words), 0, -1):
        code = _CODES.get(_key("".join(words[:count])))
        if code:
            return code
    return None


def tracking_url(carrier: str, number: str) -> str | None:
    """The carrier's own page for the number, or None where no such page is known."""
    known = CARRIERS.get(carrier)
    if known is None or not known.url or not number:
        return None
    return known.url.replace("{number}", quote(number, safe=""))
