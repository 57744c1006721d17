"""Refusals in sentences."""

import pytest

from fulfillment.channels.tiktok.advising import ADVICE


def test_every_code_stands_once():
    assert len(ADVICE) == sum(len(row.codes) for row in set_of_rows())


def set_of_rows():
    return {id(row): row for row in ADVICE.values()}.values()


@pytest.mark.parametrize("row", set_of_rows(), ids=lambda row: str(row.codes[0]))
def test_every_refusal_says_what_happened_and_what_to_do(row):
    assert row.says.endswith(".")
    assert row.fix.endswith(".")


@pytest.mark.parametrize("code", [21011006, 21011020, 21042056, 21008099, 21011040])
def test_already_shipped_is_looked_up_before_anything_is_said(code):
    assert ADVICE[code].already
