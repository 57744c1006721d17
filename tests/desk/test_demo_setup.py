"""`manage.py demo_setup`: the demonstration team comes to life the way a real one does, however often it is asked for."""

import io

import pytest
from django.core.management import call_command

from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop, Sku
from fulfillment.channels.models import Connection
from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.world.shops import SHOPS
from fulfillment.warehouse.models import ExpectedDelivery, Lot, PickupWindow, Warehouse, WarehouseAlias


@pytest.mark.django_db(transaction=True)
def test_the_demo_has_people_goods_and_its_connected_shops_once(client, monkeypatch):
    with SandboxServer(seed=5, history_days=2, orders_per_day=4, calm=True, qps=0, shops=SHOPS) as box:
        monkeypatch.setenv("SANDBOX_APP_KEY", box.app_key)
        monkeypatch.setenv("SANDBOX_APP_SECRET", box.app_secret)
        printed = [set_up(box.url), set_up(box.url)]

    team = Team.objects.get()
    assert printed[0] == printed[1]
    assert set(Membership.objects.values_list("team__slug", "role")) == {("demo", role) for role in Role}
    assert Connection.objects.filter(team=team).count() == 4
    channels = set(Shop.objects.filter(team=team).values_list("channel", flat=True))
    assert channels == {"tiktok", "shopify", "woocommerce", "own_store"}
    home = Shop.objects.get(channel="shopify")
    assert home.rule_overrides == {"handling.regular": 2}
    assert home.connection.webhook_state == "subscribed"
    pets = Shop.objects.get(channel="woocommerce")
    assert (pets.name, pets.market, pets.time_zone) == ("Happy Paws", "US", "America/Chicago")
    assert pets.rule_overrides == {"handling.regular": 1}
    assert pets.connection.webhook_state == "subscribed"
    assert Warehouse.objects.filter(team=team).count() == 2
    assert PickupWindow.objects.filter(team=team).count() == 37
    assert set(WarehouseAlias.objects.values_list("shop__channel", "warehouse__code")) == {
        ("tiktok", "ontario"), ("tiktok", "daventry"), ("shopify", "ontario"),
    }  # fmt: skip
    assert Sku.objects.filter(team=team, supplier__isnull=False).exists()
    assert set(Lot.objects.values_list("state", flat=True)) == {"released", "quarantined", "rejected"}
    assert ExpectedDelivery.objects.filter(team=team, closed_at=None).count() == 2
    for line in printed[0].splitlines():
        _, email, password = line.split()
        assert client.login(email=email, password=password)


def set_up(url: str) -> str:
    said = io.StringIO()
    call_command("demo_setup", "--url", url, "--public-url", "http://127.0.0.1:9", stdout=said)
    return said.getvalue()
