"""Which account runs PostgreSQL. It refuses to be root, so started by root it runs as `nobody`.

`nobody` may be unable to enter the folder of a checkout (a home closed to others). Instead of opening folders
that somebody closed, the files then lie under /var/lib/firstscan, and a line on stderr says so.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ELSEWHERE = Path("/var/lib/firstscan")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @classmethod
    def for_servers(cls) -> Account | None:
        """None: the servers run as whoever starts them."""
        if os.geteuid() != 0:
            return None
        entry = pwd.getpwnam("nobody")
        return cls(entry.pw_uid, entry.pw_gid)

    def can_enter(self, folder: Path) -> bool:
        command = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)]
        return subprocess.run(command, check=False, **popen_as(self)).returncode == 0

    def give(self, folder: Path) -> None:
        """The folder belongs to the account and to it alone."""
        folder.mkdir(parents=True, exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def popen_as(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess: run as the account, in a folder that everyone can enter."""
    if account is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": account.uid, "group": account.gid, "extra_groups": []}


def home_for(root: Path, account: Account | None) -> Path:
    """`root` itself, or a folder of its own elsewhere when the account cannot reach `root`."""
    if account is None or account.can_enter(root):
        return root
    digest = hashlib.sha256(str(root).encode()).hexdigest()[:8]
    return ELSEWHERE / f"{root.name}-{digest}"


def say_where(root: Path, home: Path) -> None:
    if home != root:
        print(
            f"PostgreSQL does not run as root, and its account cannot enter {root}: its files lie in {home}.",
            file=sys.stderr,
        )
