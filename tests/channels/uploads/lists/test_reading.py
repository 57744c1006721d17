"""What people paste and bring as a list of tracking numbers, and what is told of what cannot be one."""

import io
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.uploads.lists import reading, tabular
from fulfillment.channels.uploads.lists.reading import of_file, of_text

USPS = "9400110200881234567896"
BARE = [("1001", USPS, "USPS"), ("1002", "1Z999AA10123456784", "")]


def values(lines):
    return [(line.order, line.number, line.carrier) for line in lines]


def brought(name, content):
    return of_file(name, io.BytesIO(content), len(content))


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        f"1001\t{USPS}\tUSPS\n1002\t1Z999AA10123456784",
        f"1001,{USPS},USPS\n1002,1Z999AA10123456784,\n",
        f"1001;{USPS};USPS\r\n\r\n1002;1Z999AA10123456784;",
        f"1001 {USPS} USPS\n1002 1Z999AA10123456784",
        f"Order ID,Tracking number,Carrier\n1001,{USPS},USPS\n1002,1Z999AA10123456784,",
        f"Shipping Provider Name\tTracking ID\tQuantity\tOrder ID\nUSPS\t{USPS}\t1\t1001\n\t1Z999AA10123456784\t2\t1002",
        f"订单号,快递公司,物流单号\n1001,USPS,{USPS}\n1002,,1Z999AA10123456784",
        f'"1001","{USPS}","USPS"\n\'1002,"=""1Z999AA10123456784"""\n',
    ],
)
def test_separators_and_headers_are_found_by_themselves(text):
    assert values(of_text(text)) == BARE


def test_what_a_parcel_holds_is_read_from_its_columns():
    [first, second] = of_text(f"Order ID,Tracking number,SKU,Quantity\n1001,{USPS},LAMP-1,2\n1001,1Z,MUG,")

    assert (first.item, first.units, second.item, second.units) == ("LAMP-1", "2", "MUG", "")


def test_a_number_in_groups_is_one_number_where_only_spaces_separate():
    assert values(of_text("1001 9400 1102 0088 1234 5678 96 Royal Mail")) == [
        ("1001", "9400 1102 0088 1234 5678 96", "Royal Mail")
    ]


def test_rows_are_counted_as_their_owner_counts_them():
    assert [line.row for line in of_text("order,tracking\n\n1,2A\n\n\n3,4A")] == [3, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_that_spreadsheets_write_is_read(encoding):
    content = f"订单号,物流单号,快递公司\n1001,{USPS},USPS\n1002,1Z999AA10123456784,".encode(encoding)

    assert values(brought("numbers.csv", content)) == BARE


def test_a_sheet_and_json_lines_are_read_too():
    assert values(brought("n.xlsx", sheet(["Order", "Tracking"], [1001, "1Z9"], ["#1002", 94001102]))) == [
        ("1001", "1Z9", ""),
        ("#1002", "94001102", ""),
    ]
    lines = (
        b'{"order_id": 1001, "trackingNumber": "1Z9", "carrier": "UPS", "weight": [1]}\n\n{"order": "2"}\n'
    )
    assert values(brought("n.jsonl", lines)) == [("1001", "1Z9", "UPS"), ("2", "", "")]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("=A2&B2", tabular.FORMULA),
        ("9.4001102E+21", tabular.ROUNDED.format(cell="9.4001102E+21")),
        ("9\N{REPLACEMENT CHARACTER}4", tabular.DAMAGED),
        ("9" * 201, tabular.TOO_LONG),
    ],
)
def test_a_cell_that_lost_its_value_is_told_of_its_row_and_the_others_stay(cell, said):
    first, second = of_text(f"1001\t{cell}\n1002\t{USPS}")

    assert (first.problem, second.problem) == (said, "")


def test_a_number_that_excel_rounded_is_told():
    [line] = brought("n.xlsx", sheet(["Order", "Tracking"], ["1001", 9400110200881234567896]))

    assert "has rounded" in line.problem


def test_a_row_alone_and_a_line_that_is_no_object_say_what_is_needed():
    assert [line.problem for line in of_text(f"1001\t{USPS}\n1002")] == ["", tabular.SHAPE]
    assert [line.problem for line in brought("n.jsonl", b'["1001"]\nnot json')] == [tabular.SHAPE] * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing in it"),
        (" \n\n", "nothing in it"),
        ("Order ID,Tracking number\n", "no row below"),
        ("Order ID,Weight\n1,2", "no column for tracking number"),
        ("Tracking,Weight\n1,2", "no column for order id"),
        ("Colour,Weight\nred,2", "no column for order id and tracking number"),
        ("Order,Tracking,Tracking\n1,2,3", "Two columns are called “Tracking”"),
        ("1,2\n" * 2001, "It has 2,001 rows"),
        ("1" * 400_001, "Split it"),
    ],
)
def test_what_is_no_list_is_said_in_a_sentence(text, said):
    with pytest.raises(BadFile, match=said):
        of_text(text)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("n.xls", b"x", "before 2007"),
        ("n.pdf", b"x", "Bring a CSV, XLSX or JSONL file"),
        ("n.zip", b"x", "Unpack the ZIP"),
        ("n.csv.gz", b"x", "Unpack the file"),
        ("n.csv", b"", "empty"),
        ("n.csv", b"x" * (reading.LARGEST + 1), "larger than 2 MB"),
        ("n.csv", sheet(["a"]), "name it .xlsx"),
        ("n.xlsx", b"not a zip", "The file is not a whole Excel file"),
        ("n.csv", bytes(range(256)) * 40, "no column|Row|cannot|names"),
        ("n.csv", b"1,2" + b"\0" * 900, "no text that can be read"),
    ],
)
def test_a_file_that_is_no_list_is_said_in_a_sentence(name, content, said):
    with pytest.raises(BadFile, match=said):
        brought(name, content)


@given(st.text(max_size=400))
def test_any_text_ends_in_lines_or_in_a_sentence(text):
    with suppress(BadFile):
        for line in of_text(text):
            assert not any("\0" in cell for cell in (line.order, line.number, line.carrier))


@given(st.binary(max_size=400), st.sampled_from(["n.csv", "n.jsonl", "n.xlsx"]))
def test_any_file_ends_in_lines_or_in_a_sentence(content, name):
    with suppress(BadFile):
        brought(name, content)
