"""The demo's supervisor: brings the processes up in order, tends them, takes them down in reverse."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import httpx

from fulfillment.embedded import assets, cast, schema, services
from fulfillment.embedded.children import Child
from fulfillment.embedded.places import CHECKOUT, Place
from fulfillment.embedded.ports import Ports

ANSWERS_WITHIN = 60.0  # seconds that a process may take until it answers


@dataclass
class Supervisor:
    place: Place
    ports: Ports
    asked_to_stop: bool = False
    children: list[Child] = field(default_factory=list)
    restarts: int = 0

    @property
    def logs(self) -> Path:
        return self.place.root / "logs"

    def run(self) -> int:
        """0 when it was asked to stop, 1 when a process did not come up; nothing runs any more either way."""
        try:
            came_up = self._start()
            if came_up:
                self._tend()
            return 0 if self.asked_to_stop else 1
        finally:
            if self.children:
                say("Stopping.")
            for child in reversed(self.children):
                child.stop()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _start(self) -> bool:
        say("Starting PostgreSQL, Valkey, the sandbox, the web server, the worker and the scheduler.")
        prepare_tables(self.place)
        sandbox, *ours = cast.children(place=self.place, ports=self.ports, logs=self.logs)
        sandbox_url, site = f"http://127.0.0.1:{self.ports.sandbox}", f"http://localhost:{self.ports.web}"
        self._launch(sandbox)
        assets.collect()
        if not self._wait_for(sandbox, sandbox_url):
            return False
        logins = manage("demo_setup", "--url", sandbox_url, "--public-url", site)
        for child in ours:
            self._launch(child)
        if not self._wait_for(ours[0], f"http://127.0.0.1:{self.ports.web}/accounts/login/"):
            return False
        say(f"\nFirstscan answers at {site}\n\n{logins}")
        say(f"History fills in while you look. Logs: {self.logs}. Ctrl-C stops everything.\n")
        return True

    def _launch(self, child: Child) -> None:
        if child.log.exists():
            child.log.replace(child.log.with_suffix(".log.1"))
        self.children.append(child)
        child.start()

    def _wait_for(self, child: Child, url: str) -> bool:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not self.asked_to_stop and time.monotonic() < deadline:
            if answers(url):
                return True
            self._tend_once()
            time.sleep(0.2)
        if not self.asked_to_stop:
            say(f"{child.name} did not answer within {ANSWERS_WITHIN:.0f} s; see {child.log}.")
        return False

    def _tend(self) -> None:
        progress = cast.Progress()
        progress.start()
        try:
            while not self.asked_to_stop:
                self._tend_once()
                progress.show()
                time.sleep(0.3)
        finally:
            progress.stop()

    def _tend_once(self) -> None:
        for child in self.children:
            child.tend(say=say)
        restarts = int(self.place.state().get("restarts", 0))
        if restarts > self.restarts:
            say("A database service stopped by itself and runs again.")
        self.restarts = restarts


def say(sentence: str) -> None:
    print(sentence, flush=True)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).status_code < 500
    except httpx.HTTPError:
        return False


def prepare_tables(place: Place) -> None:
    """Embedded services are migrated when a migration changed; those from outside, each time."""
    if services.are_embedded(place):
        schema.ensure(place)
    else:
        manage("migrate", "--no-input", "-v", "0")


def manage(*arguments: str) -> str:
    """What the command printed; it must succeed."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout
