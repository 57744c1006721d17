"""What a scale types, and whether a box can weigh that. Pure; `static/js/deciding.js` keeps the same limits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fulfillment.warehouse.scanning import cleaned

WEIGHT = re.compile(r"(\d{1,5}(?:[.,]\d{1,3})?) ?(KG|G|LB|OZ)")
GRAMS = {"KG": 1000.0, "G": 1.0, "LB": 453.59237, "OZ": 28.349523125}
LIGHTEST, HEAVIEST = 5, 68_000  # grams: a letter, and the 150 lb that parcel carriers take at most
LESS, MORE, WRAPPING = 0.95, 1.3, 400  # of the goods' own weight, and grams of box and filling


def grams_of(text: str) -> int | None:
    """What a scale types: `0.45 kg`, `450g`, `1lb`; None where it is no weight."""
    found = WEIGHT.fullmatch(cleaned(text).upper())
    return round(float(found[1].replace(",", ".")) * GRAMS[found[2]]) if found else None


def is_a_parcels(grams: int) -> bool:
    """A scale that was not set to zero, or weighs a hand, tells less or more."""
    return LIGHTEST <= grams <= HEAVIEST


def is_odd(grams: int, goods: Iterable[tuple[int, int]]) -> bool:
    """Too light or too heavy for (units, grams of one) in the box; never where a weight is not known."""
    known = [(units, each) for units, each in goods if units]
    if not known or not all(each for _, each in known):
        return False
    weighs = sum(units * each for units, each in known)
    return not weighs * LESS <= grams <= weighs * MORE + WRAPPING
