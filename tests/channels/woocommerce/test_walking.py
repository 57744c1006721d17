"""Lists whose rows move while they are read: every order is told, whatever happens in between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.channels.errors import Refused
from fulfillment.channels.woocommerce import walking
from fulfillment.channels.woocommerce.client import WooClient, stamp
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.channels.woocommerce.walking import Walk
from tests.channels.woocommerce.store import KEY, SECRET, Store

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def client(store: Store) -> Iterator[WooClient]:
    with WooClient(base_url=store.url, key=Key(KEY, SECRET)) as found:
        yield found


def walk(
    client: WooClient, *, since: datetime = START, until: datetime = START + timedelta(hours=1)
) -> list[int]:
    """The ids told, in the order in which they were."""
    told: list[int] = []
    token, tokens = "", set()
    while True:
        step = walking.by_update(client.orders, since=since, until=until, token=token)
        told += [seen.id for row in step.rows if (seen := walking.peek(row))]
        if not step.token:
            return told
        assert step.token not in tokens
        token = step.token
        tokens.add(token)


@pytest.mark.parametrize("hours", [-6, 0, 8])
@pytest.mark.parametrize("seconds", [0, 1])
def test_naive_utc_with_dates_are_gmt_is_right_in_every_zone(
    store: Store, client: WooClient, hours: int, seconds: int
) -> None:
    """One order changed at or just after the instant, one long before: the first is told, the second is not."""
    store.offset = timedelta(hours=hours)
    store.place(1, START + seconds * SECOND)
    store.place(2, START - timedelta(hours=2))
    assert walk(client) == [1]
    [asked] = store.lists()
    assert (asked["modified_after"], asked["dates_are_gmt"]) == (stamp(START - SECOND), "true")


def test_modified_after_is_exclusive_so_the_second_before_is_asked_for(
    store: Store, client: WooClient
) -> None:
    store.place(1, START)
    store.place(2, START + timedelta(hours=1))
    assert walk(client) == [1, 2]


def test_the_total_of_the_window_is_told_with_its_first_page(store: Store, client: WooClient) -> None:
    for number in range(1, 151):
        store.place(number, START + number * SECOND)
    first = walking.by_update(client.orders, since=START, until=START + timedelta(hours=1), token="")
    assert first.total == 150


def test_an_order_that_changes_while_pages_are_read_hides_no_other(store: Store, client: WooClient) -> None:
    """Paged by offset, the 101st row would slip onto the page that was read."""
    for number in range(1, 251):
        store.place(number, START + number * SECOND)
    later = START + timedelta(minutes=50)
    store.after_list = [lambda: [store.touch(n, later) for n in range(1, 6)] and None] * 2
    assert set(walk(client)) == set(range(1, 251))


def test_more_orders_of_one_second_than_fit_a_page_are_all_told(store: Store, client: WooClient) -> None:
    for number in range(1, 351):
        store.place(number, START)
    store.place(400, START + SECOND)
    store.place(401, START - 2 * SECOND)
    assert set(walk(client)) == {*range(1, 351), 400}


def test_orders_that_leave_a_crowded_second_hide_no_other(store: Store, client: WooClient) -> None:
    for number in range(1, 351):
        store.place(number, START)
    later = START + timedelta(minutes=50)
    leave = [lambda: None, lambda: [store.touch(n, later) for n in range(1, 41)] and None]
    store.after_list = leave
    assert set(walk(client)) == set(range(1, 351))


def test_a_walk_by_id_sees_that_rows_slipped_forward(store: Store, client: WooClient) -> None:
    for number in range(1, 301):
        store.place(number, START)
    found, onward = walking.by_id(client.orders, {}, Walk())
    assert onward is not None
    for number in range(1, 61):
        store.orders[number]["status"] = "trash"
    while onward is not None:
        more, onward = walking.by_id(client.orders, {}, onward)
        found += more
    told = {seen.id for row in found if (seen := walking.peek(row))}
    assert told == set(range(1, 301))


def test_a_plugin_that_makes_pages_smaller_does_not_end_the_walk(store: Store, client: WooClient) -> None:
    store.per_page_most = 10
    for number in range(1, 36):
        store.place(number, START + number // 20 * SECOND)
    assert set(walk(client)) == set(range(1, 36))


def test_a_store_too_old_to_filter_by_change_is_told_apart(store: Store, client: WooClient) -> None:
    store.ignores_modified = True
    for number in range(1, 151):
        store.place(number, START - timedelta(days=9) + number * SECOND)
    with pytest.raises(Refused, match="ignores the time filter"):
        walk(client)


def test_a_row_that_cannot_be_read_stands_in_nobodys_way(store: Store, client: WooClient) -> None:
    for number in range(1, 131):
        store.place(number, START + number * SECOND)
    step = walking.by_update(client.orders, since=START, until=START + timedelta(hours=1), token="")
    assert step.token
    assert walking.updated_at(step.rows[0]) == START + SECOND
    assert walking.peek(walking.Raw(b'{"id":"x"}')) is None
    assert walking.updated_at(walking.Raw(b'{"id":1,"date_modified_gmt":"soon"}')) is None


def test_an_interrupted_walk_goes_on_where_it_stood(store: Store, client: WooClient) -> None:
    for place in (walking.Place(START), walking.Place(START, Walk(90, 4711))):
        assert walking.read_place(walking.write_place(place)) == place
    assert walking.read_walk(walking.write_walk(Walk(90, 4711))) == Walk(90, 4711)
    assert walking.read_walk(walking.write_walk(None)) == Walk()
