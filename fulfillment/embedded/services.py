"""Hands out the addresses of PostgreSQL and the broker: those given in the environment, or embedded ones.

`DATABASE_URL` and `BROKER_URL` both set: those, and nothing is started. Neither: the services of this
checkout, which are attached to if they run already and started for the duration otherwise.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fulfillment.embedded import own_environment, schema
from fulfillment.embedded.locks import Busy, is_held, lock_again, locked
from fulfillment.embedded.places import CHECKOUT, Place, named

URLS = ("DATABASE_URL", "BROKER_URL")
NEED_NO_SERVICES = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
}
NEED_NO_TABLES = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "dbshell",
    "shell",
    "squashmigrations",
}


class ServicesFailed(SystemExit):
    """Ends the command with a sentence on stderr; exit status 1."""


@contextmanager
def for_command(argv: list[str]) -> Iterator[None]:
    """For manage.py: the environment names services that run for as long as the command does."""
    command = argv[1] if len(argv) > 1 else "help"
    if given_from_outside():
        yield
        return
    place = named()
    if command in NEED_NO_SERVICES or {"--help", "-h", "--version"} & set(argv):
        own_environment.apply(place)
        yield
        return
    with running(place) as env:
        os.environ.update(env)
        if command not in NEED_NO_TABLES:
            schema.ensure(place)
        yield


def given_from_outside() -> bool:
    """True if both addresses are set; one alone is refused, as half of each would serve nobody."""
    missing = [name for name in URLS if not os.environ.get(name)]
    if len(missing) == 1:
        raise ServicesFailed(
            f"{missing[0]} is not set. Set both {URLS[0]} and {URLS[1]} to use your own services, "
            "or neither to use the embedded ones."
        )
    return not missing


def are_embedded(place: Place) -> bool:
    """True if the addresses in the environment are those of the place."""
    return bool(place.state().get("env", {}).get(URLS[0]) == os.environ.get(URLS[0]))


@contextmanager
def running(place: Place) -> Iterator[dict[str, str]]:
    """Gives the environment for services that stay up until the last one who uses the place leaves."""
    place.make()
    with locked(place.users_lock, shared=True) as descriptor:  # waits while others are just stopping them
        with locked(place.start_lock):
            if not is_held(place.keeper_lock):
                _start_keeper(place)
        own_environment.apply(place)
        try:
            yield place.state()["env"]
        finally:
            _leave(place, descriptor)


def _start_keeper(place: Place) -> None:
    place.state_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "fulfillment.embedded", "keep", str(place.root)]
    with place.log.open("wb") as log:
        keeper = subprocess.Popen(
            command + ["--scratch"] * place.scratch,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    while not place.state_file.exists():
        if keeper.poll() is not None:
            raise ServicesFailed(f"The embedded services did not start:\n{place.log.read_text().strip()}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives us if others use the place too: not ours to wait for
    sys.stderr.write(place.log.read_text())


def _leave(place: Place, descriptor: int) -> None:
    """Stops the services if nobody else uses them, and returns when they are gone."""
    try:
        lock_again(descriptor)
    except Busy:
        return
    keeper = place.state().get("keeper")
    if keeper and is_held(place.keeper_lock):
        os.kill(keeper, signal.SIGTERM)
        with locked(place.keeper_lock):
            pass
