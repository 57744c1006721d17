"""Which SKU a listing may be."""

from fulfillment.catalog.suggesting import Candidate, suggest

SKUS = [
    Candidate("BRT-GLOW-WW-US", "Sunset Glow Lamp, Warm white"),
    Candidate("BRT-GLOW-RGB-US", "Sunset Glow Lamp, 16 colours"),
    Candidate("NMB-LIPS-RS-US", "Peel-Off Lip Stain, Rosewood"),
]


def codes(code="", title="", variant=""):
    return [each.code for each in suggest(code, title, variant, SKUS)]


def test_the_same_code_written_another_way_comes_first():
    assert codes("brt glow_rgb-us", "Peel-Off Lip Stain")[0] == "BRT-GLOW-RGB-US"


def test_a_code_with_something_added_and_the_title_are_alike():
    assert codes("BRT-GLOW-WW-US-EU")[0] == "BRT-GLOW-WW-US"
    assert codes(title="Sunset Glow Lamp", variant="Warm white, gift box")[0] == "BRT-GLOW-WW-US"


def test_nothing_alike_suggests_nothing():
    assert codes("X1", "Garden hose") == []
    assert codes() == []
