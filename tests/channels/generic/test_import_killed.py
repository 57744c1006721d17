"""An import killed with -9 in the middle, and started again: as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time

import pytest

from fulfillment.channels.models import ImportReject, ImportRun
from fulfillment.orders.models import Order, OrderEvent, OrderLine
from tests.channels.generic.files import row, write_csv, write_map
from tests.factories import create_team

ORDERS = 6000


@pytest.mark.faults
@pytest.mark.slow
def test_an_import_killed_in_the_middle_ends_the_same(tmp_path, process_env):
    create_team(slug="glow")
    orders = [row(f"A{number}", line) for number in range(ORDERS) for line in ("1", "2")]
    path = write_csv(tmp_path / "f.csv.gz", [*orders, row("X", status="lost")])
    arguments = [str(path), "--team", "glow", "--shop", "s", "--map", str(write_map(tmp_path))]
    command = [sys.executable, "-m", "django", "import_orders", *arguments]
    started = subprocess.Popen(command, env=process_env, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not ImportRun.objects.filter(rows_done__gt=0).exists():
        assert started.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    assert 0 < Order.objects.count() < ORDERS
    assert ImportRun.objects.get().finished_at is None

    again = subprocess.run(command, env=process_env, capture_output=True, text=True, check=False)

    assert again.returncode == 1, again.stderr
    assert "Taken up after row" in again.stdout
    assert f"{2 * ORDERS + 1} rows: {ORDERS} orders taken, 1 refused." in again.stdout
    assert Order.objects.count() == ORDERS
    assert OrderLine.objects.count() == 2 * ORDERS
    assert OrderEvent.objects.filter(kind="order.placed").count() == ORDERS
    assert [reject.code for reject in ImportReject.objects.all()] == ["unreadable"]
