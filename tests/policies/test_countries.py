"""Countries are those of the world, by their two letters or their English names."""

import pytest

from fulfillment.policies.countries import code_of, names


def test_the_table_holds_the_worlds_countries():
    assert 240 < len(names()) < 260
    assert names()["DE"] == "Germany"
    assert "XX" not in names()


@pytest.mark.parametrize(
    ("given", "code"),
    [("us", "US"), (" JP ", "JP"), ("UK", "GB"), ("brazil", "BR"), ("XX", ""), ("", ""), ("Atlantis", "")],
)
def test_what_is_given_is_a_country_or_none(given, code):
    assert code_of(given) == code
