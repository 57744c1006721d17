"""What a person can do next, as data."""

import pytest

from fulfillment.orders.actions import ACTIONS, Way, channel_page


def test_what_we_do_ourselves_names_its_url_and_what_the_channel_does_names_none() -> None:
    for action in ACTIONS.values():
        assert bool(action.url_name) == (action.way != Way.CHANNEL), action.code


@pytest.mark.parametrize(("market", "host"), [("US", "seller-us"), ("GB", "seller-uk"), ("VN", "seller-vn")])
def test_an_orders_page_on_tiktok_is_its_markets_seller_center(market: str, host: str) -> None:
    page = channel_page(channel="tiktok", market=market, external_id="5769")

    assert page == f"https://{host}.tiktok.com/order/detail?order_no=5769"


def test_a_channel_without_a_page_has_none() -> None:
    assert channel_page(channel="own_store", market="US", external_id="5769") == ""
