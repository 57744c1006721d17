"""Refund reasons as pages: read by the day in each shop's zone, attributed to the lines that a request names."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Refund
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.refunds import reading
from metrics.spans import Span
from tests import factories

pytestmark = pytest.mark.django_db
NOON = utc_now().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=3)


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="glow-us", name="Glow US")


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(factories.create_member(team=shop.team, role=Role.MANAGER))
    return client


def dispatched(shop, *codes, at=NOON):
    """An order dispatched in time, with a line for each SKU code, each of a supplier of its own."""
    order = factories.create_order(
        shop=shop, dispatched_at=at, dispatch_due_at=at, status="in_transit", placed_at=at - timedelta(hours=30),
        carrier="usps",
    )  # fmt: skip
    for code in codes:
        supplier = factories.create_supplier(team=shop.team, code=f"of-{code}", name=f"Maker of {code}")
        sku = factories.create_sku(team=shop.team, code=code, supplier=supplier)
        factories.create_line(order=order, sku=sku, external_id=f"line-{code}")
    wake([order.pk], now=NOON)
    return order


def refund(order, shop=None, **told):
    shop = shop or order.shop
    usual = {
        "external_id": f"R{Refund.objects.count()}", "status": "completed", "kind": "refund", "initiator": "buyer",
        "reason_group": "defective", "reason_text": "Does not work", "requested_at": NOON,
        "remote_updated_at": NOON, "amount": Decimal("9.50"), "currency": "USD",
        "order_external_id": order.external_id if order else "unheard of",
    }  # fmt: skip
    return Refund.objects.create(team=shop.team, shop=shop, order=order, **usual | told)


def judged():
    while facts.judge_changed():
        pass


def shown(client, name="index", **query):
    answer = client.get(reverse(f"refunds:{name}"), query)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(body.decode().split())


def span(since, until):
    return Span(since_on=since, until_on=until, by="day")


def test_a_request_belongs_to_the_lines_that_it_names_else_to_all_of_its_order(shop):
    order = dispatched(shop, "LAMP", "FAN")
    refund(order, sku_codes=["line-FAN"])
    refund(order, sku_codes=["of another order"])
    refund(order)

    found = reading.requests_of([shop], span(NOON.date(), NOON.date()))

    named, *others = sorted(found, key=lambda each: each.id)
    assert (named.skus, named.suppliers) == (("FAN",), ("of-FAN",))
    assert all(set(each.skus) == {"LAMP", "FAN"} for each in others)


def test_the_day_is_that_of_each_shops_own_zone(shop):
    tokyo = factories.create_shop(
        team=shop.team, slug="tokyo", market="JP", time_zone="Asia/Tokyo", platform="own_store"
    )
    moment = datetime(2026, 11, 17, 1, tzinfo=UTC)  # the 16th in Los Angeles, the 17th in Tokyo
    for each in (shop, tokyo):
        refund(dispatched(each), requested_at=moment)

    found = reading.requests_of([shop, tokyo], span(date(2026, 11, 1), date(2026, 11, 30)))

    assert {each.shop_id: each.day_on.day for each in found} == {shop.pk: 16, tokyo.pk: 17}
    assert not reading.requests_of([tokyo], span(date(2026, 11, 16), date(2026, 11, 16)))


def test_the_page_says_how_many_of_what_was_dispatched_and_leads_to_them(shop, client):
    orders = [dispatched(shop, f"SKU-{number}") for number in range(4)]
    refund(orders[0])
    refund(orders[1], reason_group="fit", reason_text="Too small", amount=Decimal(3))
    refund(orders[2], status="withdrawn")
    refund(None, shop=shop)
    judged()

    page = shown(client, shop="glow-us")

    assert "2 of 4 dispatched" in page
    assert "$12.50" in page
    assert "“Too small”" in page
    assert "Withdrawn by the buyer" in page
    assert "Its order has not arrived here" in page
    only = shown(client, "rows", shop="glow-us", reason="fit")
    assert reverse("orders:detail", args=[orders[1].pk]) in only
    assert "1 request<" in only
    assert "Too small" in only
    assert "Does not work" not in only


def test_every_number_of_the_crossed_table_opens_as_many_requests(shop, client):
    for number in range(7):
        order = dispatched(shop, f"S{number % 2}-{number}")
        refund(order, reason_group=("defective", "fit", "damaged")[number % 3])
    judged()

    page = client.get(reverse("refunds:index"), {"tab": "carrier"}).context
    (value,) = page["values"]
    for cell in value["cells"]:
        rows = client.get(cell["url"]).context
        assert rows["total"] == cell["count"]
    assert sum(cell["count"] for cell in value["cells"]) == 7
    for period in page["periods"]:
        assert client.get(period["url"]).context["total"] == period["counts"].numerator


def test_the_file_has_the_rows_of_the_page(shop, client):
    refund(dispatched(shop, "LAMP"), reason_text="=1+1")

    text = shown(client, "export", shop="glow-us")

    assert "Defective" in text
    assert "LAMP" in text
    assert ",'=1+1," in text
    assert "9.50,USD" in text


def test_odd_addresses_get_a_sentence(shop, client):
    refund(dispatched(shop))

    assert "No such shop: nope" in shown(client, shop="nope")
    assert "No such reason: magic" in shown(client, "rows", reason="magic")
    assert "is no day" in shown(client, **{"from": "yesterday"})
    assert client.get(reverse("refunds:index"), {"week": "2026-W60"}).status_code == 400
    assert client.get(reverse("refunds:export"), {"days": "9999"}).status_code == 400
    for page in ("0", "-1", "99", "x", "٣"):
        assert "1 request<" in shown(client, "rows", page=page)


def test_days_without_requests_and_teams_without_shops_are_said(shop, client):
    assert "Nobody asked for money back" in shown(client)
    other = Client()
    other.force_login(factories.create_member(team=factories.create_team(), role=Role.MANAGER))
    assert "No shop is connected yet" in shown(other)
    assert "No shop is connected yet" in shown(other, "rows")


def test_queries_do_not_grow_with_the_requests(shop, client, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(4):
            refund(dispatched(shop, f"X{Refund.objects.count()}"))
        judged()
        client.get(reverse("refunds:index"))
        for name in ("index", "rows"):
            with django_assert_max_num_queries(18) as seen:
                client.get(reverse(f"refunds:{name}"))
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
