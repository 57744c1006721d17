"""The rows of each order brought together, wherever they stand in the file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.orders import external_id
from fulfillment.channels.generic.reading import Row, rows


class OrderFile(Struct, frozen=True):
    """A file that was read to its end once: it is whole, it fits its map, and it is known by its digest.

    `scattered`: the orders whose rows do not stand together, with the number of their last row.
    """

    path: Path
    mapping: ImportMap
    digest: str
    scattered: dict[str, int]


class Group(Struct, frozen=True):
    """All rows of one order, and up to which row number nothing earlier is still waiting."""

    rows: tuple[Row, ...]
    settled_until: int


def survey(path: Path, mapping: ImportMap) -> OrderFile:
    """The file, ready to be imported. Raises BadFile, BadMap or OSError."""
    return OrderFile(path, mapping, _digest(path, mapping), _scattered(_stretches(path, mapping)))


def grouped(file: OrderFile) -> Iterator[Group]:
    """Each order with all its rows, each row without an order alone; in memory are only orders not yet complete."""
    waiting: dict[str, list[Row]] = {}
    together: list[Row] = []
    current = ""
    for row in rows(file.path, file.mapping):
        name = external_id(row, file.mapping)
        if together and name != current:
            yield _group(together, waiting)
            together = []
        current = name
        if name in file.scattered:
            waiting.setdefault(name, []).append(row)
            if file.scattered[name] == row.number:
                yield _group(waiting.pop(name), waiting)
        elif name:
            together.append(row)
        else:
            yield _group([row], waiting)
    if together:
        yield _group(together, waiting)


def _group(done: list[Row], waiting: dict[str, list[Row]]) -> Group:
    longest_waiting = next(iter(waiting.values()), None)
    return Group(tuple(done), longest_waiting[0].number - 1 if longest_waiting else done[-1].number)


def _stretches(path: Path, mapping: ImportMap) -> Iterator[tuple[str, int]]:
    """Rows of one order that follow each other: its name and their last row's number."""
    current, last = "", 0
    for row in rows(path, mapping):
        name = external_id(row, mapping)
        if current and name != current:
            yield current, last
        current, last = name, row.number
    if current:
        yield current, last


def _scattered(stretches: Iterator[tuple[str, int]]) -> dict[str, int]:
    """Names that come more than once, with their last number; sorted on disk, so that memory stays flat."""
    with closing(sqlite3.connect("")) as place:
        place.execute("CREATE TABLE stretch (name BLOB NOT NULL, last INTEGER NOT NULL)")
        encoded = ((name.encode(errors="surrogatepass"), last) for name, last in stretches)
        place.executemany("INSERT INTO stretch VALUES (?, ?)", encoded)
        several = place.execute("SELECT name, max(last) FROM stretch GROUP BY name HAVING count(*) > 1")
        return {name.decode(errors="surrogatepass"): last for name, last in several}


def _digest(path: Path, mapping: ImportMap) -> str:
    digest = hashlib.sha256(msgspec.json.encode(mapping))
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
