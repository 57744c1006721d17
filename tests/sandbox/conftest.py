"""One pretend shop a module; a test that breaks things asks for its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.sandbox.box import SandboxServer
from tests.sandbox.caller import Caller

# Far enough back that a test may advance by days without running ahead of the wall clock.
PAST = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)


@pytest.fixture(scope="module")
def box() -> Iterator[SandboxServer]:
    with SandboxServer(seed=7, history_days=25, orders_per_day=30, qps=0, anchor_at=PAST) as running:
        yield running


@pytest.fixture(scope="module")
def caller(box: SandboxServer) -> Caller:
    return Caller(box)


@pytest.fixture
def own_box() -> Iterator[SandboxServer]:
    with SandboxServer(
        seed=3, history_days=6, orders_per_day=20, qps=0, anchor_at=PAST, calm=True
    ) as running:
        yield running


@pytest.fixture
def own_caller(own_box: SandboxServer) -> Caller:
    return Caller(own_box)
