"""What an aggregator can be asked for, whichever it is; the registry of those that can."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from msgspec import Struct

from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import CarrierFeed
from fulfillment.channels.secrets import unseal

CLIENTS = {
    "seventeentrack": "fulfillment.channels.carriers.seventeentrack.client",
    "aftership": "fulfillment.channels.carriers.aftership.client",
}


class Registered(Struct, frozen=True):
    """Numbers that are followed from now on, and the others with why not, in a sentence."""

    followed: Sequence[str]
    refused: dict[str, str]


class Asked(Struct, frozen=True):
    """By number, the raw JSON of its parcel; `unknown` are numbers that must be registered (again)."""

    parcels: dict[str, bytes]
    unknown: Sequence[str] = ()


class Client(Protocol):
    """Every call may raise a `ChannelError`."""

    at_once: int  # numbers a call

    def check(self) -> str:
        """A live call that changes nothing; what the account says of itself, in a sentence."""
        ...

    def register(self, numbers: Sequence[str]) -> Registered: ...

    def ask(self, numbers: Sequence[str]) -> Asked: ...

    def close(self) -> None: ...


class QuotaUsedUp(ChannelError):
    """Numbers are paid for, and there are none left."""

    retryable = True
    fix = "Buy more numbers there or wait for the next month; what is followed already is still told."


def can_be_asked(kind: str) -> bool:
    return kind in CLIENTS


def open_client(feed: CarrierFeed) -> Client:
    return client_for(feed.kind, key=unseal(bytes(feed.secrets))["api_key"], base_url=feed.base_url)


def client_for(kind: str, *, key: str, base_url: str = "") -> Client:
    client: Client = import_module(CLIENTS[kind]).open_client(key=key, base_url=base_url)
    return client
