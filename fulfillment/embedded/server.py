"""One server process of ours: started, waited for, started again when it dies, stopped in good order."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from fulfillment.embedded.account import Account, popen_as
from fulfillment.embedded.kinship import dies_with_parent


class ServerFailed(Exception):
    """The server did not come up; the message says where its log is."""


class Server:
    """Subclasses give `name`, `log`, `prepare`, `command`, `answers`; `account` is whose process it is."""

    name: str
    log: Path
    account: Account | None = None
    process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def tidy(self) -> None:
        """Nothing to forget, unless a subclass says so."""

    def launch(self) -> None:
        """The process runs; it may not answer yet. It stops by itself if we are killed."""
        arguments: dict[str, Any] = popen_as(self.account)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT),
                **arguments,
            )

    def wait(self, seconds: float = 30) -> None:
        """Returns when it answers; raises ServerFailed if it exits or stays silent."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.has_died() or time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} did not start; its log is {self.log}.")
            time.sleep(0.03)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self, seconds: float = 20) -> None:
        """The process is gone; killed if it does not stop in time."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown; Valkey's normal one
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.tidy()
