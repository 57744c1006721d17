"""Whatever process wakes a worker does so at the broker that the settings name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ASKED = "from fulfillment.orders.tasks import watch_due_orders; print(watch_due_orders.app.conf.broker_url)"


@pytest.mark.parametrize(
    "command",
    [["-c", f"import fulfillment.wsgi; {ASKED}"], ["manage.py", "shell", "--no-imports", "-c", ASKED]],
    ids=["web", "command"],
)
def test_a_task_is_sent_where_workers_listen(command):
    answer = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == os.environ["BROKER_URL"]
