"""Real Celery workers as processes of their own, which a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fulfillment.celery import app  # without it, tasks of this process would ask for another broker

assert app.conf.task_acks_late
ROOT = Path(__file__).parents[2]


class Workers:
    """Workers on one database and broker; each takes one task at a time in one process."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "fulfillment", "worker", "--pool", "solo"]
        options = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        name = ["-n", f"fault-{os.getpid()}-{len(self.running)}-{time.monotonic_ns()}"]
        return self._run([*command, *options, *name])

    def start_beat(self, folder: Path) -> subprocess.Popen[bytes]:
        """Asks for all periodic work, as in production; what it remembers lies in `folder`."""
        command = [sys.executable, "-m", "celery", "-A", "fulfillment", "beat", "--loglevel", "WARNING"]
        return self._run(
            [*command, "--schedule", str(folder / "beat"), "--pidfile", str(folder / "beat.pid")]
        )

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.running.append(process)
        return process

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """As a machine that loses power: nothing is said, nothing is given back."""
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.running.remove(worker)


@contextmanager
def workers(env: dict[str, str]) -> Iterator[Workers]:
    found = Workers(env)
    try:
        yield found
    finally:
        for worker in found.running:
            worker.kill()
            worker.wait()


def wait_until(holds: Callable[[], bool], *, seconds: float, every: float = 0.05) -> None:
    """Returns as soon as it holds; fails where it does not in time."""
    stop_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < stop_at, f"{holds.__name__} did not come true within {seconds:.0f} s"
        time.sleep(every)
