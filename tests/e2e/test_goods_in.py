"""Goods in, in a browser: what came is scanned, photographed with its lot, and seen again at the lot."""

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.warehouse.models import ReceiptPhoto
from tests.e2e import stock
from tests.photos.pictures import picture
from tests.warehouse.stock import create_lot

pytestmark = [pytest.mark.e2e, pytest.mark.browser]


def test_what_came_is_photographed_with_its_lot(floor, page, tmp_path):
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(picture(width=3000, height=2000))
    lot = create_lot(sku=stock.sku(floor), received_at=timezone.now(), is_damaged=True)
    row = lot.receipt_lines.get().receipt
    floor.open(floor.sign_in(page, Role.INSPECTOR), reverse("stock:receipt", args=[row.pk]))
    form = page.locator(f'form[action="{reverse("stock:receipt-photo", args=[row.pk])}"]')

    form.locator("select").select_option(lot.code)
    form.locator("[type=file]").set_input_files(shot)
    form.get_by_text("Kept.", exact=False).wait_for()
    form.get_by_role("button", name="Keep the picture").click()
    page.get_by_text(f"The picture is kept with lot {lot.code}").wait_for()

    assert ReceiptPhoto.objects.get(receipt=row).lot == lot
    floor.open(page, reverse("stock:lot", args=[lot.pk]))
    assert page.locator(".shots img").evaluate("(each) => each.decode().then(() => each.naturalWidth)") == 320
