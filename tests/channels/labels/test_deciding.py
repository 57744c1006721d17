"""Which paper an order gets, and the sentence where it gets none."""

import pytest

from fulfillment.channels.labels.deciding import Facts, Paper, decide

USUAL = Facts(
    stage="to_ship", is_open=True, held_for="", shipping_type="seller", channel="TikTok Shop", is_printed_here=True,
    packages=1, has_file=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "paper"),
    [
        ({}, Paper.SLIP),
        ({"packages": 0}, Paper.SLIP),
        ({"has_file": True}, Paper.FILE),
        ({"stage": "awaiting_scan"}, Paper.SLIP),
        ({"shipping_type": "platform"}, Paper.PLATFORM),
        ({"shipping_type": "platform", "is_printed_here": False, "has_file": True}, Paper.FILE),
    ],
)
def test_the_platforms_label_else_the_carriers_else_our_slip(told, paper):
    assert decide(USUAL._replace(**told)) == (paper, "")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"held_for": "Fraud?"}, "On hold, and must not ship: Fraud?. Release the hold"),
        ({"stage": "remorse"}, "may still cancel"),
        ({"stage": "unpaid"}, "not paid"),
        ({"stage": "cancelled", "is_open": False}, "is cancelled"),
        ({"stage": "in_transit", "is_open": False}, "A carrier has it"),
        ({"shipping_type": "platform_warehouse", "is_open": False}, "TikTok Shop packs and ships it"),
        ({"shipping_type": "platform", "packages": 0}, "TikTok Shop has made no package"),
        ({"shipping_type": "platform", "is_printed_here": False}, "print it on TikTok Shop"),
        ({"is_open": False}, "nothing of it is left to ship"),
    ],
)
def test_what_gets_no_paper_says_why(told, why):
    paper, words = decide(USUAL._replace(**told))

    assert paper is None
    assert why in words
