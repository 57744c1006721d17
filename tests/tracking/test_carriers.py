import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.tracking.carriers.directory import CARRIERS, POST_COUNTRIES, POST_OF
from fulfillment.tracking.carriers.formats import BY_NAME, TABLE
from fulfillment.tracking.numbers import carrier_from_name, carrier_name, tracking_url

RULEBOOKS = Path(__file__).resolve().parents[2] / "fulfillment/policies"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USPS", "usps"),
        ("usps ground advantage", "usps"),
        ("TT Virtual express", "tiktok_virtual"),
        ("J&T Express", "jnt"),
        ("j & t  express", "jnt"),
        ("Royal Mail", "royal_mail"),
        ("ROYAL MAIL Tracked 24", "royal_mail"),
        ("UniUni", "uniuni"),
        ("GHTK", "ghtk"),
        ("DPD UK", "dpd"),
        ("DHL eCommerce", "dhl_ecommerce"),
        ("DHL Express", "dhl"),
        ("Spee-Dee", "speedee"),
        ("Hermes", "evri"),
        ("GLS US", "gls_us"),
        ("GLS", "gls"),
        ("Yun Express", "yunexpress"),
        ("顺丰速运", "sf"),
        ("Giao hàng tiết kiệm", "ghtk"),
    ],
)
def test_a_channels_carrier_name_is_known_by_our_code(text, code):
    assert carrier_from_name(text) == code


@pytest.mark.parametrize("text", ["", "  ", "Uncle Bob's van", "upsidedown", "&&&"])
def test_a_name_we_do_not_know_has_no_code(text):
    assert carrier_from_name(text) is None


@given(st.text(max_size=80))
def test_any_name_is_answered(text):
    assert carrier_from_name(text) is None or carrier_from_name(text) in CARRIERS


def test_every_carrier_is_found_by_its_own_name_and_code():
    for code, carrier in CARRIERS.items():
        assert carrier_from_name(carrier.name) == code
        assert carrier_from_name(code.upper()) == code


def test_every_carrier_that_data_names_exists():
    named = {shape.carrier for shape in BY_NAME.values()} | set(POST_OF.values())
    named |= {other for shape in BY_NAME.values() for other in shape.also}
    for file in RULEBOOKS.glob("*.toml"):
        for value in tomllib.loads(file.read_text()).get("tracking", {}).get("accepted_carriers", []):
            named |= set() if value["value"] == "any" else set(value["value"])
    assert named - set(CARRIERS) == set()


def test_every_post_of_our_own_is_of_a_real_country():
    assert set(POST_OF) <= POST_COUNTRIES
    assert len(POST_COUNTRIES) > 230
    assert all(re.fullmatch("[A-Z]{2}", country) for country in POST_COUNTRIES)


def test_no_two_formats_share_a_name():
    assert len(BY_NAME) == len(tomllib.loads(TABLE.read_text())["format"])


def test_a_code_that_is_not_ours_is_shown_as_it_stands():
    assert carrier_name("usps") == "USPS"
    assert carrier_name("moon_mail") == "moon_mail"
    assert carrier_name("") == ""


def test_a_number_leads_to_the_carriers_own_page_and_cannot_break_out_of_it():
    assert tracking_url("ups", "1ZE1").endswith("tracknum=1ZE1")
    assert "%26x%3D" in tracking_url("usps", "9&x=")
    assert tracking_url("moon_mail", "1") is None
    assert tracking_url("ups", "") is None


def test_every_tracking_page_has_a_place_for_the_number():
    for code, carrier in CARRIERS.items():
        assert not carrier.url or (carrier.url.startswith("https://") and "{number}" in carrier.url), code
