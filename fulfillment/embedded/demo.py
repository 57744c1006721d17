"""`make demo`: the whole product beside a pretend world, under one supervisor, until Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from fulfillment.embedded import assets, cast, ports, schema, services
from fulfillment.embedded.children import Child
from fulfillment.embedded.locks import Busy, locked
from fulfillment.embedded.places import CHECKOUT, LOCAL, Place, named

LOGS = LOCAL / "logs"
ANSWERS_WITHIN = 80.0  # seconds until the first page must answer


def demo(*, fresh: bool, port: int) -> int:
    """Runs until it is told to stop; exit status 0 then, 1 if it could not start."""
    place = named("demo")
    try:
        with locked(LOCAL / "demo.lock", wait=False):
            if fresh:
                wipe(place)
            return _run(place, port=port)
    except Busy:
        print("The demo runs already in this checkout: stop it with Ctrl-C where it was started.", file=sys.stderr)
        return 1


def wipe(place: Place) -> None:
    """All demo data is gone; refused while a command uses it."""
    place.make()
    try:
        with locked(place.users_lock, wait=False):
            place.wipe()
    except Busy:
        raise SystemExit("Another command uses the demo's database: wait for it, then start over.") from None


def _run(place: Place, *, port: int) -> int:
    place.make()
    chosen = ports.choose(place, wanted=port)
    supervisor = Supervisor(place=place, ports=chosen)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    if services.given_from_outside():
        return supervisor.run()
    with services.running(place) as env:
        os.environ.update(env)
        return supervisor.run()


@dataclass
class Supervisor:
    place: Place
    ports: ports.Ports
    asked_to_stop: bool = False
    children: list[Child] = field(default_factory=list)
    restarts: int = 0

    @property
    def site(self) -> str:
        return f"http://localhost:{self.ports.web}"

    def run(self) -> int:
        try:
            return self._start_and_tend()
        except subprocess.CalledProcessError as error:
            say(f"The demo could not start: `{' '.join(map(str, error.cmd[1:4]))}` failed (see above).")
            return 1
        finally:
            self._stop()

    def _start_and_tend(self) -> int:
        prepare_tables(self.place)
        assets.collect(self.place)
        setup = manage_json(
            "demo_setup", "--sandbox-url", f"http://127.0.0.1:{self.ports.sandbox}", "--site-url", self.site
        )
        self.children = cast.children(
            place=self.place, ports=self.ports, logs=LOGS, webhook_url=setup.get("webhook_url", "")
        )
        for child in self.children:
            if not self.asked_to_stop:
                keep_one_old_log(child.log)
                child.start()
        if not self._wait_for_the_web():
            return 0 if self.asked_to_stop else 1
        announce(self.site, setup["logins"])
        self._tend()
        return 0

    def _wait_for_the_web(self) -> bool:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not self.asked_to_stop and time.monotonic() < deadline:
            with suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{self.ports.web}/accounts/login/", timeout=10).status_code < 500:
                    return True
            self._tend_once()
            time.sleep(0.3)
        if not self.asked_to_stop:
            say(f"No page answered within {ANSWERS_WITHIN:.0f} s. The reason should stand in {LOGS / 'web.log'}.")
        return False

    def _tend(self) -> None:
        progress = cast.progress()
        progress.start()
        try:
            while not self.asked_to_stop:
                self._tend_once()
                progress.show()
                time.sleep(0.5)
        finally:
            progress.stop()

    def _tend_once(self) -> None:
        for child in self.children:
            child.tend(say=say)
        restarts = int(self.place.state().get("restarts", 0))
        if restarts > self.restarts:
            say("A database service stopped by itself and was started again.")
        self.restarts = restarts

    def _stop(self) -> None:
        if self.children:
            say("Stopping.")
        for child in reversed(self.children):
            child.stop()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True


def say(sentence: str) -> None:
    print(sentence, flush=True)


def announce(site: str, logins: list[dict[str, str]]) -> None:
    say(f"\nFirstscan answers at {site}\n")
    width = max(len(login["email"]) for login in logins)
    for login in logins:
        say(f"  {login['role']:<10} {login['email']:<{width}}  {login['password']}")
    say(f"\nThe history fills in while you look. Logs: {LOGS}. Ctrl-C stops everything.\n")


def prepare_tables(place: Place) -> None:
    """Our own services are migrated when a migration changed; yours, each time."""
    if services.given_from_outside() and not place.state():
        manage("migrate", "--no-input", "-v", "0")
    else:
        schema.ensure(place)


def manage(*arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout


def manage_json(*arguments: str) -> dict[str, Any]:
    return dict(json.loads(manage(*arguments).strip().splitlines()[-1]))


def keep_one_old_log(log: Path) -> None:
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
