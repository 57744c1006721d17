"""Embedded services, for as long as somebody uses them and not a moment longer."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from fulfillment.embedded import services
from fulfillment.embedded.locks import is_held
from fulfillment.embedded.places import CHECKOUT, Place, new_scratch


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch):
    for name in services.URLS:
        monkeypatch.delenv(name)


def servers_of(place: Place) -> dict[str, psutil.Process]:
    """PostgreSQL and Valkey of the place, as its keeper reports them."""
    return {name: psutil.Process(pid) for name, pid in place.state()["servers"].items()}


def wait_until(condition, *, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def asks(env) -> int:
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        return connection.execute("SELECT 42").fetchone()[0]


def test_both_services_answer_and_are_gone_afterwards():
    place = new_scratch()

    with services.running(place) as env:
        assert asks(env) == 42
        with redis.Redis.from_url(env["BROKER_URL"]) as broker:
            assert broker.ping()
        servers = servers_of(place)

    assert len(servers) == 2
    assert not place.root.exists()
    assert not any(server.is_running() for server in servers.values())


def test_valkey_refuses_whoever_does_not_know_its_password():
    with services.running(new_scratch()) as env:
        port = env["BROKER_URL"].rpartition(":")[2].removesuffix("/0")
        with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as stranger:
            stranger.sendall(b"PING\r\n")
            assert stranger.recv(64).startswith(b"-NOAUTH")


def test_a_second_user_attaches_and_the_first_may_leave_before():
    place = new_scratch()
    first = services.running(place)
    env = first.__enter__()
    with services.running(place) as same:
        assert same == env
        first.__exit__(None, None, None)
        assert asks(same) == 42

    assert not place.root.exists()


def test_one_address_alone_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///mine")

    with pytest.raises(SystemExit, match="Set both DATABASE_URL and BROKER_URL"):
        services.given_from_outside()


def test_addresses_from_outside_start_nothing(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql:///mine")
    monkeypatch.setenv("BROKER_URL", "redis:///0")

    with services.for_command(["manage.py", "migrate"]):
        assert os.environ["DATABASE_URL"] == "postgresql:///mine"


def test_a_deep_folder_does_not_break_the_socket(tmp_path: Path):
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 5)

    with services.running(Place(deep, scratch=True)) as env:
        assert asks(env) == 42


@pytest.mark.faults
def test_a_user_killed_without_warning_leaves_nothing_running():
    place = new_scratch()
    code = (
        f"import time; from pathlib import Path; from fulfillment.embedded import places, services\n"
        f"with services.running(places.Place(Path({str(place.root)!r}), scratch=True)): time.sleep(600)"
    )
    user = subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT)
    wait_until(lambda: place.state_file.exists())
    servers = servers_of(place)

    user.kill()
    user.wait()

    wait_until(lambda: not place.root.exists())
    assert not any(server.is_running() for server in servers.values())


@pytest.mark.faults
def test_a_killed_keeper_takes_its_servers_along_and_the_next_user_starts_anew():
    place = new_scratch()
    with services.running(place):
        servers = servers_of(place)
        psutil.Process(place.state()["keeper"]).kill()
        wait_until(lambda: not any(server.is_running() for server in servers.values()))
        assert not is_held(place.keeper_lock)
        with services.running(place) as env:
            assert asks(env) == 42


@pytest.mark.faults
@pytest.mark.parametrize("name", ["PostgreSQL", "Valkey"])
def test_a_killed_server_comes_back_at_the_same_address(name):
    place = new_scratch()
    with services.running(place) as env:
        servers_of(place)[name].kill()
        wait_until(lambda: place.state().get("restarts", 0) >= 1)

        assert asks(env) == 42
        with redis.Redis.from_url(env["BROKER_URL"]) as broker:
            assert broker.ping()
