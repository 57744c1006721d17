"""Every level and owner has its word, its sign and its colour."""

import re
from pathlib import Path

import pytest

from fulfillment.desk.templatetags import flags
from fulfillment.orders.states import Level, Owner

ROOT = Path(__file__).resolve().parents[2]
TONES = set(re.findall(r"\.tone-([a-z]+)", (ROOT / "static/css/tokens.css").read_text()))
SYMBOLS = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static/img/icons.svg").read_text()))


@pytest.mark.parametrize("level", [*Level, None])
def test_a_level_is_told_by_word_sign_and_colour(level: Level | None) -> None:
    assert flags.level_label(level)
    assert flags.level_meaning(level)
    assert flags.level_tone(level) in TONES
    assert flags.level_icon(level) in SYMBOLS


def test_no_two_levels_share_a_sign_or_a_word() -> None:
    assert len({flags.level_icon(level) for level in Level}) == len(Level)
    assert len({flags.level_label(level) for level in Level}) == len(Level)


@pytest.mark.parametrize("owner", list(Owner))
def test_every_owner_has_a_word(owner: Owner) -> None:
    assert flags.owner_label(owner) != flags.owner_label(None)


@pytest.mark.parametrize("word", ["ok", "warning", "bad", "unheard of"])
def test_the_health_of_a_shop_has_a_sign_and_a_colour(word: str) -> None:
    assert flags.state_tone(word) in TONES
    assert flags.state_icon(word) in SYMBOLS


@pytest.mark.parametrize("word", ["success", "warning", "error", "info", ""])
def test_a_message_has_a_sign_and_a_colour(word: str) -> None:
    assert flags.message_tone(word) in TONES
    assert flags.message_icon(word) in SYMBOLS


def test_a_likelihood_grows_from_plain_to_breach() -> None:
    assert [flags.likelihood_tone(value) for value in (None, 0.1, 0.3, 0.6, 0.95)] == [
        "plain", "plain", "soon", "risk", "breach",
    ]  # fmt: skip


def test_every_icon_named_in_a_template_exists() -> None:
    named = {
        name
        for page in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{%\s*icon "([a-z_]+)"', page.read_text())
    }

    assert named
    assert named <= SYMBOLS
