"""The reason table: whose fault a machine name is taken for."""

from datetime import date

import pytest

from fulfillment.channels.tiktok.reasons import Fault, Meaning, meaning

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "group", "fault"),
    [
        ("seller_cancel_reason_out_of_stock", "out_of_stock", Fault.SELLER),
        ("seller_cancel_reason_out_of_stock_uk", "out_of_stock", Fault.SELLER),
        ("seller_cancel_unpaid_reason_wrong_price", "unpaid", Fault.PLATFORM),
        ("system_cancel_order_untracked", "untraceable", Fault.SELLER),
        ("package_lost", "lost_or_damaged_in_transit", Fault.LOGISTICS),
        ("returned_to_shipper_refused", "late_delivery", Fault.LOGISTICS),
        ("buyer_return_and_refund_item_doesn't_fit", "fit", Fault.BUYER),
        ("ecom_order_to_ship_canceled_reason_a_new_one", "buyer_changed_mind", Fault.BUYER),
        ("ecom_order_delivered_refund_and_return_reason_wrong_product", "wrong_or_missing", Fault.SELLER),
    ],
)
def test_a_known_name_has_a_group_and_a_fault(name, group, fault):
    assert meaning(name, market="US", on=DAY) == Meaning(group, fault)


@pytest.mark.parametrize("name", ["", "brand_new_reason", "SELLER_CANCEL"])
def test_a_name_we_do_not_know_is_nobodys_fault_yet(name):
    assert meaning(name, market="US", on=DAY) == Meaning("other", Fault.UNKNOWN)


def test_a_market_may_say_it_differently_from_a_day_on():
    name = "ecom_order_to_ship_canceled_reason_out_of_stock"

    assert meaning(name, market="ID", on=date(2025, 8, 30)).fault is Fault.BUYER
    assert meaning(name, market="ID", on=date(2025, 8, 31)).fault is Fault.SELLER
    assert meaning(name, market="TH", on=DAY).fault is Fault.BUYER
