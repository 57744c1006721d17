"""Numbers are made here from the published rules, so nothing but this file is needed."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.tracking.numbers import Candidate, Check, identify, normalise, serves
from tests.tracking import making

PUBLISHED = Path(__file__).resolve().parents[3] / "shared/data/tracking/numbers.csv"

MADE = [
    ("ups", "ups", making.ups("E12345037654321")),
    ("usps", "usps_impb_n", making.usps("94001" + "911111111" + "1234567")),
    ("usps", "usps_impb_c", making.usps("92612" + "999998881" + "7654321")),
    ("fedex", "fedex_12", making.fedex_express("79053531231")),
    ("fedex", "fedex_ground", "96110209876543" + making.alternating("96110209876543", 1, 3)),
    ("fedex", "fedex_ground_96", "9611020" + "98765431234567" + making.alternating("98765431234567", 1, 3)),
    ("fedex", "fedex_smartpost_20", making.usps("926129999882082117181")[2:]),
    ("dhl", "dhl_express", "331881002" + str(331881002 % 7)),
    ("dpd", "dpd_14", making.dpd("15501234567890")),
    ("dpd", "dpd", making.dpd("008182709980000020045327276")),
    ("ontrac", "ontrac_d", "D1001133233214" + making.alternating("51001133233214", 1, 2)),
    ("ontrac", "ontrac_c", "C1112155315600" + making.alternating("41112155315600", 1, 2)),
    ("canada_post", "canada_post", making.usps("703511447713847")),
    ("purolator", "purolator_numeric", making.luhn("33142674995")),
    ("old_dominion", "Old Dominion", making.luhn("0720956276")),
    ("royal_mail", "s10", making.postal("TT", "12345678", "GB")),
    ("china_post", "s10", making.postal("LX", "00000019", "CN")),
    ("s10", "s10", making.postal("RA", "47312482", "TW")),
]
UNVERIFIABLE = [
    ("amazon", "amazon_logistics", "TBA123456789012"),
    ("yunexpress", "yunexpress", "YT2312345678901234"),
    ("yto", "yto", "YT8812345678901"),
    ("sf", "sf", "SF1234567890123"),
    ("jnt", "jnt", "JT1234567890123"),
    ("cainiao", "cainiao", "LP00123456789012"),
    ("gofo", "gofo_us", "GFUS01011884214464"),
    ("yodel", "yodel", "JD0002254405060992"),
    ("speedee", "speedee", "SP029692510000901479"),
    ("canpar", "canpar_22", "D576002440000002496001"),
    ("evri", "evri_16", "H01HYA0012345678"),
    ("dhl", "dhl_ecommerce_14", "60120172242323"),
    ("dpd", "dpd_14_bare", "15501234567890"),
]


@pytest.mark.parametrize(("carrier", "name", "number"), MADE)
def test_a_number_with_the_right_check_digit_is_valid(carrier, name, number):
    assert Candidate(carrier, name, Check.VALID) in identify(number)


@pytest.mark.parametrize(("carrier", "name", "number"), MADE)
def test_any_other_check_digit_is_invalid(carrier, name, number):
    place = 10 if name == "s10" else len(number) - 1
    others = [c for c in (making.ALL if name.startswith("dpd") else "0123456789") if c != number[place]]
    for other in others:
        wrong = number[:place] + other + number[place + 1 :]
        assert Candidate(carrier, name, Check.INVALID) in identify(wrong), wrong


@pytest.mark.parametrize(("carrier", "name", "number"), UNVERIFIABLE)
def test_a_format_without_a_check_digit_can_only_look_right(carrier, name, number):
    assert Candidate(carrier, name, Check.UNVERIFIABLE) in identify(number)


def test_yt_with_sixteen_digits_is_yunexpress_and_with_thirteen_yto():
    assert {c.carrier for c in identify("YT" + "1" * 16)} == {"yunexpress"}
    assert {c.carrier for c in identify("YT" + "1" * 13)} == {"yto"}
    assert identify("YT" + "1" * 14) == []


def test_a_usps_barcode_is_read_with_the_zip_in_front_of_it():
    number = making.usps("94001" + "911111111" + "1234567")
    for routing in ("42020500", "420205001234"):
        assert Candidate("usps", "usps_impb_n", Check.VALID) in identify(routing + number)


def test_a_postal_number_of_a_country_that_does_not_exist_looks_like_nothing():
    assert identify(making.postal("RB", "12345678", "XX")) == []


def test_a_postal_number_may_be_delivered_by_any_postal_service():
    candidates = identify(making.postal("LX", "12345678", "CN"))

    assert [c.carrier for c in candidates] == ["china_post", "s10"]
    assert any(serves(c, "usps") for c in candidates)
    assert any(serves(c, "yanwen") for c in candidates)
    assert not any(serves(c, "fedex") for c in candidates)


def test_a_mistyped_postal_number_does_not_pass_as_a_dhl_reference():
    right = making.postal("LX", "12345678", "CN")
    wrong = right[:10] + str((int(right[10]) + 1) % 10) + right[11:]

    assert {c.check for c in identify(wrong)} == {Check.INVALID}


def test_valid_stands_before_unverifiable_before_invalid():
    for _, _, number in MADE + UNVERIFIABLE:
        order = [list(Check).index(c.check) for c in identify(number)]
        assert order == sorted(order)


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "TEST", "1Z", "12345", "BOX-00123/012", "1" * 500, "9.4001E+21"]
)
def test_what_looks_like_nothing_is_nothing(text):
    assert identify(text) == []


def test_only_digits_that_carriers_print_make_a_number():
    number = making.postal("LX", "12345678", "CN")
    arabic = number.translate({ord("0") + digit: 0x660 + digit for digit in range(10)})
    wide = number.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})

    assert identify(arabic) == []
    assert identify(wide) == identify(number) != []


def test_a_number_from_a_spreadsheet_is_read_as_its_digits_and_none_as_nothing():
    assert identify(9400111122223333444455) == identify("9400111122223333444455") != []
    assert identify(None) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" 1z e123 45 03 ", "1ZE1234503"),
        ("9400–1111—2222-3333", "9400111122223333"),
        ("ＬＸ１２３４５６７８９ＣＮ", "LX123456789CN"),
        ("\ufeff1234\u200b5678\u00a09", "123456789"),
        ("'9400111", "9400111"),
        ("٩٤٠٠", "٩٤٠٠"),
        ("AB/12.3", "AB/12.3"),
    ],
)
def test_numbers_are_compared_without_what_people_and_spreadsheets_add(text, plain):
    assert normalise(text) == plain


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(max_size=300) | st.from_regex(r"[0-9A-Z \-]{8,40}", fullmatch=True))
def test_any_text_is_answered_and_the_answer_ignores_how_it_is_spaced(text):
    assert identify(text) == identify(normalise(text)) or len(text) > 200


def test_a_hundred_thousand_numbers_take_a_few_seconds():
    numbers = [number for _, _, number in MADE + UNVERIFIABLE]
    began = time.perf_counter()
    for turn in range(100_000):
        identify(numbers[turn % len(numbers)])
    assert time.perf_counter() - began < 10


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published numbers lie outside the project")
def test_every_published_number_is_decided_rightly():
    with PUBLISHED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["format"] for row in rows}) == 39
    wrong = []
    for row in rows:
        same = [
            c for c in identify(row["number"]) if (c.carrier, c.format) == (row["courier"], row["format"])
        ]
        looks_right = any(c.check != Check.INVALID for c in same)
        if looks_right != (row["valid"] == "true"):
            wrong.append(row)
    assert wrong == []
