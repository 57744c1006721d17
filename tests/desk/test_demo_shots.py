"""The demo's pictures: each shows its own goods and its own defect, so that whoever looks at two can tell them apart."""

from datetime import UTC
from itertools import combinations
from random import Random

import pytest

from fulfillment.desk.demo.quality import faults, living, shots
from fulfillment.inspections.oddities import ALIKE, distance
from fulfillment.photos.reading import read

GOODS = {
    "BRT-GLOW-WW-US": "Sunset Glow Lamp", "KRV-PETH-BL-US": "Pet Hair Remover", "KRV-TUMB-40-US": "Tumbler",
    "NMB-SERM-30-US": "Serum", "YWG-NECK-FAN-US": "Neck Fan", "OTHER": "Something else",
}  # fmt: skip
DEFECTS = sorted(
    {fault.defect for own in faults.FAULTS.values() for fault in own} | {"wrong_plug", "wrong_colour"}
)


def _pixels(sku: str, defect: str) -> bytes:
    return shots.shot(sku, GOODS[sku], Random(1), defect=defect, card="7F3A", number=3)


@pytest.mark.parametrize("sku", GOODS)
def test_every_defect_is_seen_on_its_picture(sku):
    pictures = {_pixels(sku, defect) for defect in ("", *DEFECTS)}
    # What stands still looks the same whether it never works or works at times; a roller never moves at all.
    stopped = {"dead", "unsteady"}
    assert len(pictures) >= 1 + len(DEFECTS) - len(stopped)


def test_goods_differ_and_the_picture_is_one_that_is_kept():
    likenesses = [read(shots.reference(sku), zone=UTC).likeness for sku in GOODS]
    assert len(set(likenesses)) == len(GOODS)


def test_two_pictures_of_one_piece_are_not_taken_for_one():
    taken = [shots.shot("BRT-GLOW-WW-US", "Lamp", Random(n), card="7F3A", number=n) for n in range(6)]
    likenesses = [read(each, zone=UTC).likeness for each in taken]
    assert all(distance(one, other) > ALIKE for one, other in combinations(likenesses, 2))


def test_only_what_has_a_plug_has_the_wrong_one():
    assert living.dangerous("BRT-GLOW-WW-US").defect == "wrong_plug"
    assert living.dangerous("NMB-LIPS-RS-US").defect == "wrong_colour"
