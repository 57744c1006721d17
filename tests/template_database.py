"""Migrations run once; each worker's test database is a copy of what they made.

The name of the template says which migrations made it, so a change of one makes another, and the older go. What they
made is kept as SQL among the machine's temporary files too: the server of the next run starts from it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from fulfillment.embedded.postgres import reachable_programs

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "firstscan_tests_"
UNFINISHED = PREFIX + "unfinished"
KEPT = Path(tempfile.gettempdir()) / f"firstscan-tests-{os.getuid()}"


def template(server_url: str) -> str:
    """The template's name; it is there when this returns, whoever of the workers made it."""
    name = PREFIX + _digest()
    with _alone(server_url) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _make(server, _at(server_url, UNFINISHED), name)
    return name


def _digest() -> str:
    """Of all migrations, and of the packages that bring others."""
    told = sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("*/**/migrations/*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def _alone(server_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(_at(server_url, "postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        yield server


def _make(server: psycopg.Connection, url: str, name: str) -> None:
    """Under another name until it is whole: a run may be stopped in the middle."""
    older = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    for (each,) in older.fetchall():
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(each)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(UNFINISHED)))
    major = server.info.server_version // 10000
    _fill(url, KEPT / f"{name}-{major}.sql", can_keep=major == _major())
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(UNFINISHED), sql.Identifier(name)))


def _fill(url: str, kept: Path, *, can_keep: bool) -> None:
    programs = reachable_programs(None)
    if can_keep and kept.exists():
        psql = [programs / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={kept}", url]
        subprocess.run(psql, check=True, stdout=subprocess.DEVNULL)
        return
    migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=os.environ | {"DATABASE_URL": url}, check=True)
    if can_keep:
        KEPT.mkdir(mode=0o700, exist_ok=True)
        whole_later = kept.with_suffix(f".{os.getpid()}")
        subprocess.run([programs / "pg_dump", "--no-owner", f"--file={whole_later}", url], check=True)
        whole_later.rename(kept)


def _major() -> int:
    """Of the programs at hand: they read and write servers of their own version."""
    said = subprocess.run([reachable_programs(None) / "psql", "--version"], check=True, capture_output=True)
    found = re.search(rb"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _at(server_url: str, database: str) -> str:
    head, _, _ = server_url.rpartition("/")
    return f"{head}/{database}"
