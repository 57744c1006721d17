"""By which way a store takes tracking numbers."""

from collections.abc import Iterator

import pytest

from fulfillment.channels.woocommerce import probing, zones
from fulfillment.channels.woocommerce.client import WooClient
from fulfillment.channels.woocommerce.probing import Writer, writer
from fulfillment.channels.woocommerce.signing import Key
from tests.channels.woocommerce.store import KEY, SECRET, Store

BOTH = frozenset({"wc/v3", "wc-shipment-tracking/v3", "wc-ast/v3"})


@pytest.fixture
def client(store: Store) -> Iterator[WooClient]:
    with WooClient(base_url=store.url, key=Key(KEY, SECRET)) as found:
        yield found


def test_the_best_way_that_is_there_is_chosen() -> None:
    assert writer(BOTH, has_fulfillments=True) is Writer.CORE
    assert writer(BOTH, has_fulfillments=False) is Writer.SHIPMENT_TRACKING
    assert writer(BOTH - {"wc-shipment-tracking/v3"}, has_fulfillments=False) is Writer.ADVANCED
    assert writer(frozenset({"wc/v3"}), has_fulfillments=False) is Writer.NOTE


def test_a_core_feature_that_is_off_answers_no_route(store: Store, client: WooClient) -> None:
    store.namespaces = [*BOTH]
    assert probing.probe(client, probing.index(client)) is Writer.SHIPMENT_TRACKING


def test_a_store_without_orders_still_shows_that_the_feature_is_on(store: Store, client: WooClient) -> None:
    store.has_fulfillments = True
    assert probing.probe(client, probing.index(client)) is Writer.CORE


def test_a_key_that_may_not_look_does_not_promise_the_feature(store: Store, client: WooClient) -> None:
    index = probing.index(client)
    store.has_fulfillments = True
    store.faults = [(403, b'{"code":"rest_forbidden","message":"no"}', {})]
    assert probing.probe(client, index) is Writer.NOTE


@pytest.mark.parametrize(
    ("told", "offset", "name"),
    [
        ("America/Chicago", -6, "America/Chicago"),
        ("", "-6", "Etc/GMT+6"),
        ("", 8, "Etc/GMT-8"),
        ("", 5.5, "Asia/Kolkata"),
        (None, None, "UTC"),
        ("Mars/Olympus", "x", "UTC"),
        ("../../etc/passwd", 0, "UTC"),
    ],
)
def test_a_sites_zone_has_a_name(told: str | None, offset: object, name: str) -> None:
    assert zones.name(told, offset) == name  # type: ignore[arg-type]
