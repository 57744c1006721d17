"""The keeper: holds both servers while somebody uses them, and stops them when nobody does any more."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from fulfillment.embedded.account import Account, say_where
from fulfillment.embedded.locks import Busy, locked
from fulfillment.embedded.places import Place
from fulfillment.embedded.postgres import LASTING, SCRATCH, Postgres
from fulfillment.embedded.server import Server, ServerFailed
from fulfillment.embedded.valkey import Valkey

LOOK_EVERY = 0.2  # seconds
LONGEST_WAIT = 30.0  # seconds between two attempts to start a server that keeps dying


@dataclass
class Keeper:
    place: Place
    restarts: int = 0
    asked_to_stop: bool = False
    servers: list[Server] = field(default_factory=list)

    def run(self) -> int:
        """Holds the place until nobody uses it; 0 in good order, 1 if a server did not start."""
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        try:
            with locked(self.place.keeper_lock, wait=False):
                return self._hold()
        except Busy:
            print(f"The services of {self.place.root} are held already.", file=sys.stderr)
            return 1

    def _hold(self) -> int:
        try:
            self._start()
            self._watch()
        except ServerFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        finally:
            self._stop()
        return 0

    def _start(self) -> None:
        account = Account.for_servers()
        home = self.place.home(account)
        say_where(self.place.root, home)
        root = self.place.root
        settings = SCRATCH if self.place.scratch else LASTING
        self.postgres = Postgres(home=home, account=account, settings=settings, log=root / "postgres.log")
        self.valkey = Valkey(home=root / "valkey", log=root / "valkey.log")
        both: list[Server] = [self.postgres, self.valkey]
        for server in both:
            server.prepare()
            server.launch()
            self.servers.append(server)
        for server in self.servers:
            server.wait()
        self._publish()

    def _publish(self) -> None:
        self.place.write_state(
            {
                "keeper": os.getpid(),
                "restarts": self.restarts,
                "servers": {server.name: server.pid for server in self.servers},
                "env": {"DATABASE_URL": self.postgres.url(), "BROKER_URL": self.valkey.url()},
            }
        )

    def _watch(self) -> None:
        """Returns when asked to stop, or when nobody holds the place any more."""
        while not self.asked_to_stop and self._is_used():
            for server in self.servers:
                if server.has_died():
                    self._start_again(server)
            time.sleep(LOOK_EVERY)

    def _start_again(self, server: Server) -> None:
        pause = 0.5
        while not self.asked_to_stop and self._is_used():
            print(f"{server.name} stopped by itself; starting it again.", file=sys.stderr)
            server.launch()
            try:
                server.wait()
            except ServerFailed:
                server.stop()
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_WAIT)
            else:
                self.restarts += 1
                self._publish()
                return

    def _is_used(self) -> bool:
        try:
            with locked(self.place.users_lock, wait=False):
                return False
        except Busy:
            return True

    def _stop(self) -> None:
        self.place.state_file.unlink(missing_ok=True)
        for server in reversed(self.servers):
            server.stop()
        if self.place.scratch:
            for folder in {self.place.root, self.place.home(Account.for_servers())}:
                shutil.rmtree(folder, ignore_errors=True)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True
