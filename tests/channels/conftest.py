"""A small pretend shop of one test's own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import stamina

from fulfillment.sandbox.box import SandboxServer
from tests.channels.world import Time

# A world of its own date: which parcels arrive, and when, is the same whenever the tests run.
A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)


@pytest.fixture
def box() -> Iterator[SandboxServer]:
    """Its messages are sent at once, once and in order; a call is repeated once, without waiting."""
    with (
        stamina.set_testing(True, attempts=2),
        SandboxServer(
            seed=5, history_days=4, orders_per_day=12, calm=True, qps=0, speed=0, anchor_at=A_WEDNESDAY
        ) as server,
    ):
        yield server


@pytest.fixture
def time(box: SandboxServer) -> Time:
    return Time(box)
