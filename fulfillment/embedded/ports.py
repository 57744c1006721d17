"""The demo's ports: chosen once, remembered, and free when it starts."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass

from fulfillment.embedded.places import Place, write_private
from fulfillment.embedded.valkey import free_port

USUAL_PORT = 8000


class PortTaken(SystemExit):
    """Ends the demo with a sentence on stderr; exit status 1."""


@dataclass(frozen=True)
class Ports:
    web: int
    sandbox: int


def choose(place: Place, *, wanted: int) -> Ports:
    """The wanted web port (0: as last time), and the sandbox's own, as last time where that is free."""
    file = place.root / "ports.json"
    before = json.loads(file.read_text()) if file.exists() else {}
    web = wanted or before.get("web") or USUAL_PORT
    if not is_free(web):
        raise PortTaken(
            f"Port {web} is in use by another program. Choose another one: make demo PORT={web + 10}"
        )
    sandbox = before.get("sandbox") or free_port()
    ports = Ports(web=web, sandbox=sandbox if is_free(sandbox) else free_port())
    write_private(file, json.dumps(asdict(ports)))
    return ports


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
