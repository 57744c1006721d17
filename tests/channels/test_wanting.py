"""What is wanted is asked for in batches that shrink with failure, so that nothing waits behind what cannot be had."""

from datetime import timedelta

import pytest

from fulfillment.channels import wanting
from fulfillment.channels.models import Connection, Wanted
from tests.factories import NOW, create_shop

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def connected() -> Connection:
    shop = create_shop()
    return Connection.objects.create(team=shop.team, shop=shop)


def batch(connection: Connection) -> list[str]:
    rows = wanting.next_batch(connection.pk, "order", now=LATER, limit=8)
    return [row.external_id for row in rows]


def test_a_fresh_hint_is_asked_for_before_what_failed():
    connection = connected()
    wanting.want(connection, "order", ["old"], now=NOW)
    Wanted.objects.update(attempts=1)
    wanting.want(connection, "order", ["new"], now=NOW + timedelta(hours=1))

    assert batch(connection) == ["new"]


def test_what_failed_together_is_asked_for_in_halves_until_the_bad_one_is_alone():
    connection = connected()
    wanting.want(connection, "order", [f"{number}" for number in range(8)], now=NOW)
    sizes = []
    for _ in range(4):
        rows = wanting.next_batch(connection.pk, "order", now=LATER, limit=8)
        sizes.append(len(rows))
        Wanted.objects.update(attempts=rows[0].attempts + 1)

    assert sizes == [8, 4, 2, 1]


def test_what_the_channel_does_not_know_is_given_up_after_three_answers_and_an_outage_gives_nothing_up():
    connection = connected()
    wanting.want(connection, "order", ["unknown"], now=NOW)
    given_up = [
        wanting.postpone(list(Wanted.objects.all()), now=NOW, give_up_after=wanting.UNKNOWN_AFTER)
        for _ in range(3)
    ]
    assert [len(rows) for rows in given_up] == [0, 0, 1]

    wanting.want(connection, "order", ["down"], now=NOW)
    for _ in range(30):
        assert wanting.postpone(list(Wanted.objects.all()), now=NOW, give_up_after=None) == []
    assert Wanted.objects.count() == 1
