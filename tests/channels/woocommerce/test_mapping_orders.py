"""One order in our words: its status, its parcels, its people and its money."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from fulfillment.channels.records import Refusal
from fulfillment.channels.woocommerce import mapping
from tests.channels.woocommerce.payload_files import (
    decoded,
    fulfillment,
    mapped,
    order,
    raw,
    shipment,
    tracked,
    whole,
    with_meta,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def covered(status: str = "fulfilled", **changes: Any) -> dict[str, Any]:
    return with_meta("_fulfillment_status", status, **changes)


# --- the order itself ---


def test_a_paid_order_is_to_ship() -> None:
    found = mapped(order())
    assert (found.status, found.channel_status) == ("to_ship", "processing")
    assert found.placed_at == at("2026-11-22T10:00:00")
    assert found.paid_at == at("2026-11-22T10:01:00")
    assert found.updated_at == at("2026-11-22T10:05:00")
    assert (found.total, found.currency, found.country) == (Decimal("42.50"), "USD", "US")
    assert found.number == ""  # the same as its id


def test_gmt_fields_without_a_zone_are_utc_wherever_the_store_is() -> None:
    assert mapped(order(), zone="Asia/Shanghai").placed_at == at("2026-11-22T10:00:00")


def test_an_imported_order_without_the_utc_column_is_dated_by_the_stores_own_time() -> None:
    found = mapped(order(date_created_gmt=None), zone="America/Chicago")
    assert found.placed_at == at("2026-11-22T10:00:00")


def test_the_number_of_a_plugin_is_kept_beside_the_id() -> None:
    assert mapped(order(number="GL-2026-17")).number == "GL-2026-17"


@pytest.mark.parametrize(
    ("slug", "paid", "status"),
    [
        ("pending", False, "unpaid"),
        ("failed", False, "unpaid"),
        ("checkout-draft", False, "unpaid"),
        ("on-hold", False, "unpaid"),
        ("on-hold", True, "to_ship"),
        ("processing", True, "to_ship"),
        ("completed", True, "ready"),
        ("cancelled", True, "cancelled"),
        ("refunded", True, "cancelled"),
        ("trash", True, "cancelled"),
        ("wc-processing", True, "to_ship"),
        ("partial-shipped", True, "partly_shipped"),
        ("delivered", True, "delivered"),
    ],
)
def test_each_status_has_its_meaning(slug: str, paid: bool, status: str) -> None:
    paid_at = "2026-11-22T10:01:00" if paid else None
    assert mapped(order(status=slug, date_paid_gmt=paid_at)).status == status


def test_a_custom_status_ships_unless_the_store_says_otherwise() -> None:
    assert mapped(order(status="awaiting-engraving")).status == "to_ship"
    assert mapped(order(status="quote", needs_payment=True)).status == "unpaid"
    own = {"awaiting-engraving": "unpaid", "completed": "to_ship"}
    assert mapped(order(status="awaiting-engraving"), statuses=own).status == "unpaid"
    assert mapped(order(status="completed"), statuses=own).status == "to_ship"


def test_a_completed_order_is_ready_and_never_scanned() -> None:
    found = mapped(tracked(status="completed", date_completed_gmt="2026-11-23T08:30:00"))
    assert found.status == "ready"
    assert found.ready_at == at("2026-11-23T08:30:00")
    assert found.scanned_at is None
    assert [package.first_scan_at for package in found.packages] == [None]


def test_an_order_refunded_after_shipping_is_not_cancelled() -> None:
    done = {"status": "refunded", "date_completed_gmt": "2026-11-23T08:30:00"}
    assert mapped(order(**done)).status == "ready"
    assert mapped(tracked(status="refunded")).status == "ready"


def test_downloads_and_goods_that_the_buyer_fetches_have_nobody_to_carry_them() -> None:
    download = order(needs_processing=False, shipping_lines=[], status="completed")
    fetched = order(shipping_lines=[{"id": 1, "method_id": "local_pickup:3"}])
    assert (mapped(download).shipping_type, mapped(download).status) == ("digital", "completed")
    assert (mapped(fetched).shipping_type, mapped(fetched).status) == ("digital", "to_ship")
    assert mapped(order(shipping_lines=[])).shipping_type == "seller"


# --- people and lines ---


def test_the_buyer_is_whom_it_is_sent_to_with_the_billed_mail_address() -> None:
    buyer = mapped(order()).buyer
    assert (buyer.name, buyer.city, buyer.email) == ("Zoë Müller", "San Jose", "zoe@example.com")


def test_an_order_without_a_shipping_address_goes_to_the_billed_one() -> None:
    empty = dict.fromkeys(order()["shipping"], "") | {"country": "US"}
    assert mapped(order(shipping=empty)).buyer.city == "Oakland"
    assert mapped(order(shipping=[])).buyer.name == "Bill Payer"  # PHP's empty object


def test_a_guest_has_no_id_and_an_order_of_nobody_is_taken() -> None:
    assert mapped(order(customer_id=0)).buyer.external_id == ""
    found = mapped(order(billing=[], shipping=None))
    assert (found.buyer.name, found.country) == ("", "")


def test_lines_name_what_was_sold() -> None:
    lamp, cable = mapped(order()).lines
    assert (lamp.sku_code, lamp.sku_external_id, lamp.product_external_id) == ("GLOW-1", "32", "31")
    assert (lamp.title, lamp.variant, lamp.quantity) == ("Glow lamp", "Colour: Warm white", 2)
    assert lamp.unit_price == Decimal("12.50")
    assert cable.title == "Cable & plug"  # WordPress keeps entities
    assert cable.sku_external_id == "40"


def test_a_deleted_product_does_not_stop_its_order() -> None:
    line = order()["line_items"][0] | {
        "product_id": 0,
        "variation_id": 0,
        "sku": None,
        "image": [],
        "price": "",
    }
    [found] = mapped(order(line_items=[line])).lines
    assert (found.sku_code, found.sku_external_id, found.unit_price) == ("", "", None)


def test_half_a_metre_of_cloth_is_one_thing_to_pack() -> None:
    line = order()["line_items"][0]
    found = mapped(order(line_items=[line | {"quantity": 0.5}, line | {"id": 2, "quantity": "3"}]))
    assert [one.quantity for one in found.lines] == [1, 3]


# --- parcels ---


def test_shipment_tracking_items_are_parcels() -> None:
    [package] = mapped(tracked()).packages
    assert (package.external_id, package.tracking_number) == ("5201-1f3e0a", "9400100000000000000000")
    assert (package.carrier_name, package.status) == ("usps", "ready")
    assert package.shipped_at == at("2026-11-23T00:00:00")  # unix seconds of a day
    assert mapped(tracked()).status == "ready"


def test_a_custom_provider_wins_over_the_list() -> None:
    [package] = mapped(
        tracked(shipment("1", custom_tracking_provider="Evri &amp; Co", tracking_provider=""))
    ).packages
    assert package.carrier_name == "Evri & Co"


def test_a_shipping_day_before_the_order_was_placed_is_moved_to_it() -> None:
    [package] = mapped(tracked(shipment("1", date_shipped="2026-11-22"))).packages
    assert package.shipped_at == at("2026-11-22T10:00:00")


@pytest.mark.parametrize(
    "value",
    [
        {"0": shipment("A1"), "2": shipment("B2")},  # PHP, after the middle one was deleted
        '[{"tracking_number":"A1","tracking_id":"a"},{"tracking_number":"B2","tracking_id":"b"}]',
    ],
)
def test_a_list_with_a_hole_and_one_stored_as_text_are_read(value: Any) -> None:
    found = mapped(with_meta("_wc_shipment_tracking_items", value))
    assert [package.tracking_number for package in found.packages] == ["A1", "B2"]


@pytest.mark.parametrize("value", ["", [], None, False, {}])
def test_an_empty_list_of_shipments_is_no_parcel(value: Any) -> None:
    assert mapped(with_meta("_wc_shipment_tracking_items", value)).packages == ()


def test_advanced_shipment_tracking_says_what_is_inside() -> None:
    part = shipment("A1", products_list=[{"product": "31", "item_id": "901", "qty": "2"}])
    rest = shipment("B2", products_list=[{"product": "40", "item_id": "902", "qty": "1"}])
    assert mapped(tracked(part)).status == "partly_shipped"
    assert mapped(tracked(part, rest)).status == "ready"


def test_core_fulfillments_are_parcels() -> None:
    found = mapped(covered(), fulfillments=[decoded("fulfillment")])
    [package] = found.packages
    assert (package.external_id, package.tracking_number) == ("fulfillment-3", "1Z12345E0205271688")
    assert (package.carrier_name, package.status, found.status) == ("ups", "ready", "ready")


@pytest.mark.parametrize("key", ["_shipment_provider", "_shipping_provider"])
def test_either_carrier_key_of_core_is_read(key: str) -> None:
    none = {"_shipment_provider": None, "_shipping_provider": None}
    found = mapped(covered(), fulfillments=[fulfillment(**none | {key: "fedex"})])
    assert found.packages[0].carrier_name == "fedex"


def test_a_fulfillments_local_time_is_read_in_the_stores_zone_and_utc_where_it_says_so() -> None:
    local = mapped(covered(), fulfillments=[fulfillment(_date_fulfilled="2026-11-23 02:30:00")])
    said = mapped(covered(), fulfillments=[fulfillment(_date_fulfilled="2026-11-23T08:30:00Z")])
    assert local.packages[0].shipped_at == said.packages[0].shipped_at == at("2026-11-23T08:30:00")


def test_a_part_that_is_fulfilled_leaves_the_order_partly_shipped() -> None:
    part = fulfillment(_items=[{"item_id": 901, "qty": 2}])
    assert mapped(covered("partially_fulfilled"), fulfillments=[part]).status == "partly_shipped"
    assert mapped(covered(), fulfillments=[part]).status == "partly_shipped"


def test_what_is_in_no_parcel_yet_is_told_of_a_partly_shipped_order_alone() -> None:
    part = fulfillment(_items=[{"item_id": 901, "qty": 1}])
    found = mapped(covered("partially_fulfilled"), fulfillments=[part])

    assert [line.unsent_quantity for line in found.lines] == [
        line.quantity - (line.external_id == "901") for line in found.lines
    ]
    assert {line.unsent_quantity for line in mapped(covered()).lines} == {None}


def test_more_units_than_ordered_are_no_harm() -> None:
    found = mapped(
        covered(),
        fulfillments=[fulfillment(_items=[{"item_id": 901, "qty": 50}, {"item_id": 902, "qty": 1}])],
    )
    assert found.status == "ready"


def test_a_draft_fulfillment_is_still_being_packed() -> None:
    draft = fulfillment() | {"is_fulfilled": False, "status": "unfulfilled"}
    found = mapped(covered("unfulfilled"), fulfillments=[draft])
    assert (found.status, found.packages[0].status) == ("to_ship", "to_ship")


def test_a_number_that_core_and_a_plugin_tell_is_one_parcel() -> None:
    payload = tracked(shipment("1z12345e0205271688"))
    found = mapped(payload, fulfillments=[decoded("fulfillment")])
    assert [package.external_id for package in found.packages] == ["fulfillment-3"]


# --- units that are not shipped ---


def test_units_refunded_before_shipping_are_taken_off() -> None:
    lamp, cable = mapped(order(), refunds=[decoded("refund")]).lines
    assert (lamp.cancelled_quantity, cable.cancelled_quantity) == (1, 0)


def test_units_refunded_after_shipping_are_not_taken_off() -> None:
    found = mapped(tracked(status="completed"), refunds=[decoded("refund")])
    assert [line.cancelled_quantity for line in found.lines] == [0, 0]


def test_an_amount_without_lines_takes_no_unit_off() -> None:
    found = mapped(order(), refunds=[decoded("refund_of_an_amount")])
    assert [line.cancelled_quantity for line in found.lines] == [0, 0]


def test_every_unit_of_a_cancelled_order_is_taken_off() -> None:
    found = mapped(order(status="cancelled"))
    assert [line.cancelled_quantity for line in found.lines] == [2, 1]
    assert found.cancelled_at == at("2026-11-22T10:05:00")
    assert found.cancel_initiator == "seller"


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id": None}, "id is missing."),
        ({"date_created_gmt": "yesterday"}, "date_created_gmt is not a moment in ISO 8601."),
        ({"date_modified_gmt": "1899-01-01T00:00:00"}, "date_modified_gmt lies in the year 1899."),
        ({"line_items": "many"}, "A field has an unexpected form"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    found = mapping.order(whole(order(**changes)))
    assert isinstance(found, Refusal)
    assert found.sentence.startswith(sentence)
    assert found.external_id == ("5201" if "id" not in changes else found.external_id)


def test_an_empty_date_of_mysql_was_not_said() -> None:
    assert mapped(order(date_paid_gmt="0000-00-00T00:00:00")).paid_at is None


def test_a_bare_order_without_its_parts_is_refused() -> None:
    assert isinstance(mapping.order(raw(order())), Refusal)
