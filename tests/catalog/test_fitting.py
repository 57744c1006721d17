"""Words of a listing that cannot be right where it goes: a hint, and silence where nothing is known."""

import pytest

from fulfillment.catalog.fitting import Misfit, misfit, of_text, says


@pytest.mark.parametrize(
    ("title", "variant", "country", "found"),
    [
        ("Sunset Glow Lamp", "Warm white, EU plug", "US", Misfit("plug", "EU plug")),
        ("Sunset Glow Lamp", "Warm white, EU plug", "DE", None),
        ("Sunset Glow Lamp", "Warm white, EU-Plug", "GB", Misfit("plug", "EU-Plug")),
        ("Lamp with EU plug", "White", "US", Misfit("plug", "EU plug")),
        ("Lamp with EU plug", "US plug", "US", None),  # the variant is what the buyer chose
        ("Lamp", "EU plug / US plug", "US", None),
        ("Lamp, universal plug", "EU plug and universal adapter", "US", None),
        ("Lamp", "EU plug", "XX", None),  # a country that nobody judged
        ("Lamp", "EU plug", "", None),
        ("Neutral plugin", "EUR plugged", "US", None),
        ("台灯", "暖白 欧规", "US", Misfit("plug", "欧规")),
        ("Heater", "220V", "US", Misfit("voltage", "220V")),
        ("Heater", "110-240V", "GB", None),
        ("Heater", "Dual voltage 110V", "GB", None),
        ("Dress", "Red, Asian size XL", "US", Misfit("size", "Asian size")),
        ("Dress", "Red, US size 8 / EU size 38", "GB", Misfit("size", "US size")),
        ("", "", "US", None),
    ],
)
def test_what_a_listing_says_against_where_it_goes(title, variant, country, found):
    assert misfit(title, variant, country) == found


def test_a_misfit_is_kept_as_text_and_read_again():
    found = Misfit("plug", "EU: plug")

    assert of_text(found.as_text()) == found
    assert says("plug") == "its plug does not fit there"
    assert says("gone") == "it may not fit there"
