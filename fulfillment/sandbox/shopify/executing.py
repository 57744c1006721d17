"""Any question in GraphQL over plain dictionaries: checked against the schema, executed, and priced as it goes.

A value may be a function of the field's arguments; a list becomes a connection where the schema wants one.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

Json = dict[str, Any]
SCHEMA = Path(__file__).with_name("schema.graphql")


@dataclass
class Asking:
    """One execution: who asks, whether lists come whole (bulk), and how many objects were handed out."""

    scopes: frozenset[str] = frozenset()
    whole_lists: bool = False
    objects: int = 0


@cache
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text(encoding="utf-8"))


@lru_cache(maxsize=200)
def document(text: str) -> DocumentNode | tuple[GraphQLError, ...]:
    """The question, or what is wrong about it."""
    try:
        found = parse(text)
    except GraphQLError as problem:
        return (problem,)
    return tuple(validate(schema(), found)) or found


def run(
    question: DocumentNode, root: Any, variables: Mapping[str, Any], asking: Asking, name: str | None
) -> Json:
    """``data`` and, where there are any, ``errors``."""
    result = execute_sync(
        schema(),
        question,
        root_value=root,
        context_value=asking,
        variable_values=dict(variables),
        operation_name=name,
        field_resolver=_resolve,
        type_resolver=_type_of,
    )
    answer: Json = {"data": result.data}
    if result.errors:
        answer["errors"] = [problem.formatted for problem in result.errors]
    return answer


def _type_of(value: Any, *_: Any) -> str:
    return str(value["__typename"])


def _resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    found = source.get(info.field_name) if isinstance(source, dict) else None
    if callable(found):
        found = found(info.context, **arguments) if info.parent_type.name in ROOTS else found()
    named = get_named_type(info.return_type).name
    if named.endswith("Connection"):
        found = found if isinstance(found, dict) else connection(found or [], arguments, info.context)
    elif isinstance(found, list) and "first" in arguments and not info.context.whole_lists:
        found = found[: arguments["first"]]
    info.context.objects += len(found) if isinstance(found, list) else isinstance(found, dict)
    return found


ROOTS = {"QueryRoot", "Mutation"}


def connection(rows: list[Json], arguments: Mapping[str, Any], asking: Asking) -> Json:
    """One page of a list that stands still; cursors are places in it."""
    after = arguments.get("after")
    start = _place(after) if after else 0
    first = len(rows) if asking.whole_lists else arguments.get("first")
    if first is None:
        raise GraphQLError("you must provide one of first or last")
    end = start + first
    return page(rows[start:end], lambda n: _cursor(start + n + 1), has_next=end < len(rows))


def page(rows: list[Json], cursor_of: Callable[[int], str], *, has_next: bool) -> Json:
    edges = [{"node": row, "cursor": cursor_of(n)} for n, row in enumerate(rows)]
    info = {
        "hasNextPage": has_next,
        "hasPreviousPage": False,
        "startCursor": edges[0]["cursor"] if edges else None,
        "endCursor": edges[-1]["cursor"] if edges else None,
    }
    return {"nodes": rows, "edges": edges, "pageInfo": info}


def _cursor(place: int) -> str:
    return base64.b64encode(f"place:{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        word, _, place = base64.b64decode(cursor).decode().partition(":")
        if word == "place":
            return int(place)
    except ValueError:
        pass
    raise GraphQLError("Invalid cursor for current pagination sort.")
