"""The demo's ports."""

import socket
from pathlib import Path

import pytest

from fulfillment.embedded import ports
from fulfillment.embedded.places import Place
from fulfillment.embedded.valkey import free_port


def test_ports_are_remembered(tmp_path: Path):
    place = Place(tmp_path)
    wanted = free_port()

    first = ports.choose(place, wanted=wanted)

    assert first.web == wanted
    assert ports.choose(place, wanted=0) == first


def test_a_taken_port_is_refused_with_another_one_to_try(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        with pytest.raises(SystemExit, match=rf"Port {taken} is in use .* make demo PORT={taken + 10}"):
            ports.choose(Place(tmp_path), wanted=taken)
