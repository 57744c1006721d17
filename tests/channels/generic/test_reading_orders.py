"""Values, rows and whole files as they come: each is read, or refused with a sentence."""

import gzip
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.generic.grouping import grouped, survey
from fulfillment.channels.generic.mapfile import BadMap, read_map
from fulfillment.channels.generic.orders import read_order
from fulfillment.channels.generic.reading import BadFile
from tests.channels.generic.files import HEADER, MAP, NESTED_MAP, row, write_csv, write_map

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@pytest.fixture
def read(tmp_path):
    """What becomes of each order of a file, in order."""

    def read(path, map_text=MAP):
        mapping = read_map(write_map(tmp_path, map_text))
        return [read_order(group.rows, mapping, now=NOW) for group in grouped(survey(path, mapping))]

    return read


def refusal(reads) -> str:
    (one,) = reads
    assert one.record is None
    return one.notes[0].sentence


def codes(one) -> list[str]:
    return [note.code for note in one.notes]


def test_rows_of_one_order_become_its_lines_wherever_they_stand(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A", "1"), row("B"), row("A", "2"), row("C"), row("A", "3")])

    found = {each.record.external_id: each.record for each in read(path)}

    assert {name: len(order.lines) for name, order in found.items()} == {"A": 3, "B": 1, "C": 1}
    assert found["A"].total == Decimal("37.50")
    assert found["A"].placed_at == datetime(2026, 11, 2, 17, 0, tzinfo=UTC)


def test_an_order_still_waiting_keeps_the_place_reached_before_its_first_row(tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A"), row("B", "1"), row("C"), row("B", "2"), row("D")])

    groups = list(grouped(survey(path, read_map(write_map(tmp_path)))))

    assert [(g.rows[0].values["order"], g.settled_until) for g in groups] == [
        ("A", 1),
        ("C", 1),
        ("B", 4),
        ("D", 5),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"placed": "0001-01-01 00:00:00"}, "outside 2000 to 2099"),
        ({"placed": "9999-12-31 23:59:59"}, "outside 2000 to 2099"),
        ({"placed": "yesterday"}, "not a time like"),
        ({"placed": ""}, "does not say when it was placed"),
        ({"due": "0001-01-01 00:00:00+14:00"}, "outside 2000 to 2099"),
        ({"status": "teleported"}, "status 'teleported' is not in the map's [statuses]"),
        ({"pieces": "0"}, "not a quantity"),
        ({"pieces": "9" * 5000}, "not a quantity"),
        ({"price": "12,50,1"}, "not a number like 39.90: say how amounts are written"),
        ({"price": "1.234"}, "may be a thousand or one with three digits behind it"),
        ({"price": "1e400"}, "cannot be an amount of money"),
        ({"price": "NaN"}, "cannot be an amount of money"),
        ({"order": ""}, "does not say which order"),
        ({"order": "A\N{REPLACEMENT CHARACTER}"}, "order id holds bytes that are not"),
        ({"title": "Glow\0lamp"}, "NUL byte"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_right_refuses_its_order_with_a_sentence(read, tmp_path, values, said):
    path = write_csv(tmp_path / "f.csv", [row(**{"order": "A"} | values)])

    assert said in refusal(read(path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A,gone,2026-11-02", "fewer values (3) than the header has columns (12)"),
        (",".join([*row("A"), "more"]), "more values (13) than the header has columns (12)"),
        ('A,gone,2026-11-02,"' + "x" * 140_000, "is a quote never closed?"),
    ],
)
def test_a_row_that_does_not_fit_the_header_is_refused_alone(read, tmp_path, line, said):
    path = write_csv(tmp_path / "f.csv", [row("B")])
    with path.open("a", newline="") as file:
        file.write(f"{line}\n")

    good, bad = read(path)

    assert good.record is not None
    assert said in bad.notes[0].sentence


def test_a_row_said_twice_counts_once_and_is_reported(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A"), row("A")])

    (one,) = read(path)

    assert len(one.record.lines) == 1
    assert [(note.row, note.code) for note in one.notes] == [(2, "repeated_row")]


def test_two_different_rows_for_one_line_refuse_the_order(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A"), row("A", price="13")])

    (one,) = read(path)

    assert [(note.row, note.sentence) for note in one.notes] == [
        (1, "line '1' stands there twice"), (2, "line '1' stands there twice"),
    ]  # fmt: skip


def test_rows_that_disagree_about_their_order_are_said(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A"), row("A", "2", status="new")])

    (one,) = read(path)

    assert one.record.status == "in_transit"
    assert "do not agree about status" in one.notes[0].sentence


def test_bytes_of_another_encoding_show_as_marks_and_are_said(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A", buyer="Zoë")])
    path.write_bytes(path.read_text().encode("latin-1"))

    (one,) = read(path)

    assert one.record.buyer.name == "Zo\N{REPLACEMENT CHARACTER}"
    assert codes(one) == ["damaged_text"]


def test_the_same_bytes_read_well_where_the_map_names_their_encoding(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A", buyer="Zoë")])
    path.write_bytes(path.read_text().encode("latin-1"))

    (one,) = read(path, MAP.replace("[file]", '[file]\nencoding = "latin-1"'))

    assert (one.record.buyer.name, codes(one)) == ("Zoë", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(read, tmp_path, encoding):
    path = write_csv(tmp_path / "f.csv", [row("A")])
    path.write_bytes(path.read_text().encode("utf-8-sig"))

    (one,) = read(path, MAP.replace("[file]", f'[file]\nencoding = "{encoding}"'))

    assert one.record.external_id == "A"


def test_a_time_with_a_zone_keeps_it(read, tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("A", placed="2026-11-02T09:00:00+01:00")])

    (one,) = read(path)

    assert one.record.placed_at == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("extra", ["", '\ntime_format = "%Y-%m-%d %H:%M:%S"'])
def test_a_local_time_that_the_clocks_jumped_over_is_taken_and_said(read, tmp_path, extra):
    gap = {"placed": "2026-03-08 02:30:00", "due": "2027-03-14 02:30:00"}
    path = write_csv(tmp_path / "f.csv", [row("A", **gap)])

    (one,) = read(path, MAP.replace("[file]", f"[file]{extra}"))

    assert one.record.placed_at == datetime(2026, 3, 8, 10, 30, tzinfo=UTC)
    (said,) = [note.sentence for note in one.notes if note.code == "skipped_hour"]
    assert said == "placed, a line's dispatch_due: the clocks jumped over this local time"


def test_a_file_with_a_header_only_has_no_rows(read, tmp_path):
    assert read(write_csv(tmp_path / "f.csv", [])) == []


def test_an_order_with_its_lines_inside_is_read(read, tmp_path):
    path = tmp_path / "f.jsonl"
    lines = [{"sku": "X", "pieces": 2, "price": 3.5}, {"sku": "Y"}]
    order = {"id": 576461413038785752, "status": "new", "placed": "2026-11-02T09:00:00", "lines": lines}
    path.write_text(f"{json.dumps(order)}\n\n{json.dumps(order)}\n")

    (one,) = read(path, NESTED_MAP)

    assert one.record.external_id == "576461413038785752"
    assert [(line.sku_code, line.quantity) for line in one.record.lines] == [("X", 2), ("Y", 1)]
    assert codes(one) == ["repeated_row"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "A", "status": "new"', "not a JSON object: the line is cut off"),
        ("[1]", "not a JSON object: each line is one"),
        ("{'id': 'A'}", "cannot be read from its character 2 on. Names and texts stand in double quotes"),
        ('{"id": "Ä", "status": x}', "cannot be read from its character 23 on"),
        ('{"id": "A", "lines": ' + "[" * 9000 + "]" * 9000 + "}", "nested too deeply"),
        ('{"id": "A\\u0000B"}', "NUL byte"),
        ('{"id": {"of": 1}}', "does not say which order"),
        ('{"id": 1e30}', "does not say which order"),
        ('{"id": "A", "status": "new", "placed": "2026-11-02", "lines": 7}', "'lines' is not a list"),
        ('{"id": "A", "status": ["new"], "placed": "2026-11-02"}', "a list or an object stands"),
    ],
    ids=range(10),
)
def test_a_json_row_that_cannot_be_an_order_says_why(read, tmp_path, line, said):
    path = tmp_path / "f.ndjson"
    path.write_text(line)

    assert said in refusal(read(path, NESTED_MAP))


def test_an_order_on_two_rows_that_differ_is_refused_whole(read, tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text('{"id": "A", "lines": []}\n{"id": "A", "lines": [{"sku": "X"}]}')

    (one,) = read(path, NESTED_MAP)

    assert [note.row for note in one.notes] == [1, 2]
    assert "2 rows that differ" in one.notes[0].sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no header"),
        (b"a,b\n1,2\n", "has no column 'buyer'; it has a, b"),
        (",".join(HEADER).encode() + b",order\n", "column 'order' twice"),
        (",".join(HEADER).encode("utf-16"), "has no column"),
        (b"PK\x03\x04rest", "ZIP or Excel file: name it .xlsx, or save it as CSV"),
        (gzip.compress(b"x" * 50_000)[:40], "damaged or not whole"),
        (gzip.compress(b"order")[:-4] + b"oops", "damaged or not whole"),
    ],
    ids=["empty", "other columns", "twice", "utf-16", "excel", "broken off", "wrong sum"],
)
def test_a_file_that_does_not_fit_says_why(read, tmp_path, content, said):
    path = tmp_path / "f.csv"
    path.write_bytes(content)

    with pytest.raises((BadFile, BadMap), match=said):
        read(path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("America/Los_Angeles", "Mars/Base", "not a time zone"),
        ('"USD"', '"dollars"', "not a currency"),
        ('"US"', '"United States"', "not a country"),
        ('status = "status"', "", "must say which column is 'status'"),
        ('buyer_name = "buyer"', 'buyer_shoe = "buyer"', "has no field 'buyer_shoe'"),
        ('sku_code = "sku"', 'shoe = "sku"', r"\[line\] has no field 'shoe'"),
        ('"to_ship"', '"sold"', "The statuses are unpaid"),
        ("[file]", '[file]\ndelimiter = "ab"', "cannot separate values"),
        ("[file]", '[file]\nencoding = "klingon"', "not an encoding"),
        ("[file]", '[file]\ntime_format = "%Q"', "cannot be read"),
        ("[file]", "[file]\nshoe = 1", "shoe"),
        ("[file]", "[file", "map.toml"),
        ("[file]", '[file]\nlines = "lines"', "lines is for JSONL"),
        ('new = "to_ship"\ngone = "in_transit"', "", "must say what the file's status words mean"),
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_used_says_what_to_change(read, tmp_path, before, after, said):
    assert before in MAP

    with pytest.raises(BadMap, match=said):
        read(write_csv(tmp_path / "f.csv", []), MAP.replace(before, after, 1))


def test_a_map_that_is_not_text_says_so(tmp_path):
    path = tmp_path / "map.toml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(BadMap, match="not UTF-8"):
        read_map(path)


CELLS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=12
) | st.sampled_from(
    [
        "",
        "A",
        "B",
        "1",
        "2",
        "new",
        "gone",
        "2026-11-02 09:00:00",
        "2026-03-08 02:30:00",
        "1e400",
        "0001-01-01",
        '"',
    ]
)


@given(rows=st.lists(st.lists(CELLS, min_size=10, max_size=13), max_size=8), is_cut=st.booleans())
def test_every_row_of_any_file_is_taken_or_reported(tmp_path_factory, rows, is_cut):
    folder = tmp_path_factory.mktemp("any")
    path = write_csv(folder / "f.csv", rows)
    if is_cut:
        path.write_bytes(path.read_bytes()[:-3] if rows else path.read_bytes())
    mapping = read_map(write_map(folder))
    groups = list(grouped(survey(path, mapping)))

    for group in groups:
        one = read_order(group.rows, mapping, now=NOW)
        if one.record is None:
            assert [note.row for note in one.notes] == [row.number for row in group.rows]
        assert all(note.sentence for note in one.notes)
    numbers = sorted(row.number for group in groups for row in group.rows)
    assert numbers == list(range(1, len(numbers) + 1))
    if not is_cut and not any("\n" in cell or '"' in cell for cells in rows for cell in cells):
        assert len(numbers) == len(rows)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS, inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(["id", "status", "placed", "lines", "sku", "pieces", "price"])


@given(
    orders=st.lists(
        st.dictionaries(KEYS, JSON | st.lists(st.dictionaries(KEYS, JSON)), max_size=5), max_size=5
    )
)
def test_any_json_object_is_an_order_or_a_refusal(tmp_path_factory, orders):
    folder = tmp_path_factory.mktemp("any")
    path = folder / "f.jsonl"
    path.write_text("\n".join(json.dumps(order) for order in orders))
    mapping = read_map(write_map(folder, NESTED_MAP))

    reads = [read_order(group.rows, mapping, now=NOW) for group in grouped(survey(path, mapping))]

    assert all(one.record is not None or one.notes for one in reads)
    assert bool(reads) == bool(orders)


@pytest.mark.parametrize(
    ("given", "country", "odd"),
    [("de", "DE", []), ("Germany", "DE", []), ("UK", "GB", []), ("", "US", []), ("XX", "US", ["no_country"])],
)
def test_a_country_is_one_of_the_world_or_said_to_be_none(read, tmp_path, given, country, odd):
    path = write_csv(tmp_path / "f.csv", [row(**{"order": "A", "buyer": given})])

    (one,) = read(path, MAP.replace('buyer_name = "buyer"', 'country = "buyer"'))

    assert one.record.country == country
    assert codes(one) == odd
