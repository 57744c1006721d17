"""Until when a request to cancel waits, and by whose word."""

from datetime import timedelta

import pytest

from fulfillment.orders.answer_times import Basis, answer_by, then
from fulfillment.policies.rulebook import load
from tests.orders.cases import HOUR, NOW


def by(market="US", platform="tiktok", told_at=None, asked_at=NOW):
    rules = load().rules(platform=platform, market=market, at=NOW)
    return answer_by(told_at=told_at, asked_at=asked_at, rules=rules)


def test_what_the_channel_told_wins():
    found = by("GB", told_at=NOW + 3 * HOUR)

    assert (found.at, found.basis) == (NOW + 3 * HOUR, Basis.TOLD)
    assert then(found) == "after that the channel decides"


@pytest.mark.parametrize(
    ("market", "basis"), [("US", Basis.RULED), ("TH", Basis.RULED), ("GB", Basis.GUESSED)]
)
def test_else_the_rulebook_says_and_whether_a_source_does(market, basis):
    found = by(market)

    assert (found.at, found.basis) == (NOW + timedelta(hours=24), basis)
    assert ("no source tells this market's time" in then(found)) == (basis is Basis.GUESSED)


def test_an_own_store_answers_when_it_likes_and_nothing_is_reckoned_from_no_moment():
    assert by("US", platform="own_store").at is None
    assert by(asked_at=None).at is None
