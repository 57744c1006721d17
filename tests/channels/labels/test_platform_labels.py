"""The platform's label and packing slip are printed from here, and a second printing is known as one."""

import pytest

from fulfillment.channels.documents import PDF
from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.tiktok import printing
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import OrderEvent
from tests import factories
from tests.channels.world import connect
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


def parcel_of(box, shipping_type):
    """An arranged one of the US shop, shipped as asked."""
    (slug,) = [shop.slug for shop in box.world.shops if shop.market.region == "US"]
    now, parcels = box.tick(), box.world.index[slug, "package"].items.values()
    parcel = next(each for each in parcels if each.arranged_at <= now)
    parcel.orders[0].shipping_type = shipping_type
    return parcel


def order_of(connection, parcel, **fields):
    order = factories.create_order(
        shop=connection.shop, external_id=parcel.orders[0].id, shipping_type="platform", **fields
    )
    return order, factories.create_package(orders=[order], external_id=parcel.id)


@pytest.fixture
def connection(box, time) -> Connection:
    team = factories.create_team()
    us, *_ = connect(box, now=time(), team=team)
    return us


def test_label_and_slip_come_as_pdf_and_printing_again_is_said(box, time, connection):
    order, package = order_of(connection, parcel_of(box, "TIKTOK"))
    client = signed_in(order.team)
    assert "Print the label again" not in client.get(f"/orders/{order.pk}/").content.decode()

    for kind in ("label", "slip", "both"):
        answer = client.post(f"/labels/{order.pk}/{package.pk}/{kind}/")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(PDF)
        assert "no-store" in answer["Cache-Control"]
    page = client.get(f"/orders/{order.pk}/").content.decode()
    assert "Print the label again" in page
    assert "printed 2 times" in page
    assert 'data-page-key="u"' not in page  # no number is uploaded
    names = (
        OrderEvent.objects.filter(kind="label.printed").order_by("pk").values_list("data__name", flat=True)
    )
    assert list(names) == ["label", "packing slip", "label and packing slip"]


def test_what_the_seller_ships_has_no_label_of_the_platforms(box, time, connection):
    order, package = order_of(connection, parcel_of(box, "SELLER"))
    client = signed_in(order.team)

    refused = client.post(f"/labels/{order.pk}/{package.pk}/label/", follow=True).content.decode()
    assert "Not printed. The channel refused" in refused
    order.shipping_type = "seller"
    order.save()
    assert client.post(f"/labels/{order.pk}/{package.pk}/label/").status_code == 404
    assert not OrderEvent.objects.filter(kind="label.printed").exists()


def test_an_order_on_hold_is_not_printed(box, time, connection):
    order, package = order_of(connection, parcel_of(box, "TIKTOK"))
    place_hold(order, reason="by_hand", owner="us", now=time())

    page = signed_in(order.team).post(f"/labels/{order.pk}/{package.pk}/label/", follow=True)
    assert "must not ship" in page.content.decode()


def test_a_shop_that_cannot_be_asked_says_so(box, time, connection):
    order, package = order_of(connection, parcel_of(box, "TIKTOK"))
    Connection.objects.update(is_active=False)

    page = signed_in(order.team).post(f"/labels/{order.pk}/{package.pk}/both/", follow=True)
    assert "This shop is not connected." in page.content.decode()


class Client:
    base_url = "https://open-api.example"

    def __init__(self, answer, content=b"%PDF-1.4"):
        self.answer, self.content = answer, content

    def call(self, *args, **kwargs):
        return self.answer

    def fetch(self, address):
        return self.content


class Adapter:
    def __init__(self, client):
        self.client = client

    def ask(self, question):
        return question(self.client)


@pytest.mark.parametrize(
    ("answer", "content", "error"),
    [
        (b"{}", b"", Refused),
        (b'{"doc_url": ""}', b"", Refused),
        (b'{"doc_url": 5}', b"", BadAnswer),
        (b'{"doc_url": "http://files.example/a.pdf"}', b"", BadAnswer),
        (b'{"doc_url": "https://169.254.169.254/a.pdf"}', b"", BadAnswer),
        (b'{"doc_url": "https://localhost/a.pdf"}', b"", BadAnswer),
        (b'{"doc_url": "https://[::1]/a.pdf"}', b"", BadAnswer),
        (b'{"doc_url": "https://files.example/a.pdf"}', b"<html>", BadAnswer),
    ],
)
def test_only_a_pdf_from_where_it_may_lie_is_handed_on(answer, content, error):
    with pytest.raises(error):
        printing.document(Adapter(Client(answer, content)), "1", printing.DocumentKind.LABEL)


def test_a_file_elsewhere_by_a_name_and_encrypted_is_fetched():
    client = Client(b'{"doc_url": "https://files.example/a.pdf"}')
    assert printing.document(Adapter(client), "1", printing.DocumentKind.BOTH).startswith(PDF)
