"""Failures on request. Each is a number of requests, or until a wall-clock moment, or simply on."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

# Counted or timed: {"fail_500": 3} fails three requests, {"fail_500": {"seconds": 60}} a minute long.
COUNTED = ("fail_500", "html", "truncate", "throttle", "timeout", "reset", "lose_reply")
SWITCHED = ("drop_webhooks", "duplicate_webhooks", "reorder_webhooks", "bad_order")
NUMBERS = ("slow", "clock_skew", "webhook_delay", "bulk_fails_after")
ACTIONS = ("revoke_tokens", "expire_tokens")
LOCK = Lock()


@dataclass
class Faults:
    """``only`` restricts faults to paths that contain it. ``bad_order_ids`` stay bad until switched off."""

    left: dict[str, int] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)
    on: dict[str, Any] = field(default_factory=dict)
    only: str = ""
    bad_order_ids: set[str] = field(default_factory=set)

    def ask(self, wanted: dict[str, Any]) -> list[str]:
        """Sets what is asked for; returns the actions that the server must do. Unknown words are refused."""
        known = {*COUNTED, *SWITCHED, *NUMBERS, *ACTIONS, "only", "clear"}
        if unknown := set(wanted) - known:
            raise ValueError(
                f"Unknown faults: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}."
            )
        if wanted.get("clear"):
            self.clear()
        self.only = wanted.get("only", self.only)
        for name in COUNTED:
            if name in wanted:
                self._count(name, wanted[name])
        for name in (*SWITCHED, *NUMBERS):
            if name in wanted:
                self.on[name] = wanted[name]
        if wanted.get("bad_order") is False:
            self.bad_order_ids.clear()
        return [name for name in ACTIONS if wanted.get(name)]

    def _count(self, name: str, amount: Any) -> None:
        self.left.pop(name, None)
        self.until.pop(name, None)
        if isinstance(amount, dict):
            self.until[name] = time.time() + float(amount["seconds"])
        elif amount:
            self.left[name] = int(amount)

    def clear(self) -> None:
        self.left, self.until, self.on, self.only, self.bad_order_ids = {}, {}, {}, "", set()

    def strikes(self, name: str, path: str) -> bool:
        """Whether this request suffers the fault; a counted one is used up by it."""
        if self.only not in path:
            return False
        if self.until.get(name, 0.0) > time.time():
            return True
        with LOCK:
            if self.left.get(name, 0) > 0:
                self.left[name] -= 1
                return True
        return False

    def number(self, name: str) -> float:
        return float(self.on.get(name) or 0)

    def view(self) -> dict[str, Any]:
        return {
            "left": self.left,
            "until": self.until,
            **self.on,
            "only": self.only,
            "bad_orders": sorted(self.bad_order_ids),
        }
