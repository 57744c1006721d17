"""Bulk operations: one question over everything, its answer as JSON lines to fetch by address, children after parents."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_list_type,
    is_non_null_type,
    visit,
)

from fulfillment.sandbox.shopify.executing import document, schema
from fulfillment.sandbox.shopify.shaping import Json, gid, moment

MOST_CONNECTIONS, DEEPEST, AT_ONCE = 5, 2, 5
PREFIX = "/bulk/"


@dataclass
class Operation:
    number: int
    query: str
    created_at: int
    started: float  # of the wall clock
    status: str = "RUNNING"
    objects: int = 0
    roots: int = 0
    completed_at: int = 0
    lines: bytes = b""
    error: str | None = None

    def shape(self, base: str) -> Json:
        address = f"{base}{PREFIX}{self.number}.jsonl"
        is_done = self.status == "COMPLETED"
        return {
            "__typename": "BulkOperation",
            "id": gid("BulkOperation", self.number),
            "status": self.status,
            "errorCode": self.error,
            "createdAt": moment(self.created_at),
            "completedAt": moment(self.completed_at) if self.completed_at else None,
            "objectCount": str(self.objects),
            "rootObjectCount": str(self.roots),
            "fileSize": str(len(self.lines)) if self.lines else None,
            "url": address if is_done and self.lines else None,
            "partialDataUrl": address if self.status == "FAILED" and self.lines else None,
            "query": self.query,
            "type": "QUERY",
        }


class Connections(Visitor):
    """Counts connections, and finds what a bulk operation may not ask."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.count = self.depth = 0
        self.inside: list[str] = []  # of each open field: connection, list, other
        self.problem = ""

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        kind = self._kind()
        if kind == "connection":
            self.count += 1
            if "list" in self.inside:
                self.problem = (
                    "Queries that contain a connection field within a list field are not supported."
                )
        self.inside.append(kind)
        self.depth = max(self.depth, self.inside.count("connection"))

    def leave_field(self, *_: Any) -> None:
        self.inside.pop()

    def _kind(self) -> str:
        declared = self.types.get_type()
        if declared is None:
            return "other"
        if get_named_type(declared).name.endswith("Connection"):
            return "connection"
        parent = self.types.get_parent_type()
        bare = declared.of_type if is_non_null_type(declared) else declared
        of_connection = parent is not None and parent.name.endswith("Connection")
        return "list" if is_list_type(bare) and not of_connection else "other"


def checked(text: str) -> tuple[DocumentNode | None, str]:
    """The question, or why it cannot be asked in bulk."""
    found = document(text)
    if isinstance(found, tuple):
        return None, "; ".join(problem.message for problem in found)
    types = TypeInfo(schema())
    seen = Connections(types)
    visit(found, TypeInfoVisitor(types, seen))
    if not seen.count:
        return None, "Bulk queries must contain at least one connection."
    if seen.count > MOST_CONNECTIONS:
        return None, f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections."
    if seen.depth > DEEPEST + 1:
        return None, f"Bulk queries cannot contain connections with a nesting depth greater than {DEEPEST}."
    return (None, seen.problem) if seen.problem else (found, "")


def lines(data: Json, *, stop_after: int) -> Iterator[tuple[Json, bool]]:
    """Every object with whether it is a root one; ends early where the operation is to fail (0: never)."""
    [root] = [value for value in data.values() if isinstance(value, dict)]
    for n, edge in enumerate(root["edges"]):
        if stop_after and n >= stop_after:
            return
        yield from _line(edge["node"], "")


def _line(node: Json, parent: str) -> Iterator[tuple[Json, bool]]:
    children = {key: value for key, value in node.items() if isinstance(value, dict) and "edges" in value}
    own = {key: value for key, value in node.items() if key not in children}
    yield own | ({"__parentId": parent} if parent else {}), not parent
    for value in children.values():
        for edge in value["edges"]:
            yield from _line(edge["node"], node["id"])


def finish(operation: Operation, answer: Json, *, stop_after: int, now: int) -> None:
    """The operation has its file, or a part of it."""
    out, encoder = bytearray(), msgspec.json.Encoder()
    if answer.get("errors") or not answer.get("data"):
        operation.status, operation.error = "FAILED", "INTERNAL_SERVER_ERROR"
    else:
        for row, is_root in lines(answer["data"], stop_after=stop_after):
            operation.objects += 1
            operation.roots += is_root
            out += encoder.encode(row) + b"\n"
        failed = bool(stop_after)
        operation.status, operation.error = ("FAILED", "TIMEOUT") if failed else ("COMPLETED", None)
    operation.lines, operation.completed_at = bytes(out), now


class Desk:
    """The operations of one app: at most so many run at once."""

    def __init__(self, base: Any, seconds: float) -> None:
        self.base, self.seconds = base, seconds
        self.rows: dict[int, Operation] = {}

    def begin(self, text: str, *, now: int) -> Json:
        _, problem = checked(text)
        running = sum(row.status == "RUNNING" for row in self.rows.values())
        if not problem and running >= AT_ONCE:
            problem = "A bulk query operation for this app and shop is already in progress."
        if problem:
            return {"bulkOperation": None, "userErrors": [{"field": ["query"], "message": problem}]}
        number = 720_000_000_000 + len(self.rows) + int(time.time() * 1000) % 1_000_000_000
        row = self.rows[number] = Operation(number, text, now, time.monotonic())
        return {"bulkOperation": row.shape(self.base()) | {"status": "CREATED"}, "userErrors": []}

    def due(self) -> list[Operation]:
        """Those whose time is up."""
        moment_ = time.monotonic()
        return [
            r for r in self.rows.values() if r.status == "RUNNING" and r.started + self.seconds <= moment_
        ]

    def known(self, number: str) -> Operation:
        row = self.rows.get(int(number)) if number.isdigit() else None
        if row is None:
            raise GraphQLError("Invalid bulk operation id.")
        return row
