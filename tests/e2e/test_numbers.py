"""Somebody selects orders, writes their numbers behind them, sends them and watches them arrive, in a browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.channels import pushing
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from tests.e2e import uploads

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


def work():
    """What the worker does when the pause is over."""
    OutboundWrite.objects.filter(state="waiting").update(not_before_at=timezone.now() - timedelta(seconds=1))
    for shop_id in pushing.due_shops(now=timezone.now()):
        pushing.push_shop(shop_id)


def test_numbers_of_selected_orders_are_sent_and_the_page_tells_when_they_arrive(page, floor):
    order = uploads.to_upload(floor)
    other = Order.objects.of(floor.team).filter(is_open=False, shop=order.shop).first()
    OutboundWrite.objects.filter(state="waiting").delete()  # of other tests of this module's world
    number = uploads.fresh_number()
    floor.open(floor.sign_in(page), f"{reverse('orders:list')}?q={order.external_id}+{other.external_id}")
    for row in (order, other):
        page.locator(f'[data-row="{row.pk}"] [data-pick]').click()
    page.keyboard.press("u")

    page.get_by_role("heading", name="Import tracking numbers").wait_for()
    box = page.get_by_label("Paste them here")
    rows = box.input_value().splitlines()
    assert sorted(row.strip() for row in rows) == sorted([str(order), str(other)])
    box.fill("\n".join(f"{row}{number}" if row.strip() == str(order) else row for row in rows))
    page.get_by_role("button", name="Look at them").click()

    page.get_by_text("Nothing speaks against it.").wait_for()
    page.get_by_text("There is no number.").wait_for()
    page.get_by_role("button", name="Send 1 number").click()
    page.get_by_text("1 number leaves in 60 s").wait_for()
    work()
    page.get_by_text("TikTok Shop accepted it and shows it.").wait_for()  # the page found out by itself

    assert [
        each.number for each in floor.box.world.orders[order.external_id].parcels if each.by_software
    ] == [number]
    page.get_by_role("link", name="Not sent").click()
    page.wait_for_url("**show=refused**")
    assert page.get_by_text(number).count() == 0
