"""The demo's brand kits: one lasts, one runs short, parcels of earlier weeks had theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.desk.demo import kits
from fulfillment.orders.models import Hold, Order
from fulfillment.warehouse import dealing
from fulfillment.warehouse.kits import showing
from fulfillment.warehouse.models import BrandKit, KitArtwork, Supply
from tests import factories
from tests.sourcing.making import to_ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


def test_one_kit_lasts_one_runs_short_and_it_is_told_once(team, settings, tmp_path):
    shop, now = factories.create_shop(team=team, channel="tiktok"), timezone.now()
    by, lips = factories.create_member(team=team), factories.create_sku(team=team, code="NMB-LIPS-BR-US")
    for n in range(40):
        order = to_ship(factories.create_sku(team=team), shop=shop)
        Order.objects.filter(pk=order.pk).update(
            dispatched_at=now - timedelta(hours=20 + 10 * n), is_open=False
        )
    for n in range(6):
        to_ship(lips, shop=shop, due_in=20 + n)

    assert kits.tell(team, by, now=now)
    assert not kits.tell(team, by, now=now)
    dealing.deal(team.pk, now=now)

    assert BrandKit.objects.filter(ended_at=None).count() == 2
    assert not Hold.objects.exclude(released_at=None).exists()
    assert Hold.objects.open().filter(reason="kit_missing", action="ship_plain").count() == 3
    by_name = {each["row"].name: each for row in showing.kits(team, now=now) for each in row["items"]}
    assert by_name["thank-you card"]["lasts"].days > 7
    assert by_name["gift pouch"]["says"]["tone"] == "breach"
    assert KitArtwork.objects.filter(approved_at=None).count() == 1
    assert set(Supply.objects.exclude(bin="").values_list("bin", flat=True)) == {"K-1", "K-2", "K-3"}
