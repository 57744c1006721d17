from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

from fulfillment.sandbox.box import SandboxServer
from tests.e2e.floor import Floor, build
from tests.emptying import empty


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests run in one process: each process that has some of them builds the floor anew."""
    for item in items:
        if "floor" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="module")
def floor(django_db_setup: None, django_db_blocker: object) -> Iterator[Floor]:
    """One for all tests of a module: they look, or change orders that no other test needs."""
    world = SandboxServer(seed=3, history_days=12, orders_per_day=16, calm=True, qps=500)
    with django_db_blocker.unblock(), world as box:  # type: ignore[attr-defined]
        server = LiveServer("localhost")
        try:
            yield build(url=server.url, box=box)
        finally:
            server.stop()
            empty()


@pytest.fixture(autouse=True)
def db(floor: Floor) -> None:
    """Instead of pytest-django's: what a test does stays until its module is over. The name makes it set up tables."""
