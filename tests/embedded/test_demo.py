"""`make demo` as a user meets it: one command up, Ctrl-C down, nothing left behind."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import psutil
import pytest

from fulfillment.embedded.places import CHECKOUT, named
from fulfillment.embedded.ports import is_free

pytestmark = [pytest.mark.faults, pytest.mark.e2e, pytest.mark.slow]


def quiet_port() -> int:
    """Free, and not of those that the system hands to whoever asks while one demo goes and the next comes."""
    return next(port for port in iter(lambda: random.randrange(20_000, 30_000), None) if is_free(port))


@pytest.fixture(scope="module")
def environment():
    """A small world in a place of its own, wiped afterwards."""
    name = f"demo-test-{os.getpid()}"
    outside = {"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "CREDENTIAL_KEYS"}
    yield {
        **{key: value for key, value in os.environ.items() if key not in outside},
        "FIRSTSCAN_PLACE": name,
        "PORT": str(quiet_port()),
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
    psutil.wait_procs(processes, timeout=20)  # the servers' keeper goes last, when nobody uses them any more

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


RATES = {"late-dispatch-rate", "valid-tracking-rate"}
STATE = """
import json
from django.db.models import Max, Sum
from fulfillment.channels.models import Connection, Credential, QuarantinedItem
from fulfillment.orders.models import Order
from metrics.models import DailySum
counted = DailySum.objects.filter(dimension="")
rows = Connection.objects.order_by("shop__slug")
print(json.dumps({
    "connections": [str(pk) for pk in rows.values_list("pk", flat=True)],
    "finished": not rows.filter(first_sync_finished_at=None).exists(),
    "problems": list(rows.exclude(problem="").values_list("problem", flat=True)),
    "told_at": rows.aggregate(at=Max("last_webhook_at"))["at"],
    "credentials": list(Credential.objects.values_list("pk", flat=True)),
    "orders": sorted(Order.objects.values_list("external_id", flat=True)),
    "counted": dict(counted.values_list("metric").annotate(of=Sum("denominator"))),
    "unread": QuarantinedItem.objects.filter(resolved_at=None).count(),
}, default=str))
"""


def state(environment) -> dict:
    ran = beside(environment, "manage.py", "shell", "--verbosity", "0", "-c", STATE)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.strip().splitlines()[-1])


def crowd() -> float:
    """How many times longer everything takes because the machine has other things to do."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def state_once(environment, is_so, *, seconds: float) -> dict:
    """The state as soon as it is so; fails when the time is up."""
    ends = time.monotonic() + seconds * crowd()
    while not is_so(found := state(environment)):
        assert time.monotonic() < ends, {**found, "orders": len(found["orders"])}
        time.sleep(1)
    return found


def place(environment) -> str:
    """A shopper orders; the id of the order."""
    ports = json.loads((named(environment["FIRSTSCAN_PLACE"]).root / "ports.json").read_text())
    lever = f"http://127.0.0.1:{ports['sandbox']}/_sandbox/place"
    return httpx.post(lever, json={"n": 1, "shop": "glow-us"}, timeout=30).json()["order_ids"][0]


ERROR = r"\bERROR\b|\[error|CRITICAL|Traceback"


def complaints(environment) -> list[str]:
    """What the processes logged as errors, each with the lines after it: they say where and why."""
    logs = (named(environment["FIRSTSCAN_PLACE"]).root / "logs").glob("*.log*")
    found = []
    for log in logs:
        lines = log.read_text(errors="replace").splitlines()
        at = [place for place, line in enumerate(lines) if re.search(ERROR, line)]
        found += ["\n".join(lines[place : place + 80]) for place in at]
    return found


def test_history_fills_in_orders_keep_coming_and_a_restart_goes_on_elsewhere(environment):
    began = time.monotonic()
    with demo(environment) as (running, _):
        assert time.monotonic() - began < 90 * crowd()
        full = state_once(
            environment, lambda now: now["finished"] and {*now["counted"]} >= RATES, seconds=120
        )
        arrived = place(environment)
        alive = state_once(environment, lambda now: arrived in now["orders"], seconds=60)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=40)

    assert len(full["orders"]) > 30
    assert alive["told_at"], "the sandbox's webhook reached us"
    assert alive["problems"] == []
    assert alive["unread"] <= 4, "one order a day and shop is told so that nobody can read it"
    told = complaints(environment)
    assert not told, "\n\n".join(told)

    moved = environment | {"PORT": str(quiet_port())}
    with demo(moved) as (running, printed):
        resumed = state(moved)
        arrived = place(moved)
        told = state_once(
            moved, lambda now: arrived in now["orders"] and now["told_at"] > alive["told_at"], seconds=60
        )
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=40)

    assert f":{moved['PORT']}" in printed
    assert {*alive["orders"]} <= {*resumed["orders"]}
    assert (told["connections"], told["credentials"]) == (full["connections"], full["credentials"])
    told_since = complaints(moved)
    assert not told_since, "\n\n".join(told_since)
