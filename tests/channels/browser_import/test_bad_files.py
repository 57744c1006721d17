"""What people bring: wrong encodings, marks, formulas, bombs. Each ends with a sentence or with orders, never a crash."""

import gzip
import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.channels.generic import reading, spreadsheets, uploading
from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.generic.sampling import sample
from fulfillment.channels.models import ImportUpload
from fulfillment.orders.models import Order
from tests.channels.browser_import.bringing import HEADER, as_csv, as_xlsx, line

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("orders.xls", b"x", "before 2007"),
        ("orders.pdf", b"x", "Bring a CSV, XLSX or JSONL file"),
        ("orders.zip", b"x", "Unpack the ZIP file"),
        ("orders.csv", b"", "empty"),
    ],
)
def test_what_is_no_file_of_orders_is_refused_at_the_door(desk, name, content, said):
    assert said in desk.bring(content, name).content.decode()
    assert not ImportUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("orders.csv", as_xlsx([line("1")]), "ZIP or Excel file"),
        ("orders.xlsx", b"not a zip", "not a whole Excel file"),
        ("orders.xlsx", as_xlsx([line("1")])[:-200], "not a whole Excel file"),
        (
            "orders.csv.gz",
            gzip.compress(as_csv([line(str(n)) for n in range(9999)]))[:3000],
            "damaged or not whole",
        ),
        ("orders.csv.gz", b"\x00\x93 rubbish", "is not a gzip file"),
        ("orders.csv", b"Order ID,Placed\n", "a header and no rows"),
        ("orders.csv", b",,,\n1,2,3,4\n", "no header"),
        ("orders.csv", bytes(range(256)) * 50, "is no text, or a damaged one"),
        ("orders.jsonl", b'{"\\u0000": "1"}\n', "is no text, or a damaged one"),
        ("orders.jsonl", b"not json\n", "No line of the file is a JSON object"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_mapping_screen(desk, name, content, said):
    answer = desk.screen(desk.upload(content, name))

    assert answer.status_code == 200
    assert said in answer.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "gb18030"])
def test_marks_and_encodings_are_recognised(desk, encoding):
    name = "王小明" if encoding == "gb18030" else "Zoë Müller"

    desk.imported(as_csv([line("1", buyer=name)], encoding=encoding))

    assert Order.objects.get().buyer.name == name


def test_a_wrong_encoding_is_warned_of_and_can_be_chosen(desk):
    upload = desk.upload(as_csv([line("1", buyer="Zoë Müller")], encoding="cp1252"))

    wrong = desk.screen(upload, encoding="utf-8-sig").content.decode()

    assert "Some bytes are not utf-8-sig" in wrong
    assert "Some bytes are not" not in desk.screen(upload, encoding="cp1252").content.decode()


def test_a_column_that_stands_twice_is_said_not_guessed_and_not_taken(desk):
    header = [*HEADER, "Created At"]
    upload = desk.upload(as_csv([[*line("1"), "2026-11-21"]], header=header))

    page = desk.screen(upload)
    assert "Created At: stands over more than one column" in page.content.decode()
    sent = desk.form(upload)
    assert sent["order-placed_at"] == ""
    answer = desk.client.post(
        reverse("channels:import-map", args=[upload.pk]),
        sent | {"order-placed_at": "Created At", "check": ""},
    )
    assert "twice: rename one of them" in answer.content.decode()


def test_times_with_and_without_zones_are_warned_of_and_each_read_rightly(desk):
    times = ("2026-11-20 09:00", "2026-11-20 09:00+00:00", "2026-11-20T09:00Z")
    rows = [line(str(number), placed=placed) for number, placed in enumerate(times)]
    upload = desk.upload(as_csv(rows))

    assert "carry their zone and others do not" in desk.screen(upload).content.decode()
    desk.check(upload)
    desk.press("run", upload)

    assert [order.placed_at.hour for order in Order.objects.order_by("external_id")] == [17, 9, 9]


def test_formulas_in_cells_are_text(desk):
    upload = desk.upload(as_csv([line("1", sku='=HYPERLINK("http://evil")', buyer="@SUM(A1)")]))

    assert "begin like formulas" in desk.screen(upload).content.decode()
    desk.check(upload)
    desk.press("run", upload)

    assert Order.objects.get().lines.get().sku_code == '=HYPERLINK("http://evil")'


def test_an_order_number_that_excel_rounded_is_refused_not_guessed(desk):
    upload = desk.check(desk.upload(as_xlsx([[577364812345678901, *line("")[1:]]]), "orders.xlsx"))

    assert (upload.orders_done, upload.orders_refused) == (0, 1)


def bomb(size: int, *, lies: bool) -> bytes:
    content = io.BytesIO(as_xlsx([line("1")]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"0" * size)
    raw = bytearray(content.getvalue())
    if lies:  # the directory claims a few bytes
        place = raw.rindex(b"PK\x01\x02")
        raw[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


@pytest.mark.parametrize("lies", [False, True])
def test_a_bomb_is_not_unpacked_whatever_it_claims(desk, monkeypatch, lies):
    monkeypatch.setattr(spreadsheets, "LARGEST_UNPACKED", 1_000_000)

    answer = desk.screen(desk.upload(bomb(5_000_000, lies=lies), "orders.xlsx"))

    assert "unpacks to more than" in answer.content.decode()


def test_a_line_without_end_does_not_fill_the_memory(desk, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 10_000)

    answer = desk.screen(desk.upload(gzip.compress(b"Order ID," + b"x" * 50_000), "orders.csv.gz"))

    assert "has a line of more than" in answer.content.decode()


def test_a_file_that_is_too_large_is_thrown_away_with_a_sentence(desk, monkeypatch):
    monkeypatch.setattr(uploading, "LARGEST", 100_000)
    content = as_csv([line(str(number)) for number in range(5000)])

    answer = desk.bring(content)

    assert answer.status_code == 413
    assert "The file is larger than" in answer.content.decode()
    assert not ImportUpload.objects.exists()
    with pytest.raises(BadFile):
        uploading.keep(desk.shop, name="a.csv", chunks=[b"x" * 100_001], by=None, now=None)
    assert not list(uploading.path_of(ImportUpload()).parent.iterdir())


def test_a_form_without_its_token_brings_nothing(desk):
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk.client.cookies

    answer = client.post(reverse("channels:imports"), {"shop": "own"})

    assert answer.status_code == 403


def test_a_file_whose_columns_mean_nothing_to_us_shows_the_screen_to_choose_them(desk):
    upload = desk.upload(as_csv([["x", "y"]], header=("Colour", "Note")))

    screen = desk.screen(upload)

    assert "choose the columns below" in screen.content.decode()


@given(content=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".jsonl", ".xlsx", ".csv.gz"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_have_a_sample_or_a_sentence(tmp_path, content, suffix):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)

    try:
        found = sample(path)
    except BadFile:
        return
    assert found.columns
    assert found.rows
