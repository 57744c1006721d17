"""The state file: what must outlive a restart so that the same world goes on."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class State:
    """``started`` is the wall-clock second at which the world stood at ``anchor``."""

    seed: int
    history_days: int
    orders_per_day: float
    anchored_on: str
    anchor: float
    started: float
    speed: float = 1.0
    advanced: float = 0.0
    placed: list[list[Any]] = field(default_factory=list)
    written: list[list[Any]] = field(default_factory=list)  # numbers that came over the interface
    tokens: dict[str, Any] = field(default_factory=dict)
    subscriptions: dict[str, Any] = field(default_factory=dict)
    fronts: dict[str, Any] = field(default_factory=dict)  # by platform, what each front keeps
    helpdesk: dict[str, Any] = field(default_factory=dict)  # whom it tells, and how far it has come
    corner: dict[str, Any] = field(default_factory=dict)  # the same of the store without a platform

    def world(self) -> tuple[int, int, float]:
        return self.seed, self.history_days, self.orders_per_day

    def save(self, path: Path) -> None:
        """Readable by its owner only: it holds the pretend tokens."""
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(self)))
        scratch.chmod(0o600)
        os.replace(scratch, path)


def load(path: Path) -> State | None:
    return State(**json.loads(path.read_text())) if path.exists() else None
