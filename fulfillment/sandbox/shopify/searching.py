"""The search language of lists of orders, as far as it is served: spans of moments, and ids."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from graphql import GraphQLError

from fulfillment.sandbox.world.index import Key

TERM = re.compile(r"(\w+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|\"([^\"]*)\"|(\S+))")
JOINTS = re.compile(r"\bAND\b|\s|[()]")
MOMENTS = {"updated_at": "update", "created_at": "create", "processed_at": "create"}
Span = tuple[int | None, int | None]  # from this second on, before that one


@dataclass
class Wanted:
    create: Span = (None, None)
    update: Span = (None, None)
    ids: set[str] = field(default_factory=set)


def read(query: str | None) -> Wanted:
    """Terms are joined by AND. What is not served is refused: a search that ignores a term would find too much."""
    wanted = Wanted()
    text = query or ""
    if rest := JOINTS.sub("", TERM.sub("", text)):
        raise GraphQLError(f"The pretend shop does not understand {rest!r} in a search.")
    for name, operator, *values in TERM.findall(text):
        value = next(filter(None, values), "")
        if name in MOMENTS:
            span = getattr(wanted, MOMENTS[name])
            setattr(wanted, MOMENTS[name], _narrowed(span, operator, _seconds(value)))
        elif name == "id" and not operator:
            wanted.ids.add(value)
        else:
            raise GraphQLError(f"The pretend shop does not search orders by {name}.")
    return wanted


def _narrowed(span: Span, operator: str, second: int) -> Span:
    ge, lt = span
    match operator:
        case ">=":
            return second if ge is None else max(ge, second), lt
        case ">":
            return second + 1 if ge is None else max(ge, second + 1), lt
        case "<=":
            return ge, second + 1 if lt is None else min(lt, second + 1)
        case "<":
            return ge, second if lt is None else min(lt, second)
    return second, second + 1


def _seconds(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise GraphQLError(f"{text!r} is no moment.") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def cursor_of(key: Key) -> str:
    return base64.b64encode(json.dumps({"last_id": key[1], "last_value": key[0]}).encode()).decode()


def key_of(cursor: str | None) -> Key | None:
    if not cursor:
        return None
    try:
        found = json.loads(base64.b64decode(cursor))
        return int(found["last_value"]), str(found["last_id"])
    except (ValueError, KeyError, TypeError):
        raise GraphQLError("Invalid cursor for current pagination sort.") from None
