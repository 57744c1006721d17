"""One request as the endpoints see it."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from fulfillment.sandbox.envelope import invalid
from fulfillment.sandbox.world.model import Shop

OPERATION = re.compile(rb"(?:query|mutation) (\w+)")


@dataclass
class Request:
    """``params`` are decoded query values; ``shop`` is set once the cipher was accepted."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    shop: Shop | None = None
    now: int = 0
    captured: dict[str, str] = field(default_factory=dict)

    @cached_property
    def json(self) -> dict[str, Any]:
        if not self.body:
            return {}
        try:
            found = msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            raise invalid("Invalid request body: JSON is required.") from None
        if not isinstance(found, dict):
            raise invalid("Invalid request body: a JSON object is required.")
        return found

    @cached_property
    def aim(self) -> str:
        """What a fault may be aimed at: the path, and the question's name where all go to one path."""
        found = OPERATION.search(self.body) if self.path.endswith("/graphql.json") else None
        return f"{self.path} {found[1].decode()}" if found else self.path

    @property
    def of(self) -> Shop:
        """The shop that this request is about."""
        assert self.shop is not None
        return self.shop
