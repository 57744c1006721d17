"""Children that do not outlive their parent, even one that was killed without warning (Linux)."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A function to run in a new child: the system then sends it the signal when its parent dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_the_kernel() -> None:
        prctl(SET_PARENT_DEATH_SIGNAL, int(number))

    return ask_the_kernel
