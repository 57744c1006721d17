"""The command line: it answers, keeps its world, and stops when asked."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

WISH = ["--port", "0", "--history-days", "2", "--orders-per-day", "10"]


def start(state: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fulfillment.sandbox", "--state", str(state), *WISH, *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found is not None
    return found[0]


def stop(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=15)
    return process.returncode


def test_a_killed_sandbox_goes_on_where_it_was(tmp_path):
    first = start(tmp_path / "a.json", "--seed", "4")
    url = address(first)
    ids = httpx.post(f"{url}/_sandbox/place", json={"n": 2}, timeout=10).json()["order_ids"]
    first.kill()
    first.communicate()

    second = start(tmp_path / "a.json", "--seed", "4")
    found = httpx.get(f"{address(second)}/_sandbox/truth", timeout=10).json()["orders"]
    assert set(ids) <= {order["id"] for order in found}
    assert stop(second) == 0


def test_a_file_of_another_world_is_wrong_use(tmp_path):
    first = start(tmp_path / "a.json", "--seed", "4")
    address(first)
    assert stop(first) == 0

    second = start(tmp_path / "a.json", "--seed", "5")
    _, errors = second.communicate(timeout=30)
    assert second.returncode == 2
    assert "seed 4" in errors
