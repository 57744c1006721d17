"""Pages while four shops sync at once: the demo's own processes read the first history of four shops, then rest.

The floor of each page is the same page of the same server once the history is complete.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import httpx

from fulfillment.embedded.places import CHECKOUT, named
from fulfillment.embedded.valkey import free_port
from tests.bench.figures import Figure

PLACE = "bench-demo"
PAGES = {"Today": "/", "Orders, page 1": "/orders/", "Late dispatch": "/metrics/late-dispatch-rate/"}
TIMES_SLOWER = 1.5
TOO_EARLY = 0.3  # the share of the first answers that does not count: those pages showed next to nothing
REST_SECONDS = 20  # after the history, until what it left to judge is judged
SAMPLES = 60


def syncing() -> Iterator[Figure]:
    outside = {"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "CREDENTIAL_KEYS", "ALLOWED_HOSTS", "DEBUG"}
    outside |= {"SECURE_SSL_REDIRECT", "SECURE_COOKIES"}
    environment = {key: value for key, value in os.environ.items() if key not in outside}
    environment |= {"FIRSTSCAN_PLACE": PLACE, "PORT": str(free_port()), "FRESH": "1"}
    busy: dict[str, list[float]] = {name: [] for name in PAGES}
    with demo(environment) as client:
        with following(environment) as history:
            while history.poll() is None:
                sample(client, busy)
        time.sleep(REST_SECONDS)
        quiet: dict[str, list[float]] = {name: [] for name in PAGES}
        for _ in range(SAMPLES):
            sample(client, quiet)
    named(PLACE).wipe()
    for name in PAGES:
        rest = median(quiet[name])
        yield Figure(
            name=f"{name} while four shops sync",
            measured=median(busy[name][int(len(busy[name]) * TOO_EARLY) :]),
            limit=rest * TIMES_SLOWER,
            floor=rest,
            note=f"{len(busy[name])} times",
        )


def sample(client: httpx.Client, found: dict[str, list[float]]) -> None:
    """Milliseconds of each page, as a reader waits for them who looks at one after the other."""
    for name, path in PAGES.items():
        began = time.perf_counter()
        client.get(path).raise_for_status()
        found[name].append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)


@contextmanager
def following(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends when all four histories are complete."""
    command = [sys.executable, "manage.py", "sync_progress", "--team", "demo", "--follow"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def demo(environment: dict[str, str]) -> Iterator[httpx.Client]:
    """A signed-in member of the running demo, which starts over."""
    running = subprocess.Popen(
        [sys.executable, "-m", "fulfillment.embedded", "demo"],
        cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    printed = ""
    try:
        while "Ctrl-C stops everything" not in printed:
            line = running.stdout.readline()
            if not line:
                raise AssertionError(f"the demo ended:\n{printed}")
            printed += line
        found = re.search(r"owner\s+(\S+@\S+)\s+(\S+)", printed)
        assert found, printed
        with httpx.Client(base_url=f"http://localhost:{environment['PORT']}", timeout=60) as client:
            sign_in(client, found[1], found[2])
            yield client
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


def sign_in(client: httpx.Client, login: str, password: str) -> None:
    form = {"login": login, "password": password}
    client.get("/accounts/login/")
    form["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
    answer = client.post("/accounts/login/", data=form, headers={"Referer": str(client.base_url)})
    assert answer.status_code == 302, answer.status_code
