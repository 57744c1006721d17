"""A batch of papers: every order printed or listed with why, in its order, a second printing marked, nothing made twice."""

from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from fulfillment.channels import pruning
from fulfillment.channels.labels import asking, fetching, making, printing, setting
from fulfillment.channels.labels.asking import NotAsked
from fulfillment.channels.models import LabelBatch, LabelFile, LabelPart, LabelSheet
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.warehouse.models import Supply
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.channels.labels.making_orders import ask, create_order, pdf, printed, texts
from tests.factories import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def shop(db):
    return factories.create_shop(team=factories.create_team(), channel="generic")


def attach(order, content=None):
    return LabelFile.objects.create(
        team=order.team, order=order, file_name="label.pdf", content=content or pdf(), pages=1, digest=str(uuid4()),
        brought_at=NOW,
    )  # fmt: skip


def test_slips_lie_by_truck_and_bin_and_name_what_to_pick(shop):
    near, far = (factories.create_sku(team=shop.team, code=code) for code in ("NEAR", "FAR"))
    house = default_of(shop.team)
    for sku, sign in ((near, "A-4-1"), (far, "A-12-1")):
        Supply.objects.create(team=shop.team, warehouse=house, sku=sku, bin=sign)
    last = create_order(shop=shop, sku=near, truck_at=NOW + 9 * HOUR)
    second = create_order(shop=shop, sku=far, quantity=3)
    first = create_order(shop=shop, sku=near)

    batch = printed(ask(shop.team, last, second, first))

    pages = texts(batch)
    assert [each.external_id in page for each, page in zip((first, second, last), pages, strict=True)] == [
        True
    ] * 3
    assert "A-12-1" in pages[1]
    assert "3 × FAR" in pages[1]
    assert "UPS pick-up Tue 24 Nov 17:30" in pages[1]
    assert "2 of 3" in pages[1]
    assert (batch.state, batch.done, batch.refused, batch.pages) == ("done", 3, 0, 3)


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "王小明", "สมชาย ใจดี", "Zoë Müller"])
def test_names_of_every_market_stand_on_the_paper(shop, name):
    batch = printed(ask(shop.team, create_order(shop=shop, name=name)))

    fonts = {
        str(font["/BaseFont"])
        for page in PdfReader(BytesIO(bytes(batch.content))).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    letters = [sign for sign in name if not sign.isspace()]
    assert all(sign in texts(batch)[0] for sign in letters if not "\u0e31" <= sign <= "\u0e4e")
    assert fonts


def test_what_cannot_be_printed_is_listed_with_why_and_the_rest_is_printed(shop):
    good, held, gone = (create_order(shop=shop) for _ in range(3))
    place_hold(held, reason="by_hand", owner="us", now=NOW, evidence="wrong address")
    Order.objects.filter(pk=gone.pk).update(stage="cancelled", is_open=False)

    batch = printed(ask(shop.team, good, held, gone))

    rows = dict(LabelSheet.objects.filter(state="refused").values_list("order", "problem"))
    assert rows.keys() == {held.pk, gone.pk}
    assert "wrong address" in rows[held.pk]
    assert (batch.done, batch.refused, len(texts(batch))) == (3, 2, 1)
    assert set(OrderEvent.objects.filter(kind="label.printed").values_list("order", flat=True)) == {good.pk}


def test_a_batch_of_which_nothing_can_be_printed_says_so_and_has_no_pdf(shop):
    order = create_order(shop=shop)
    Order.objects.filter(pk=order.pk).update(stage="cancelled", is_open=False)

    batch = printed(ask(shop.team, order))

    assert (batch.state, batch.content, batch.refused) == ("done", None, 1)


def test_a_second_printing_says_so_on_the_paper_and_who_and_when_is_kept(shop):
    order, by = create_order(shop=shop), factories.create_member(team=shop.team, email="kim@example.com")

    once = printed(ask(shop.team, order, by=by))
    twice = printed(ask(shop.team, order, by=by))

    assert "Reprint" not in texts(once)[0]
    assert "Reprint 2:" in texts(twice)[0]
    assert "by kim@example.com" in texts(twice)[0]
    events = OrderEvent.objects.filter(order=order, kind="label.printed").order_by("pk")
    assert [(each.data["printing"], each.actor) for each in events] == [(1, by), (2, by)]


def test_the_carriers_label_comes_before_its_slip_and_a_second_one_is_marked(shop):
    order = create_order(shop=shop)
    attach(order)

    once, twice = printed(ask(shop.team, order)), printed(ask(shop.team, order))
    alone = printed(ask(shop.team, order, with_slips=False))

    assert [order.external_id in page for page in texts(once)] == [False, True]
    assert texts(once)[0].strip() == ""
    assert "Reprint 2:" in texts(twice)[0]
    assert len(texts(alone)) == 1
    assert "Reprint 3:" in texts(alone)[0]


def test_the_mark_stands_at_the_foot_of_a_label_of_any_size(shop):
    order = create_order(shop=shop)
    attach(order, pdf(width=595, height=842))
    printed(ask(shop.team, order))

    page = PdfReader(BytesIO(bytes(printed(ask(shop.team, order)).content))).pages[0]

    assert (float(page.mediabox.width), float(page.mediabox.height)) == (595, 842)
    places = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append((text, cm[5] + tm[5] * cm[3])))
    assert any("Reprint" in text and 0 < y < 40 for text, y in places)


