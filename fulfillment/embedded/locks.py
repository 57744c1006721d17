"""Locks on files that the kernel releases when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Somebody else holds the lock."""


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[int]:
    """Holds a lock on the file, shared or exclusive; `Busy` at once if it is taken and `wait` is off."""
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        lock_again(file.fileno(), mode=mode, wait=wait)
        yield file.fileno()


def lock_again(descriptor: int, *, mode: int = fcntl.LOCK_EX, wait: bool = False) -> None:
    """Turns the lock into one of that mode; `Busy` if another holder is in the way."""
    try:
        fcntl.flock(descriptor, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy from error


def is_held(path: Path) -> bool:
    try:
        with locked(path, wait=False):
            return False
    except Busy:
        return True
