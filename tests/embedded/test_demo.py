"""`make demo` as a user meets it: one command up, Ctrl-C down, nothing left behind."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import psutil
import pytest

from fulfillment.embedded.places import CHECKOUT, named
from fulfillment.embedded.valkey import free_port

pytestmark = [pytest.mark.faults, pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def environment():
    """A small world in a place of its own, wiped afterwards."""
    name = f"demo-test-{os.getpid()}"
    outside = {"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "CREDENTIAL_KEYS"}
    yield {
        **{key: value for key, value in os.environ.items() if key not in outside},
        "FIRSTSCAN_PLACE": name,
        "PORT": str(free_port()),
        "SANDBOX_OPTIONS": "--history-days 3 --orders-per-day 20",
    }
    named(name).wipe()
    for lock in named(name).root.parent.glob(f"{name}*"):
        lock.unlink()


@contextmanager
def demo(environment):
    """The running demo and what it printed until its first page answered."""
    running = subprocess.Popen(
        [sys.executable, "-m", "fulfillment.embedded", "demo"],
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed = ""
        while "Ctrl-C stops everything" not in printed:
            line = running.stdout.readline()
            assert line, f"the demo ended:\n{printed}"
            printed += line
        yield running, printed
    finally:
        running.kill()
        running.communicate(timeout=30)


def family(process: subprocess.Popen) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def survivors(processes: list[psutil.Process]) -> list[list[str]]:
    """Command lines of those that still work; an entry that only waits to be collected does not."""
    return [one.cmdline() for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def beside(environment, *command: str) -> subprocess.CompletedProcess:
    """The command, run in another shell."""
    command = (sys.executable, *command)
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)


def test_it_answers_takes_company_and_stops_without_a_trace(environment):
    with demo(environment) as (running, printed):
        address = re.search(r"answers at (http://\S+)", printed)[1]
        page = httpx.get(f"{address}/accounts/login/")
        logins = re.findall(r"(owner|manager|operator|inspector)\s+\S+@\S+", printed)
        second = beside(environment, "-m", "fulfillment.embedded", "demo")
        progress = beside(environment, "manage.py", "sync_progress", "--team", "demo", "--json")
        processes = family(running)
        servers = named(environment["FIRSTSCAN_PLACE"]).state()["servers"].values()

        running.send_signal(signal.SIGINT)
        running.communicate(timeout=40)

    assert page.status_code == 200
    assert sorted(logins) == ["inspector", "manager", "operator", "owner"]
    assert (second.returncode, second.stderr.strip()) == (
        1,
        "The demo runs already: stop it with Ctrl-C where it was started.",
    )
    assert '"shop"' in progress.stdout
    assert running.returncode == 0
    assert len(processes) >= 4
    assert survivors(processes) == []
    assert not any(psutil.pid_exists(pid) for pid in servers)


def test_killed_without_warning_it_leaves_nothing_and_starts_again(environment):
    with demo(environment) as (running, _):
        processes = family(running)
        running.kill()
        running.wait()
        psutil.wait_procs(processes, timeout=20)
        assert survivors(processes) == []

    with demo(environment) as (running, _):
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=40)
    assert running.returncode == 0
