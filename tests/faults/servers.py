"""A PostgreSQL and a Valkey of a test's own, which it may stop without a word and start again at the same address."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fulfillment.embedded.account import Account
from fulfillment.embedded.places import new_scratch
from fulfillment.embedded.postgres import LASTING, Postgres
from fulfillment.embedded.server import Server
from fulfillment.embedded.valkey import Valkey


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Tuned as a lasting one is, so what was committed in its last moments may be lost with it."""
    place, account = new_scratch(), Account.for_servers()
    settings = LASTING | {"shared_buffers": "64MB"}
    server = Postgres(
        home=place.home(account), account=account, settings=settings, log=place.root / "postgres.log"
    )
    try:
        yield from started(server)
    finally:
        place.wipe()


@contextmanager
def own_valkey() -> Iterator[Valkey]:
    place = new_scratch()
    try:
        yield from started(Valkey(home=place.root / "valkey", log=place.root / "valkey.log"))
    finally:
        place.wipe()


def started(server: Any) -> Iterator[Any]:
    server.prepare()
    try:
        start(server)
        yield server
    finally:
        server.stop()


def start(server: Server) -> None:
    server.launch()
    server.wait()


def crash(server: Server) -> None:
    """It is gone in the middle of whatever it did; whoever was connected has lost it."""
    assert server.process is not None
    # PostgreSQL's "immediate" shutdown: no checkpoint, no goodbye. Killed itself it would leave its children running.
    server.process.send_signal(signal.SIGQUIT if isinstance(server, Postgres) else signal.SIGKILL)
    server.process.wait(20)
    assert not server.answers()
