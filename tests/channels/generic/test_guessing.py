"""What names and values probably mean."""

import pytest

from fulfillment.channels.generic import guessing
from fulfillment.channels.generic.mapfile import LINE_FIELDS, ORDER_FIELDS


def test_every_guessed_field_is_one_that_a_mapping_has():
    names = guessing.known()

    assert names.order.keys() <= ORDER_FIELDS
    assert names.line.keys() <= LINE_FIELDS


def test_no_name_means_two_things():
    names = guessing.known()
    words = [word for words in names.status.values() for word in words]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("header", "order", "line"),
    [
        (
            ["Name", "Email", "Financial Status", "Created at", "Lineitem sku", "Lineitem quantity", "Shipping Zip"],
            {"number": "Name", "buyer_email": "Email", "placed_at": "Created at", "buyer_postal_code": "Shipping Zip"},
            {"sku_code": "Lineitem sku", "quantity": "Lineitem quantity"},
        ),
        (
            ["订单号", "下单时间", "商品名称", "数量"],
            {"external_id": "订单号", "placed_at": "下单时间"},
            {"title": "商品名称", "quantity": "数量"},
        ),
        (
            ["Order ID", "TikTok Order ID", "Date"],
            {"external_id": "Order ID", "copied_from": "TikTok Order ID", "placed_at": "Date"},
            {},
        ),
        (["ID", "id", "date"], {"external_id": "ID", "placed_at": "date"}, {}),
        (["date", "date"], {}, {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_names(header, order, line):
    assert guessing.columns(header) == (order, line)


@pytest.mark.parametrize(
    ("samples", "market", "form"),
    [
        (["2026-11-24 18:00"], "US", ""),
        (["11/24/2026 18:00"], "DE", "%m/%d/%Y %H:%M"),
        (["11/12/2026 18:00"], "US", "%m/%d/%Y %H:%M"),
        (["11/12/2026 18:00"], "DE", "%d/%m/%Y %H:%M"),
        (["24.11.2026"], "DE", "%d.%m.%Y"),
        (["2026年11月24日 18:00"], "CN", "%Y年%m月%d日 %H:%M"),
        (["24.11.2026 09:00", "25.11.2026 09:00", "no date"], "DE", "%d.%m.%Y %H:%M"),
        (["11/12/2026", "11/24/2026", "soon"], "DE", "%m/%d/%Y"),
        (["24.11.2026", "soon", "later"], "DE", ""),
        (["soon"], "US", ""),
        ([], "US", ""),
    ],
)
def test_the_form_of_times_is_the_one_that_reads_most_of_them(samples, market, form):
    assert guessing.time_format(samples, market=market) == form


def test_zones_are_mixed_only_where_some_times_have_one():
    assert guessing.zones_are_mixed(["2026-11-24 18:00", "2026-11-24T18:00:00Z"])
    assert not guessing.zones_are_mixed(["2026-11-24 18:00", "2026-11-24"])
    assert not guessing.zones_are_mixed(["2026-11-24T18:00+01:00", "2026-11-24T18:00Z"])


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("Zoë".encode(), "utf-8-sig"),
        ("王小明".encode("gb18030"), "gb18030"),
        ("a,b".encode("utf-16"), "utf-16"),
        ("Zoë, ä".encode("cp1252"), "cp1252"),
        (("ab" + "王" * 999).encode()[:-1], "utf-8-sig"),
    ],
)
def test_the_encoding_is_guessed_from_the_bytes(raw, encoding):
    assert guessing.encoding(raw) == encoding
