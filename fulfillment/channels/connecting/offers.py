"""What each channel asks of whoever connects a shop: its ways in, their fields, its notes and limits. No Django.

A channel is offered by a module (`MODULES`) with

- `offer() -> Offer`: what the pages show, as this installation is set up;
- `enter(team, way, values, *, public_url, now) -> Entered`: a live call with what was given, then the connection.
  Raises `ChannelError` and changes nothing where the channel does not let us in;
- `consent(way, values, *, team, back) -> (kept, url)`: of ways with `is_consent`, what the session keeps under
  "CHANNEL-consent", and where the browser goes. Its own callback, `channels:CHANNEL-callback`, ends in `arriving.arrive`;
- `farewell(connection, *, now)`: the channel is told to send nothing more; may raise `ChannelError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from msgspec import Struct

# In the order in which they are shown.
MODULES = {
    "tiktok": "fulfillment.channels.tiktok.offering",
    "shopify": "fulfillment.channels.shopify.offering",
    "woocommerce": "fulfillment.channels.woocommerce.offering",
    "own_store": "fulfillment.channels.generic.offering",
}


class Field(Struct, frozen=True, kw_only=True):
    """One thing to fill in. A secret is never shown again, not even in the form that was refused."""

    name: str
    label: str
    help: str = ""
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    is_secret: bool = False
    is_required: bool = True


class Way(Struct, frozen=True, kw_only=True):
    """One manner in which the channel lets us in."""

    code: str
    label: str
    sentence: str  # whom it is for
    steps: tuple[str, ...] = ()  # what to do at the channel before
    fields: tuple[Field, ...] = ()
    button: str = "Test and connect"
    is_consent: bool = False  # the channel asks the seller itself, in the browser
    missing: str = ""  # what the operator of this installation must set up first; then it cannot be gone


class Offer(Struct, frozen=True, kw_only=True):
    channel: str
    label: str
    sentence: str  # what comes from there
    ways: tuple[Way, ...]
    limits: tuple[str, ...] = ()  # what this channel does not give, said before anything is connected

    def way(self, code: str) -> Way | None:
        return next((way for way in self.ways if way.code == code), None)


class Entered(Struct, frozen=True, kw_only=True):
    """What became of it: connections due for their first pull, or only a place where orders may be sent to."""

    connections: Sequence[Any] = ()
    next_url: str = ""  # where there is no connection
    sentence: str = ""


def module(channel: str) -> ModuleType | None:
    return import_module(MODULES[channel]) if channel in MODULES else None


def all_offers() -> list[Offer]:
    return [import_module(path).offer() for path in MODULES.values()]


def offer(channel: str) -> Offer | None:
    found = module(channel)
    return found.offer() if found else None
