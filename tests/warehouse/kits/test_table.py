"""A kit at the packing table with a scanner, its network cut: shown with its artwork, asked for, used once."""

import pytest
from playwright.sync_api import expect

from fulfillment.warehouse.models import KitUse
from tests.e2e import packing
from tests.e2e.buttons import eventually
from tests.e2e.tablets import (
    at_page,
    browser_type,
    floor,
    ready,
    says,
    scan,
    tablet,
)  # the fixtures among them
from tests.warehouse.kits import making

pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LABEL = "9400110200881234567896"
__all__ = ["browser_type", "floor", "tablet"]  # fixtures


def test_a_box_is_not_sealed_before_its_kit_is_in_also_without_a_network(floor, tablet):
    (line,) = packing.to_pack(floor, 1)
    card = making.item(
        making.kit(team=floor.team, skus=[line.sku]), code="KIT-CARD", units=5, is_printed=True
    )
    art = making.approved(card)
    page = at_page(floor, tablet, "/pack/")
    page.context.set_offline(True)

    scan(page, line.order.external_id, line.sku_code, LABEL)
    says(page, "Goods are missing", "breach")
    scan(page, LABEL)
    says(page, "Goods are missing", "breach")
    expect(page.locator("[data-steps] .is-done")).to_have_text(["Scan"])
    expect(page.locator("[data-lines]")).to_contain_text("Brand kit · version 1 · KIT-CARD")
    page.reload()
    ready(page)
    scan(page, "KIT-CARD")
    expect(page.locator("[data-steps] .is-done")).to_have_text(["Scan", "Kit"])
    scan(page, LABEL)
    says(page, "Sealed", "ok")
    page.context.set_offline(False)

    used = KitUse.objects.filter(order=line.order_id).values_list("item", "artwork", "quantity")
    assert eventually(lambda: list(used.all()), [(card.pk, art.pk, 1)], seconds=15)
