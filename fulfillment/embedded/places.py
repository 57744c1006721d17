"""Where a set of embedded services lives: its data, its locks, and what it tells those who use it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fulfillment.embedded.account import Account, home_for
from fulfillment.embedded.locks import is_held

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LOCAL = CHECKOUT / ".local"
LEFT_BEHIND_AFTER = 600  # seconds


@dataclass(frozen=True)
class Place:
    """`root` holds everything but, at times, the databases' files: see `account.home_for`."""

    root: Path
    scratch: bool = False  # thrown away when nobody uses it any more; tuned for speed, not for safety

    @property
    def state_file(self) -> Path:
        return self.root / "services.json"

    @property
    def users_lock(self) -> Path:
        """Shared by everyone who uses the services, exclusive for who stops them."""
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.root / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.root / "keeper.lock"

    @property
    def log(self) -> Path:
        return self.root / "keeper.log"

    def make(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)

    def home(self, account: Account | None) -> Path:
        """The folder for PostgreSQL's files; not `root` only where its account cannot go there."""
        return home_for(self.root, account)

    def state(self) -> dict[str, Any]:
        """What the keeper last wrote; empty when the services are not up."""
        try:
            return dict(json.loads(self.state_file.read_text()))
        except FileNotFoundError:
            return {}

    def write_state(self, state: dict[str, Any]) -> None:
        write_private(self.state_file, json.dumps(state))

    def wipe(self) -> None:
        """Removes all data; the caller has made sure that nobody uses it."""
        shutil.rmtree(self.home(Account.for_servers()), ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)


def named(name: str = "") -> Place:
    """The lasting place of that name in this checkout; `demo` unless FIRSTSCAN_PLACE says otherwise."""
    return Place(LOCAL / (name or os.environ.get("FIRSTSCAN_PLACE", "demo")))


def new_scratch() -> Place:
    """A place of its own for one run, removed with its last user; removes those whose keeper was killed."""
    scratch = LOCAL / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    for left in scratch.iterdir():
        if time.time() - left.stat().st_mtime > LEFT_BEHIND_AFTER and not is_held(left / "users.lock"):
            Place(left, scratch=True).wipe()
    root = Path(tempfile.mkdtemp(dir=scratch, prefix=f"{os.getpid()}-"))
    root.chmod(0o755)  # PostgreSQL's account passes through; what is secret below is closed by itself
    return Place(root, scratch=True)


def write_private(path: Path, text: str) -> None:
    """Replaces the file in one step; only its owner can read it."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
