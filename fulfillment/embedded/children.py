"""The demo's processes: started in groups of their own, started again with back-off, stopped with theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from fulfillment.embedded.kinship import dies_with_parent
from fulfillment.embedded.places import CHECKOUT

FIRST_PAUSE = 1.0  # seconds before a crashed process is started again; doubled each time
LONGEST_PAUSE = 30.0
SETTLED_AFTER = 60.0  # seconds it must live for the pause to be short again


@dataclass
class Child:
    name: str
    command: list[str]
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0  # on the monotonic clock, as `again_at`
    again_at: float | None = None
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=CHECKOUT,
                env=os.environ | self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGTERM),
            )
        self.started_at, self.again_at = time.monotonic(), None

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self, *, say: Callable[[str], None]) -> None:
        """Starts it again if it crashed and its pause is over; says both."""
        now = time.monotonic()
        if self.is_alive() or self.process is None:
            return
        if self.again_at is None:
            if now - self.started_at > SETTLED_AFTER:
                self.pause = FIRST_PAUSE
            self.again_at = now + self.pause
            say(
                f"{self.name} stopped by itself (exit {self.process.returncode}); "
                f"starting it again in {self.pause:.0f} s. See {self.log}"
            )
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.again_at:
            self._kill_group()
            self.start()
            say(f"{self.name} runs again.")

    def stop(self, *, seconds: float = 10) -> None:
        """The process and everything it started are gone."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
