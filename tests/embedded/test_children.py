"""The demo's processes: tended while it runs, gone when it ends."""

import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from fulfillment.embedded.children import Child

SLEEPS = "import time; time.sleep(600)"
HAS_A_CHILD = (
    f"import subprocess, sys; one = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]);"
    f"print(one.pid, flush=True); {SLEEPS}"
)
IGNORES_TERM = (
    f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); {SLEEPS}"
)


def child(tmp_path: Path, code: str) -> Child:
    return Child("The thing", [sys.executable, "-c", code], tmp_path / "thing.log", pause=0.1)


def printed(one: Child) -> str:
    deadline = time.monotonic() + 10
    while not (text := one.log.read_text().strip()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return text


def tend_until(one: Child, condition, *, said: list[str]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        one.tend(say=said.append)
        time.sleep(0.02)


def test_a_crashed_process_is_started_again_and_both_are_said(tmp_path: Path):
    said: list[str] = []
    one = child(tmp_path, SLEEPS)
    one.start()
    before = one.process
    before.kill()
    before.wait()

    tend_until(one, lambda: one.is_alive() and one.process is not before, said=said)

    one.stop()
    assert said[0].startswith("The thing stopped by itself (exit -9)")
    assert said[-1] == "The thing runs again."


def test_a_process_that_keeps_crashing_is_left_alone_for_longer_each_time(tmp_path: Path):
    said: list[str] = []
    one = child(tmp_path, "raise SystemExit(3)")
    one.start()

    tend_until(one, lambda: one.pause >= 0.4, said=said)

    one.stop()
    assert "exit 3" in said[0]


def test_what_a_process_started_goes_with_it(tmp_path: Path):
    one = child(tmp_path, HAS_A_CHILD)
    one.start()
    grandchild = psutil.Process(int(printed(one)))

    one.stop()

    assert not one.is_alive()
    grandchild.wait(timeout=5)


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path):
    one = child(tmp_path, IGNORES_TERM)
    one.start()
    printed(one)

    one.stop(seconds=0.2)

    assert one.process.returncode == -signal.SIGKILL


@pytest.mark.faults
def test_a_process_does_not_outlive_a_killed_supervisor(tmp_path: Path):
    code = (
        "import sys, time; from pathlib import Path; from fulfillment.embedded.children import Child;"
        f"one = Child('it', [sys.executable, '-c', {SLEEPS!r}], Path({str(tmp_path / 'it.log')!r}));"
        "one.start(); print(one.process.pid, flush=True); time.sleep(600)"
    )
    supervisor = child(tmp_path, code)
    supervisor.start()
    orphan = psutil.Process(int(printed(supervisor)))

    supervisor.process.kill()
    supervisor.process.wait()

    orphan.wait(timeout=5)
