"""From a file in a browser to orders, step by step."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from fulfillment.channels.generic import importing, running, sampling, uploading
from fulfillment.channels.models import ImportRun, ImportUpload
from fulfillment.channels.pruning import KEEP_FILES, prune
from fulfillment.orders.models import Order, OrderLine
from tests.channels.browser_import.bringing import HEADER, Desk, as_csv, as_xlsx, line

pytestmark = pytest.mark.django_db
# A sheet has no zones.
NINE, DUE = datetime.fromisoformat("2026-11-20T09:00"), datetime.fromisoformat("2026-11-22T18:00")


def test_a_file_is_guessed_checked_and_imported_and_the_check_changes_nothing(desk):
    upload = desk.upload(as_csv([line("1001"), line("1001", sku="LAMP-2"), line("1002", status="Shipped")]))

    screen = desk.screen(upload)
    assert "LAMP-1" in screen.content.decode()
    desk.check(upload)
    assert (upload.state, upload.rows_total, upload.orders_done, upload.orders_refused) == (
        "checked",
        3,
        2,
        0,
    )
    assert not Order.objects.exists()
    assert "Import 2 orders" in desk.page(upload)

    desk.press("run", upload)

    assert upload.state == "imported"
    first = Order.objects.get(external_id="1001")
    assert (first.status, first.buyer.name, first.lines.count()) == ("to_ship", "Ann Lee", 2)
    assert first.placed_at == datetime(2026, 11, 20, 17, 0, tzinfo=UTC)  # 9:00 in Los Angeles
    assert first.scan_due_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert Order.objects.get(external_id="1002").status == "in_transit"


def prices(*written):
    return as_csv([line(f"90{place}", price=each) for place, each in enumerate(written)], delimiter=";")


def test_a_european_file_keeps_its_cents(desk):
    upload = desk.imported(prices("1.234,56", "12,50", "1.500"))

    assert list(OrderLine.objects.order_by("order__external_id").values_list("unit_price", flat=True)) == [
        Decimal("1234.56"), Decimal("12.50"), Decimal("1500"),
    ]  # fmt: skip
    assert upload.mapping["file"]["decimal"] == ","


def test_amounts_that_nobody_can_read_for_sure_are_asked_about_and_refused(desk):
    upload = desk.upload(prices("1.500", "2.000"))

    assert "Amounts like 1.500 may be a thousand" in desk.screen(upload).content.decode()
    desk.check(upload)
    assert (upload.orders_done, upload.orders_refused) == (0, 2)
    desk.check(upload, decimal=",")
    assert (upload.orders_done, upload.orders_refused) == (2, 0)


def test_the_next_file_of_the_shop_may_write_its_amounts_otherwise(desk):
    desk.imported(prices("12,50"))
    upload = desk.imported(prices("1,234.50"))

    assert OrderLine.objects.latest("pk").unit_price == Decimal("1234.50")
    assert upload.mapping["file"]["decimal"] == "."


def test_an_excel_file_reads_like_the_same_csv(desk):
    rows = [
        [
            1001,
            "Paid",
            NINE,
            DUE,
            "LAMP-1",
            2,
            9.9,
            "Ann Lee",
        ],
        [1002, "Paid", NINE, None, "LAMP-2", 1, 12, None],
    ]

    upload = desk.imported(as_xlsx(rows), "orders.xlsx")

    assert upload.orders_done == 2
    order = Order.objects.get(external_id="1001")
    assert (order.placed_at.isoformat(), order.lines.get().quantity) == ("2026-11-20T17:00:00+00:00", 2)
    assert str(order.total) == "19.80"


def test_json_lines_bring_orders_with_their_lines(desk):
    lines = [{"sku": "A", "qty": 2}, {"sku": "B", "qty": 1}]
    told = {"id": "J1", "status": "paid", "created_at": "2026-11-20T09:00:00Z", "items": lines}

    upload = desk.imported(gzip.compress(json.dumps(told).encode()), "orders.jsonl.gz")

    assert upload.orders_done == 1
    assert sorted(OrderLine.objects.values_list("sku_code", "quantity")) == [("A", 2), ("B", 1)]


def test_chinese_columns_in_a_chinese_encoding_are_understood(desk):
    header = ("订单编号", "订单状态", "下单时间", "商家编码", "数量", "收货人")
    rows = [["88", "待发货", "2026/11/20 09:00:00", "灯-1", "3", "王小明"]]

    upload = desk.imported(as_csv(rows, header=header, encoding="gb18030", delimiter=";"))

    order = Order.objects.get(external_id="88")
    assert (upload.orders_done, order.status, order.buyer.name) == (1, "to_ship", "王小明")
    assert order.lines.get().sku_code == "灯-1"


def test_the_mapping_of_a_like_file_is_remembered_by_its_store(desk):
    content = as_csv([line("1", status="ausgeliefert")])
    upload = desk.upload(content)
    desk.check(upload, **{"word__0": "delivered", "order__total": "Price"})
    desk.press("run", upload)

    again = desk.form(desk.upload(as_csv([line("2", status="ausgeliefert")])))

    assert (again["word-0"], again["order-total"]) == ("delivered", "Price")
    assert Order.objects.get().status == "delivered"


def test_a_word_that_only_stands_far_down_is_found_by_the_check_and_can_be_explained(desk, monkeypatch):
    monkeypatch.setattr(sampling, "LOOKED_AT", 2)
    upload = desk.check(desk.upload(as_csv([line("1"), line("2"), line("3", status="verschickt")])))

    assert (upload.orders_refused, upload.unknown_words) == (1, ["verschickt"])
    assert "verschickt" in desk.page(upload)
    form = desk.form(upload)
    said = next(name for name, value in form.items() if name.startswith("said-") and value == "verschickt")
    place = said.removeprefix("said-")
    desk.check(upload, **{f"word__{place}": "in_transit"})
    assert (upload.orders_refused, upload.unknown_words) == (0, [])


def test_every_refused_row_is_shown_and_stands_in_the_report_without_formulas(desk):
    rows = [line("1"), line('=HYPERLINK("http://x")', placed="soon"), line("+2", qty="many"), ["only", "two"]]

    upload = desk.check(desk.upload(as_csv(rows)))

    page = desk.page(upload)
    assert "&#x27;soon&#x27; is not a time" in page
    report = desk.report(upload)
    assert [row[0] for row in report] == ["row", "2", "3", "4"]
    assert [row[1] for row in report[1:3]] == ['\'=HYPERLINK("http://x")', "'+2"]
    assert {row[4] for row in report[1:]} == {"yes"}
    assert (upload.orders_done, upload.orders_refused) == (1, 3)


def test_a_file_can_be_left_while_a_killed_worker_is_replaced(desk, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    upload = desk.check(desk.upload(as_csv([line(str(number)) for number in range(50)])))
    desk.client.post(reverse("channels:import-run", args=[upload.pk]))
    begun = datetime.now(UTC)
    ticks = iter(range(10**6))

    class Killed(BaseException):
        pass

    def dying():
        if next(ticks) > 4:
            raise Killed
        return begun

    with pytest.raises(Killed):
        running.work(upload.pk, clock=dying)
    upload.refresh_from_db()
    assert 0 < Order.objects.count() < 50
    assert upload.state == "importing"
    assert "30 of 50" in desk.page(upload)
    assert running.due(now=begun) == []
    assert not running.work(upload.pk, clock=lambda: begun)

    later = begun + running.LEASE
    assert running.due(now=later) == [upload.pk]
    assert running.work(upload.pk, clock=lambda: later)
    upload.refresh_from_db()
    assert (upload.state, upload.orders_done, Order.objects.count()) == ("imported", 50, 50)


def test_a_step_is_begun_once_however_often_it_is_pressed(desk):
    upload = desk.check(desk.upload(as_csv([line("1")])))
    url = reverse("channels:import-run", args=[upload.pk])

    desk.client.post(url)
    desk.work(upload)
    desk.client.post(url)

    upload.refresh_from_db()
    assert upload.state == "imported"
    assert ImportRun.objects.exclude(digest__startswith="check:").count() == 1


def test_a_mapping_that_cannot_be_used_is_said_and_nothing_is_begun(desk):
    upload = desk.upload(as_csv([line("1")]))
    sent = desk.form(upload) | {
        "order-external_id": "",
        "order-placed_at": "",
        "time_zone": "Mars",
        "check": "",
    }

    said = desk.client.post(reverse("channels:import-map", args=[upload.pk]), sent).content.decode()

    assert "Choose the column of the order id." in said
    assert "Choose the column that says when an order was placed." in said
    assert "is not a time zone" in said
    upload.refresh_from_db()
    assert upload.state == "mapping"


def test_orders_without_a_status_are_what_the_screen_says_they_are(desk):
    header = [name for name in HEADER if name != "Order Status"]
    rows = [[value for place, value in enumerate(line("1")) if place != 1]]

    upload = desk.check(desk.upload(as_csv(rows, header=header)))
    assert upload.orders_done == 1
    desk.check(upload, status_if_empty="delivered")
    desk.press("run", upload)

    assert Order.objects.get().status == "delivered"


def test_a_file_that_is_gone_from_the_disk_fails_with_a_sentence_and_can_be_removed(desk):
    upload = desk.check(desk.upload(as_csv([line("1")])))
    uploading.forget(upload)

    desk.press("run", upload)
    assert (upload.state, upload.problem) == ("failed", "The file is no longer here. Bring it again.")
    assert "no longer here" in desk.page(upload)
    desk.client.post(reverse("channels:import-forget", args=[upload.pk]))
    assert not ImportUpload.objects.exists()


def test_removing_a_file_keeps_its_orders_and_takes_it_from_the_disk(desk):
    upload = desk.imported(as_csv([line("1")]))
    path = uploading.path_of(upload)
    assert path.exists()
    assert oct(path.stat().st_mode)[-3:] == "600"

    desk.client.post(reverse("channels:import-forget", args=[upload.pk]))

    assert not path.exists()
    assert Order.objects.count() == 1


def test_another_teams_file_is_not_there():
    ours, theirs = Desk(), Desk()
    upload = theirs.upload(as_csv([line("1")]))

    for name in ("import", "import-map", "import-report"):
        assert ours.client.get(reverse(f"channels:{name}", args=[upload.pk])).status_code == 404
    answer = ours.client.post(reverse("channels:imports"), {"shop": "own", "file": ""})
    assert answer.status_code == 200
    assert ImportUpload.objects.filter(team=ours.team).count() == 0


def test_what_waits_too_long_is_found_by_the_next_look(desk):
    upload = desk.upload(as_csv([line("1")]))
    ImportUpload.objects.filter(pk=upload.pk).update(state="checking")
    now = datetime.now(UTC)

    assert running.due(now=now) == [upload.pk]
    ImportUpload.objects.filter(pk=upload.pk).update(leased_until_at=now + timedelta(seconds=1))
    assert running.due(now=now) == []


def test_a_file_is_kept_for_half_a_year_and_what_was_imported_of_it_longer(desk):
    upload = desk.imported(as_csv([line("1001")]))
    brought_at = upload.brought_at

    prune(now=brought_at + KEEP_FILES)
    assert uploading.path_of(upload).exists()
    prune(now=brought_at + KEEP_FILES + timedelta(days=1))

    assert not uploading.path_of(upload).exists()
    assert desk.press("undo", upload).state == "undone"
    assert not Order.objects.exists()
