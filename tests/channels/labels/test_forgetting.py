"""A forgotten buyer stands on no paper that is kept here."""

from uuid import uuid4

import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels import forgetting
from fulfillment.channels.labels import printing
from fulfillment.channels.models import LabelFile, LabelPart
from fulfillment.orders.models import Buyer, Order
from tests import factories
from tests.channels.labels.making_orders import ask, create_order, pdf, printed, texts
from tests.factories import NOW


@pytest.fixture
def shop(db):
    return factories.create_shop(team=factories.create_team())


def attached(order):
    return LabelFile.objects.create(
        team=order.team, order=order, file_name=f"{order.buyer.name}.pdf", content=pdf(), pages=1,
        digest=uuid4().hex, brought_at=NOW,
    )  # fmt: skip


def forget(order):
    buyers = Buyer.objects.filter(pk=order.buyer_id)
    return forgetting.forget(buyers, Order.objects.filter(buyer=order.buyer), now=NOW)


def test_the_label_and_every_pdf_with_the_buyer_go_and_those_without_stay(shop):
    zoe, max_ = create_order(shop=shop, name="Zoe"), create_order(shop=shop, name="Max")
    label, other_label = attached(zoe), attached(max_)
    both, other = printed(ask(shop.team, zoe, max_)), printed(ask(shop.team, max_))

    assert forget(zoe) == 1

    for row in (label, other_label, both, other):
        row.refresh_from_db()
    assert (bytes(label.content), label.pages, label.file_name) == (b"", 0, "label.pdf")
    assert (other_label.pages, other_label.file_name) == (1, "Max.pdf")
    assert (both.content, both.state, both.sheets.count()) == (None, "done", 2)
    assert other.content


def test_a_batch_that_is_being_made_stops_and_says_so_on_its_page(shop, client, monkeypatch):
    zoe = create_order(shop=shop, name="Zoe")
    batch = ask(shop.team, zoe)

    finish = printing._finish

    def forgotten_before(*told):
        forget(zoe)
        finish(*told)

    monkeypatch.setattr(printing, "_finish", forgotten_before)
    printed(batch)

    batch.refresh_from_db()
    assert (batch.state, batch.content) == ("failed", None)
    assert not LabelPart.objects.exists()
    client.force_login(factories.create_member(team=shop.team, role=Role.OPERATOR))
    assert forgetting.STOPPED in client.get(reverse("labels:batch", args=[batch.pk])).content.decode()


def test_a_batch_that_waits_is_made_without_the_buyer(shop):
    zoe = create_order(shop=shop, name="Zoe")
    batch = ask(shop.team, zoe)

    forget(zoe)

    assert all("Zoe" not in text for text in texts(printed(batch)))
