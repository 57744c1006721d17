"""What a press of a button is, for the tables of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.floor import Floor


@dataclass
class Click:
    """`state` is read before and after: it must differ, and be as before once undone."""

    path: str
    action: str  # the address that the button posts to
    state: Callable[[], Any]
    fill: dict[str, str] = field(default_factory=dict)  # field name: value
    has_undo: bool = False
    pick: list[int] = field(default_factory=list)  # rows to select first
    confirmed: str = ""  # the address that its preview posts to, where it has one
    says: str = ""
    has_preview: bool = False  # the page that it comes to says what it would do; the button there does it


Clicks = dict[str, Callable[[Floor], Click]]