def test_an_order_of_another_platform_that_cannot_be_asked_is_listed(shop, monkeypatch):
    tiktok = factories.create_shop(team=shop.team, channel="tiktok")
    order = create_order(shop=tiktok, shipping_type="platform")
    factories.create_package(orders=[order])

    printed(ask(shop.team, order))

    assert "This shop is not connected." in LabelSheet.objects.get().problem


def test_the_platforms_label_is_asked_for_once_a_package(shop, monkeypatch):
    tiktok = factories.create_shop(team=shop.team, channel="tiktok")
    order = create_order(shop=tiktok, shipping_type="platform")
    packages = [factories.create_package(orders=[order]) for _ in range(2)]
    asked = []
    monkeypatch.setattr(
        fetching.Lines,
        "document",
        lambda self, shop, package, kind: asked.append((package, str(kind))) or pdf(),
    )

    batch = printed(ask(shop.team, order))

    assert asked == [(each, "both") for each in packages]
    assert batch.pages == 2
    events = OrderEvent.objects.filter(order=order, kind="label.printed")
    assert {each.data["package"] for each in events} == {each.external_id for each in packages}


def test_one_order_that_cannot_be_set_stops_none_of_the_others(shop, monkeypatch):
    bad, good = create_order(shop=shop), create_order(shop=shop)
    real = setting.slips

    def slips(contexts):
        if any(each["order"] == bad.external_id for each in contexts):
            raise RuntimeError("a font broke")
        return real(contexts)

    monkeypatch.setattr(setting, "slips", slips)
    batch = printed(ask(shop.team, bad, good))

    assert LabelSheet.objects.get(order=bad).problem == making.BROKEN
    assert (batch.state, batch.refused, len(texts(batch))) == ("done", 1, 1)


def test_a_batch_whose_worker_died_is_taken_up_after_its_last_chunk(shop, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 2)
    orders = [create_order(shop=shop) for _ in range(5)]
    batch = ask(shop.team, *orders)
    real = making.make

    def die_at_the_second(*args, **kwargs):
        if LabelPart.objects.exists():
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(making, "make", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        printing.work(batch.pk, clock=lambda: NOW)
    monkeypatch.setattr(making, "make", real)
    assert not printing.work(batch.pk, clock=lambda: NOW)  # the dead worker's lease stands
    later = NOW + HOUR
    assert printing.due(now=later) == [batch.pk]
    batch = printed(batch, clock=lambda: later)

    assert [f"{place} of 5" in page for place, page in enumerate(texts(batch), start=1)] == [True] * 5
    assert set(LabelSheet.objects.values_list("printing", flat=True)) == {1}
    assert not LabelPart.objects.exists()


def test_asked_twice_under_one_uuid_it_is_one_batch(shop):
    order, uuid = create_order(shop=shop), uuid4()

    assert ask(shop.team, order, uuid=uuid) == ask(shop.team, order, uuid=uuid)
    assert LabelSheet.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_batches_at_once_one_marks_its_paper_as_the_second(transactional_db):
    shop = factories.create_shop(team=factories.create_team(), channel="generic")
    order = create_order(shop=shop)
    batches = [ask(shop.team, order), ask(shop.team, order)]
    start = Barrier(2)

    def work(batch):
        start.wait()
        printing.work(batch.pk, clock=lambda: NOW)
        connection.close()

    threads = [Thread(target=work, args=[each]) for each in batches]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(LabelSheet.objects.values_list("printing", flat=True)) == [1, 2]
    marked = ["Reprint 2" in texts(LabelBatch.objects.get(pk=each.pk))[0] for each in batches]
    assert sorted(marked) == [False, True]


def test_a_chunk_asks_the_database_the_same_number_of_times_however_many_orders(shop):
    few = ask(shop.team, *(create_order(shop=shop, name="A") for _ in range(2)))
    many = ask(shop.team, *(create_order(shop=shop, name="A") for _ in range(12)))

    counts = []
    for batch in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            printed(batch)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_nothing_to_print_is_said(shop):
    with pytest.raises(NotAsked, match="nothing to print"):
        asking.ask(
            shop.team, Order.objects.none(), name="x", with_slips=True, by=None, now=NOW, client_uuid=uuid4()
        )


def test_orders_are_named_by_id_or_number_and_what_is_unknown_is_said(shop):
    first, second = create_order(shop=shop), create_order(shop=shop, number="#1007")
    foreign = create_order(shop=factories.create_shop(team=factories.create_team()))

    found, unknown = asking.named(shop.team, f"{first.external_id}, #1007\n{foreign.external_id} 77")

    assert set(found) == {first, second}
    assert unknown == [foreign.external_id, "77"]


def test_papers_that_name_buyers_go_after_a_week_and_their_list_stays(shop):
    batch = printed(ask(shop.team, create_order(shop=shop, name="Zoë")))

    pruning.prune(now=NOW + timedelta(days=8))

    batch.refresh_from_db()
    assert (batch.content, batch.pages, batch.sheets.count()) == (None, 1, 1)
