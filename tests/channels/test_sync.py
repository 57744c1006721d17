"""The whole flow against the pretend shop: what it tells arrives, once, and stays in step."""

from collections.abc import Iterator

import pytest
import stamina

from fulfillment.sandbox.box import SandboxServer
from tests.channels.world import Time, connect, judge, ours, pull, theirs

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Iterator[SandboxServer]:
    with (
        stamina.set_testing(True, attempts=2),
        SandboxServer(seed=5, history_days=8, orders_per_day=25, calm=True, qps=0) as server,
    ):
        yield server


def test_a_first_pull_ends_with_both_sides_equal(box):
    time = Time(box)
    for connection in connect(box, now=time()):
        pull(connection, time)
        judge(time())

        assert connection.state == "ok", connection.problem
        assert differences(connection, box) == {}


def differences(connection, box):
    mine, truth = ours(connection), theirs(box, connection)
    return {key: (mine.get(key), truth.get(key)) for key in mine | truth if mine.get(key) != truth.get(key)}
