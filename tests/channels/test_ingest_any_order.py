"""Whatever the order in which payloads come, once or often, alone or in batches, the rows are the same in the end."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from fulfillment.channels.ingest import (
    take_cancellations,
    take_orders,
    take_packages,
    take_refunds,
    take_tracking_events,
)
from tests import factories
from tests.channels.told import (
    NOW,
    at,
    told_buyer,
    told_cancellation,
    told_event,
    told_line,
    told_order,
    told_package,
    told_refund,
)

pytestmark = pytest.mark.django_db

MASKED = told_buyer(name="Z** M*****", line1="*****", postal_code="")
MOVED = told_buyer(line1="2 New Street")
TWO = (told_line(), told_line(external_id="L2", sku_code="GLOW-2"))


def stub(package, order, minute):
    """What a payload of `minute` says of a package: one thing at one time, whoever tells it."""
    number = "" if minute < 20 else "9400100000000000000000" if minute < 40 else "1Z999AA10123456784"
    status = "to_ship" if minute < 20 else "ready" if minute < 50 else "in_transit"
    shipped = at(20) if minute >= 20 else None
    return told_package(package, order, tracking_number=number, status=status, shipped_at=shipped)


def both(minute):
    return told_package(
        "P1", tracking_number=stub("P1", "A", minute).tracking_number, order_external_ids=("A", "B"),
        status=stub("P1", "A", minute).status, updated_at=at(minute),
    )  # fmt: skip


ORDERS = [
    told_order("A", updated_at=at(5), buyer=told_buyer()),
    told_order("A", updated_at=at(21), status="ready", ready_at=at(20), lines=TWO, packages=(stub("P1", "A", 21),)),
    told_order("A", updated_at=at(41), status="ready", ready_at=at(20), buyer=MOVED, packages=(stub("P2", "A", 41),)),
    told_order("A", updated_at=at(55), status="in_transit", scanned_at=at(54), buyer=MASKED,
               packages=(stub("P2", "A", 55), stub("P3", "A", 55))),
    told_order("B", updated_at=at(22), status="ready", ready_at=at(21), packages=(stub("P1", "B", 22),)),
    told_order("B", updated_at=at(60), status="cancelled", cancelled_at=at(59), buyer=MASKED,
               packages=(told_package("P1", "B", status="cancelled", cancelled=True),)),
]  # fmt: skip
MESSAGES = [
    *(("order", record) for record in ORDERS),
    *(("package", both(minute)) for minute in (19, 30, 45)),
    ("cancellation", told_cancellation(order_external_id="B")),
    ("cancellation", told_cancellation(order_external_id="B", updated_at=at(30), status="accepted")),
    ("refund", told_refund(order_external_id="A")),
    ("refund", told_refund(order_external_id="A", updated_at=at(70), status="completed", closed_at=at(70))),
]
TAKE = {
    "order": take_orders,
    "package": take_packages,
    "cancellation": take_cancellations,
    "refund": take_refunds,
}

# Everything but row ids and the moments at which we wrote.
ROWS = """
SELECT o.external_id, to_jsonb(o) - '{id,buyer_id,next_check_at,record_digest}'::text[] || jsonb_build_object(
    'buyer', (SELECT to_jsonb(b) - '{id}'::text[] FROM orders_buyer b WHERE b.id = o.buyer_id),
    'lines', (SELECT jsonb_agg(to_jsonb(l) - '{id,order_id,sku_id}'::text[] ORDER BY l.external_id)
        FROM orders_orderline l WHERE l.order_id = o.id),
    'events', (SELECT jsonb_agg(jsonb_build_array(e.key, e.happened_at) ORDER BY e.key)
        FROM orders_orderevent e WHERE e.order_id = o.id AND e.kind LIKE 'order.%%'),
    'packages', (SELECT jsonb_agg(to_jsonb(p) - '{id}'::text[] || jsonb_build_object(
        'current', k.is_current, 'o', k.order_told_at, 'p', k.package_told_at) ORDER BY p.external_id)
        FROM tracking_packageorder k JOIN tracking_package p ON p.id = k.package_id WHERE k.order_id = o.id),
    'cancellations', (SELECT jsonb_agg(to_jsonb(c) - '{id,order_id}'::text[])
        FROM orders_cancellation c WHERE c.order_id = o.id),
    'refunds', (SELECT jsonb_agg(to_jsonb(r) - '{id,order_id}'::text[]) FROM orders_refund r WHERE r.order_id = o.id)
) FROM orders_order o WHERE o.shop_id = %s ORDER BY 1
"""


def rows(shop):
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [shop.pk])
        return [(external_id, json.loads(row)) for external_id, row in cursor.fetchall()]


def played(shop, batches):
    """The rows after these batches; the database is as before."""
    with transaction.atomic():
        for batch in batches:
            for kind, take in TAKE.items():
                if records := [record for of_kind, record in batch if of_kind == kind]:
                    taken = take(shop=shop, records=records, now=NOW)
                    assert not taken.quarantined
        found = rows(shop)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def shop():
    return factories.create_shop()


def test_payloads_in_any_order_repeated_and_batched_at_will_end_in_the_same_rows(shop):
    expected = played(shop, [[message] for message in MESSAGES])
    assert len(expected) == 2

    @settings(max_examples=25, deadline=None)
    @given(data=st.data())
    def check(data):
        order = data.draw(st.permutations(MESSAGES))
        again = data.draw(st.lists(st.sampled_from(MESSAGES), max_size=5))
        size = data.draw(st.integers(1, 6))
        told = [*again, *order]
        found = played(shop, [told[start : start + size] for start in range(0, len(told), size)])
        assert found == expected

    check()


def test_what_stands_in_the_end_is_the_newest_of_each(shop):
    (_, a), (_, b) = played(shop, [[message] for message in MESSAGES])

    assert (a["status"], a["packages_total"], a["buyer"]["line1"]) == ("in_transit", 2, "2 New Street")
    assert [package["current"] for package in a["packages"]] == [False, True, True]
    assert [line["sku_code"] for line in a["lines"]] == ["GLOW-1"]
    assert (b["status"], b["packages_total"]) == ("cancelled", 0)
    assert (b["cancellations"][0]["status"], a["refunds"][0]["status"]) == ("accepted", "completed")


def test_carriers_messages_in_any_order_end_in_the_same_moments(shop):
    take_orders(shop=shop, records=[told_order(packages=(told_package(shipped_at=at(20)),))], now=NOW)
    told = [
        told_event(25, "Shipping label created, USPS awaiting item"),
        told_event(90, "Accepted at USPS origin facility"),
        told_event(300, "Departed USPS regional facility"),
        told_event(2000, "Delivered, front door", postal_code="95110"),
    ]

    @settings(max_examples=25, deadline=None)
    @given(order=st.permutations(told), size=st.integers(1, 4))
    def check(order, size):
        with transaction.atomic():
            for start in range(0, len(order), size):
                take_tracking_events(
                    shop=shop,
                    order_external_id="576461413038785752",
                    events=[*order[start : start + size], told[0]],
                    now=NOW + timedelta(minutes=start),
                )
            ((_, order_row),) = rows(shop)
            transaction.set_rollback(True)
        package = order_row["packages"][0]
        moments = [
            package[name] for name in ("first_event_at", "first_scan_at", "delivered_at", "last_event_at")
        ]
        assert [moment[11:16] for moment in moments] == [
            f"{at(minutes):%H:%M}" for minutes in (25, 90, 2000, 2000)
        ]
        assert package["carrier_zip"] == "95110"
        assert (order_row["packages_scanned"], order_row["last_first_scan_at"]) == (
            1,
            package["first_scan_at"],
        )

    check()
