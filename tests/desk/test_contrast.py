"""Text is readable on every ground it stands on, in light and in dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS
    )
}
GROUNDS = ("paper", "card", "sunk", "hover")
TEXTS = [
    (text, ground)
    for text in ("ink", "ink-2", "ink-3", "accent", "breach", "risk", "soon", "ok", "hold")
    for ground in GROUNDS
]
SOFT = [(tone, f"{tone}-soft") for tone in ("accent", "breach", "risk", "soon", "ok", "hold")]
ROWS = [(text, "accent-soft") for text in ("ink", "ink-2", "breach", "risk")]  # a current row
SOLID = [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-breach", "breach")]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS + SOFT + ROWS + SOLID)
def test_text_stands_out_from_its_ground(text: str, ground: str, scheme: str) -> None:
    assert contrast(COLOURS[text][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    assert contrast(COLOURS["edge"][scheme], COLOURS["card"][scheme]) >= 3
    assert contrast(COLOURS["edge"][scheme], COLOURS["paper"][scheme]) >= 3
