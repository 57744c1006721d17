"""What the database refuses is quarantined alone, with its payload and a sentence; the others are committed."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from fulfillment.channels import quarantine
from fulfillment.channels.ingest import take_again, take_cancellations, take_orders, take_packages
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.records import Refusal
from fulfillment.orders.models import Order
from tests import factories
from tests.channels.told import NOW, at, told_cancellation, told_line, told_order, told_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.create_shop()


@dataclass(frozen=True)
class Bad:
    fields: dict
    sentence: str


BAD = {
    "nul": Bad({"channel_status": "TO\0SHIP"}, "A text in it holds a NUL character, which cannot be stored."),
    "huge amount": Bad({"total": Decimal(10) ** 30}, "A number in it is larger than we can store."),
    "no number": Bad({"total": Decimal("NaN")}, "The total is not a number."),
    "infinite price": Bad(
        {"lines": (told_line(unit_price=Decimal("Infinity")),)}, "The price of a line is not a number."
    ),
    "half a character": Bad({"number": "\ud83d"}, "A text in it is not valid Unicode."),
    "long code": Bad(
        {"lines": (told_line(sku_code="S" * 500),)}, "A text in it is longer than we can store."
    ),
    "negative": Bad(
        {"lines": (told_line(quantity=-1),)},
        "A number in it is negative where only zero or more makes sense.",
    ),
    "too many": Bad({"lines": (told_line(quantity=2**40),)}, "A number in it is larger than we can store."),
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_order_is_quarantined_alone(shop, name):
    bad = BAD[name]
    records = [told_order(str(number)) for number in range(8)]
    records[3] = told_order("3", **bad.fields)

    taken = take_orders(shop=shop, records=records, now=NOW, payloads={"3": b"as sent"})

    assert taken.quarantined == ["3"]
    assert len(taken.inserted_ids) == 7
    assert set(Order.objects.values_list("external_id", flat=True)) == set("0124567")
    item = QuarantinedItem.objects.get()
    assert (item.kind, item.external_id, item.sentence) == ("order", "3", bad.sentence)
    assert bytes(item.payload) == b"as sent"


def test_an_id_that_no_column_can_hold_is_still_told(shop):
    endless = "".join(chr(0x4E00 + (number * 7919) % 20000) for number in range(30000))
    records = [told_order("1"), told_order("2\0"), told_order(endless)]

    taken = take_orders(shop=shop, records=records, now=NOW)

    assert len(taken.quarantined) == 2
    assert set(QuarantinedItem.objects.values_list("external_id", flat=True)) == {"2␀", endless[:200]}
    assert Order.objects.get().external_id == "1"


def test_a_bad_package_and_a_bad_cancellation_are_quarantined_alone(shop):
    packages = [told_package("P1"), told_package("P2", carrier_name="U\0PS")]
    cancellations = [told_cancellation(), told_cancellation(external_id="C2", amount=Decimal(10) ** 30)]

    take_packages(shop=shop, records=packages, now=NOW)
    take_cancellations(shop=shop, records=cancellations, now=NOW)

    found = QuarantinedItem.objects.order_by("kind").values_list("kind", "external_id")
    assert list(found) == [("cancellation", "C2"), ("package", "P2")]


def test_a_fault_of_our_own_is_raised_and_nothing_is_quarantined(shop):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_orderline RENAME title TO heading")

    with pytest.raises(DatabaseError), transaction.atomic():
        take_orders(shop=shop, records=[told_order(), told_order("2")], now=NOW)

    assert not QuarantinedItem.objects.exists()


def test_a_good_answer_settles_what_was_quarantined(shop):
    take_orders(shop=shop, records=[told_order("1", total=Decimal(10) ** 30)], now=NOW)

    take_orders(shop=shop, records=[told_order("1", updated_at=at(9))], now=NOW)

    item = QuarantinedItem.objects.get()
    assert (item.resolved_at, item.resolution) == (NOW, "superseded")


def refusal(**fields):
    defaults = {"kind": "order", "external_id": "1", "sentence": "No status.", "payload": b"{}"}
    return Refusal(**defaults | fields)


def test_what_is_refused_again_is_one_open_row_that_counts(shop):
    quarantine.put(shop, [refusal()], now=NOW)
    quarantine.put(shop, [refusal(sentence="Still none."), refusal(external_id="2")], now=at(9999))

    item = QuarantinedItem.objects.get(external_id="1")
    assert (item.times_seen, item.sentence) == (2, "Still none.")
    assert (item.first_seen_at, item.last_seen_at) == (NOW, at(9999))
    assert QuarantinedItem.objects.count() == 2


def test_a_retry_after_a_fix_takes_the_payload(shop):
    quarantine.put(shop, [refusal(payload=b"fixed now")], now=NOW)
    item = QuarantinedItem.objects.get()
    seen = []

    def mapped(payload):
        seen.append(payload)
        return told_order("1")

    done = take_again(item, mapped=mapped, now=NOW)

    assert done
    assert seen == [b"fixed now"]
    item.refresh_from_db()
    assert (item.resolution, item.resolved_at) == ("retried", NOW)
    assert Order.objects.get().external_id == "1"


def test_a_retry_that_fails_again_keeps_the_item_open(shop):
    take_orders(shop=shop, records=[told_order("1", total=Decimal(10) ** 30)], now=NOW)
    item = QuarantinedItem.objects.get()

    refused = take_again(item, mapped=lambda _: pytest.fail("it was kept as a record"), now=NOW)
    QuarantinedItem.objects.update(payload=b"cut o")
    item.refresh_from_db()
    unread = take_again(item, mapped=lambda _: refusal(sentence="It is cut off."), now=NOW)

    assert not refused
    item.refresh_from_db()
    assert (item.resolved_at, item.times_seen, item.sentence) == (None, 3, "It is cut off.")
    assert not unread


def test_a_dismissal_can_be_undone_unless_it_was_refused_anew(shop):
    quarantine.put(shop, [refusal()], now=NOW)
    item = QuarantinedItem.objects.get()

    assert quarantine.dismiss(item, now=NOW)
    assert not quarantine.dismiss(item, now=NOW)
    assert quarantine.undo_dismiss(item)
    item.refresh_from_db()
    assert (item.resolved_at, item.resolution) == (None, "")

    quarantine.dismiss(item, now=NOW)
    quarantine.put(shop, [refusal()], now=NOW)
    assert not quarantine.undo_dismiss(item)
