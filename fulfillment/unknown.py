"""What an address asks for and nobody knows: said in a sentence, with the same address without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

LONGEST = 60  # characters of a value that are repeated


class Unknown(NamedTuple):
    """As `_unknown.html` wants it."""

    says: str
    clear_url: str


def no_such(label: str, value: str) -> str:
    """`No such shop: nope`."""
    return f"No such {label.lower()}: {value[:LONGEST]}{'…' if len(value) > LONGEST else ''}"


def without(path: str, given: Mapping[str, str], *names: str) -> str:
    query = urlencode({name: value for name, value in given.items() if name not in names})
    return f"{path}?{query}" if query else path


def unknown(
    path: str, given: Mapping[str, str], known: Iterable[tuple[str, str, Iterable[str]]]
) -> list[Unknown]:
    """`known`: (name in the address, what people call it, its values)."""
    return [
        Unknown(no_such(label, given[name]), without(path, given, name))
        for name, label, values in known
        if given.get(name) and given[name] not in values
    ]


def broken_place(path: str, given: Mapping[str, str]) -> Unknown:
    """Of a link to a later page that is none."""
    says = "This link to a part of the list is broken, so it starts at its beginning"
    return Unknown(says, without(path, given, "after", "before"))
