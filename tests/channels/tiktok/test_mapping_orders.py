"""Orders: what each word and moment of the platform becomes, and what is refused with a sentence."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.tiktok.mapping import order
from tests.channels.tiktok.payload_files import changed, decoded, payload

PLACED = 1794009600


def mapped(name: str = "order_split.json", **changes: object) -> OrderRecord:
    found = order(changed(name, **changes))
    assert isinstance(found, OrderRecord), found
    return found


def refused(name: str = "order_split.json", **changes: object) -> Refusal:
    found = order(changed(name, **changes))
    assert isinstance(found, Refusal), found
    return found


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_units_of_one_sku_become_one_line():
    first, second = mapped().lines

    assert (first.external_id, first.quantity, first.sku_code) == ("1740000000000000011", 2, "MUG-BLUE")
    assert first.unit_ids == ("581000000000000001", "581000000000000002")
    assert (first.unit_price, first.currency) == (Decimal("19.00"), "USD")
    assert (second.external_id, second.quantity) == ("1740000000000000012", 1)


def test_a_unit_told_twice_counts_once():
    units = decoded("order_split.json")["line_items"]

    assert [line.quantity for line in mapped(line_items=[*units, units[0]]).lines] == [2, 1]


def test_every_deadline_is_the_platforms_own():
    found = mapped()

    assert found.placed_at == at(PLACED)
    assert found.ready_due_at == at(1794182399)
    assert found.scan_due_at == at(1794268799)
    assert found.cancel_unless_ready_at == at(1794614399)
    assert found.cancel_unless_scanned_at == at(1794873599)
    assert found.delivery_due_at == at(1794700799)
    assert found.ready_at == at(1794092400)
    assert found.scanned_at is None


def test_a_split_order_names_both_packages_with_their_own_state():
    first, second = mapped().packages

    assert (first.tracking_number, first.carrier_name) == ("9400111899223857268499", "USPS")
    assert (first.status, second.status) == ("ready", "to_ship")
    assert first.shipped_at == at(1794092400)
    assert second.shipped_at is None
    assert first.order_external_ids == ("580011223344556677",)


def test_the_only_package_takes_what_the_order_says():
    (package,) = mapped("order_in_transit.json").packages

    assert (package.tracking_number, package.carrier_name) == ("1Z999AA10123456784", "UPS")
    assert (package.status, package.first_scan_at) == ("in_transit", at(1794265200))


def test_the_orders_scan_is_not_taken_for_that_of_one_of_two_packages():
    found = mapped(collection_time=1794265200)

    assert found.scanned_at == at(1794265200)
    assert [package.first_scan_at for package in found.packages] == [None, None]


@pytest.mark.parametrize(
    ("word", "ours"),
    [
        ("UNPAID", "unpaid"),
        ("ON_HOLD", "remorse"),
        ("AWAITING_SHIPMENT", "to_ship"),
        ("PARTIALLY_SHIPPING", "partly_shipped"),
        ("AWAITING_COLLECTION", "ready"),
        ("IN_TRANSIT", "in_transit"),
        ("DELIVERED", "delivered"),
        ("COMPLETED", "completed"),
        ("CANCELLED", "cancelled"),
        ("CANCEL", "cancelled"),
    ],
)
def test_every_order_status_has_our_word_and_keeps_its_own(word, ours):
    found = mapped(status=word)

    assert (found.status, found.channel_status) == (ours, word)


def test_an_order_that_was_once_on_hold_is_not_on_hold_for_ever():
    assert mapped(status="AWAITING_SHIPMENT", is_on_hold_order=True).status == "to_ship"


def test_a_cancelled_order_has_no_unit_left():
    assert [line.cancelled_quantity for line in mapped(status="CANCELLED").lines] == [2, 1]


def test_a_cancelled_unit_is_counted_on_its_line():
    units = decoded("order_split.json")["line_items"]
    units[1]["display_status"] = "CANCELLED"

    assert [line.cancelled_quantity for line in mapped(line_items=units).lines] == [1, 0]


@pytest.mark.parametrize(
    ("changes", "kind", "shipping_type"),
    [
        ({}, "regular", "seller"),
        ({"order_type": "PRE_ORDER"}, "pre_order", "seller"),
        ({"order_type": "MADE_TO_ORDER"}, "made_to_order", "seller"),
        ({"order_type": "BACK_ORDER"}, "backorder", "seller"),
        ({"order_type": "VIRTUAL_ORDER"}, "regular", "digital"),
        ({"order_type": "NEVER_SEEN"}, "regular", "seller"),
        ({"handling_duration": {"days": "5"}}, "custom", "seller"),
        ({"handling_duration": {"days": 2}}, "regular", "seller"),
        ({"shipping_type": "TIKTOK"}, "regular", "platform"),
        ({"shipping_type": "TIKTOK_DIGITAL"}, "regular", "digital"),
        (
            {"fulfillment_type": "FULFILLMENT_BY_TIKTOK", "shipping_type": "TIKTOK"},
            "regular",
            "platform_warehouse",
        ),
        ({"fulfillment_type": ..., "shipping_type": ...}, "regular", "seller"),
    ],
)
def test_how_an_order_was_promised_and_who_ships_it(changes, kind, shipping_type):
    found = mapped(**changes)

    assert (found.kind, found.shipping_type) == (kind, shipping_type)


def test_handling_time_says_which_days_it_counts():
    found = mapped(order_type="BACK_ORDER", handling_duration={"days": "9", "type": "CALENDAR_DAY"})

    assert (found.handling_days, found.handling_in_business_days) == (9, False)


@pytest.mark.parametrize("said", [True, "true ", "TRUE", 1, "1"])
def test_a_flag_may_come_as_text(said):
    assert mapped(is_sample_order=said).is_sample


def test_an_exchange_counts_as_a_replacement():
    assert mapped(is_exchange_order=True).is_replacement
    assert not mapped().is_replacement


def test_the_buyer_stands_in_a_record_of_its_own():
    buyer = mapped().buyer

    assert (buyer.name, buyer.line1, buyer.city, buyer.region) == (
        "Mara Quill",
        "12 Invented Way",
        "Portland",
        "Oregon",
    )
    assert (buyer.postal_code, buyer.country) == ("97201", "US")


@pytest.mark.parametrize("address", ["[REDACTED]", None, {}, ..., {"name": "***", "district_info": None}])
def test_a_masked_or_missing_address_is_normal(address):
    found = mapped(recipient_address=address)

    assert found.buyer.email == "relay-01@buyer.invalid"
    assert found.country == ""


@pytest.mark.parametrize("given", [580011223344556677, 99999999999999999999, "580011223344556677"])
def test_an_id_beyond_what_floats_hold_stays_whole(given):
    assert mapped(id=given).external_id == str(given)


def test_an_id_that_was_rounded_on_its_way_is_refused():
    raw = payload("order_split.json").replace(b'"580011223344556677"', b"5.80011223344556677e17")

    assert isinstance(order(raw), Refusal)


@pytest.mark.parametrize("given", [PLACED, str(PLACED), float(PLACED), f" {PLACED} "])
def test_a_moment_may_come_as_text_or_with_a_point(given):
    assert mapped(create_time=given).placed_at == at(PLACED)


@pytest.mark.parametrize("nothing", [0, "", "0", None, ...])
def test_an_unset_moment_is_not_said(nothing):
    assert mapped(tts_sla_time=nothing).scan_due_at is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (PLACED * 1000, "it looks like milliseconds"),
        (86_400, "no date between 2015 and 2100"),
        (-5, "no date between 2015 and 2100"),
        (4102444800, "no date between 2015 and 2100"),
        pytest.param(10**400, "no date between 2015 and 2100", id="400 digits"),
        ("yesterday", "not a time in unix seconds"),
        (True, "Expected"),
        ([], "Expected"),
    ],
)
def test_an_absurd_date_is_refused_with_a_sentence(given, words):
    refusal = refused(tts_sla_time=given)

    assert words in refusal.sentence
    assert (refusal.kind, refusal.external_id) == ("order", "580011223344556677")


@pytest.mark.parametrize("field", ["id", "status", "create_time", "update_time"])
def test_without_its_essentials_an_order_is_refused(field):
    assert refused(**{field: ...}).sentence == f"{field} is missing."


def test_an_unknown_status_is_refused_by_name():
    assert refused(status="TELEPORTED").sentence == "The order status 'TELEPORTED' is not known."


def test_a_refusal_keeps_the_payload_as_received():
    raw = changed("order_split.json", status="TELEPORTED")

    assert order(raw).payload == raw


def test_a_refusal_does_not_repeat_the_buyers_data():
    refusal = refused(line_items={"name": "Mara Quill"})

    assert "Mara" not in refusal.sentence


def test_two_unreadable_payloads_do_not_pass_for_one():
    first, second = order(b'{"id": 1.5'), order(b'{"id": 2.5')

    assert first.external_id != second.external_id
    assert first.external_id == order(b'{"id": 1.5').external_id


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"<html>", b'{"id":"1"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_order_is_refused(raw):
    refusal = order(raw)

    assert isinstance(refusal, Refusal)
    assert refusal.sentence.endswith(".")


def test_text_never_holds_what_a_database_refuses():
    units = decoded("order_split.json")["line_items"]
    units[0]["product_name"] = "Clay\x00 mug" + "!" * 5000

    title = mapped(line_items=units).lines[0].title

    assert title.startswith("Clay mug!")
    assert len(title) == 200


@pytest.mark.parametrize("given", ["NaN", "1e999", "free", "-Infinity", 1e300])
def test_an_unreadable_amount_is_not_said(given):
    assert mapped(payment={"currency": "USD", "total_amount": given}).total is None


def test_a_buyers_wish_to_cancel_is_never_lost_for_want_of_its_moment():
    assert mapped(is_buyer_request_cancel=True).cancel_requested_at == at(1794096000)
    assert mapped(is_buyer_request_cancel=True, request_cancel_time=PLACED).cancel_requested_at == at(PLACED)


def test_fields_that_we_do_not_know_are_skipped():
    assert mapped(brand_new={"deeply": ["nested", {"thing": 1}]}) == mapped()


def test_a_null_is_as_good_as_an_omission():
    nulled = dict.fromkeys(decoded("order_in_transit.json"))
    kept = decoded("order_in_transit.json")
    for essential in ("id", "status", "create_time", "update_time"):
        del nulled[essential]

    assert isinstance(order(json.dumps(kept | nulled).encode()), OrderRecord)


def test_of_a_partly_shipped_order_the_units_without_a_number_are_unsent():
    units = [
        {"id": "1", "sku_id": "a", "package_id": "P1", "tracking_number": "9400", "rts_time": PLACED},
        {"id": "2", "sku_id": "a", "package_id": "P2"},
        {"id": "3", "sku_id": "b", "display_status": "CANCELLED"},
    ]

    found = mapped(status="PARTIALLY_SHIPPING", line_items=units).lines
    whole = mapped(status="AWAITING_COLLECTION", line_items=units).lines

    assert [line.unsent_quantity for line in found] == [1, 0]
    assert [line.unsent_quantity for line in whole] == [None, None]
