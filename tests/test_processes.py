"""Whatever process wakes a worker does so at the broker that the settings name; a database without tables is told."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

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


@pytest.fixture
def empty_database():
    """The address of one that nobody migrated; gone afterwards."""
    server, name = os.environ["DATABASE_URL"], sql.Identifier(f"empty_{os.getpid()}")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield f"{server.rpartition('/')[0]}/empty_{os.getpid()}"
        admin.execute(sql.SQL("DROP DATABASE {}").format(name))


def test_a_command_on_a_database_without_tables_says_what_makes_them(empty_database):
    command = [sys.executable, "manage.py", "board", "--team", "glow"]
    answer = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"DATABASE_URL": empty_database}
    )

    assert answer.returncode == 1
    assert "manage.py migrate" in answer.stderr
    assert "Traceback" not in answer.stderr
