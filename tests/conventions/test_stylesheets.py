"""All stylesheets stand on every page, so what one room calls its own must not be a word of the whole house."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
ROOMS = ("buyer", "dock", "inspect", "seeking", "stock", "tablet", "truck", "uploads")
COMMENT, SELECTORS, CLASS = (
    re.compile(r"/\*.*?\*/", re.S),
    re.compile(r"([^{};]+)\{"),
    re.compile(r"\.([a-z][a-z-]*)"),
)


def rules(name: str) -> str:
    return COMMENT.sub("", (CSS / f"{name}.css").read_text())


def selectors(name: str) -> list[str]:
    return [each.strip() for group in SELECTORS.findall(rules(name)) for each in group.split(",")]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_styles_no_class_of_the_house_outside_of_itself(room):
    house = {path.stem for path in CSS.glob("*.css")} - set(ROOMS)
    words = {word for name in house for each in selectors(name) for word in CLASS.findall(each)}

    alone = [each for each in selectors(room) if (found := CLASS.fullmatch(each)) and found[1] in words]

    assert not alone, f"{room}.css: name the room before {', '.join(alone)}, as in “.dock .verdict”"
