"""Which checklist speaks of some goods: by their SKU, brand or brand kit, history or category, in this order. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple


class Goods(NamedTuple):
    """`last`: the checklist that the last inspection of the same goods went by. `kit`: the brand kit that goes with them."""

    code: str
    title: str
    last: int | None = None
    kit: str = ""


class Rule(NamedTuple):
    """`codes`: beginnings of SKU codes. `words`: of titles, that tell the category."""

    checklist: int
    codes: tuple[str, ...] = ()
    brand: str = ""
    words: tuple[str, ...] = ()


class Choice(NamedTuple):
    checklist: int
    why: str


def choose(goods: Goods, rules: Iterable[Rule]) -> Choice | None:
    """None: the general checks. Where two fit equally, the longer word decides, then the older checklist."""
    ordered = sorted(rules)
    return (
        _longest((rule, code) for rule in ordered for code in rule.codes if _begins(goods.code, code))
        or _longest((rule, rule.brand) for rule in ordered if rule.brand and _is_of(goods, rule.brand))
        or _as_last(goods, ordered)
        or _longest((rule, word) for rule in ordered for word in rule.words if _is_a(goods.title, word))
    )


def _longest(found: Iterable[tuple[Rule, str]]) -> Choice | None:
    best = max(found, key=lambda each: len(each[1]), default=None)
    return Choice(best[0].checklist, best[1]) if best else None


def _as_last(goods: Goods, rules: Iterable[Rule]) -> Choice | None:
    known = any(rule.checklist == goods.last for rule in rules)
    return Choice(goods.last, "as last time") if goods.last is not None and known else None


def _begins(code: str, start: str) -> bool:
    return bool(start) and code.casefold().startswith(start.casefold())


def _is_of(goods: Goods, brand: str) -> bool:
    return _says(goods.title, brand) or _says(goods.kit, brand)


def _is_a(title: str, word: str) -> bool:
    """A word that is the whole of the variant is a colour: `Tumbler with straw, Cream` is no cream."""
    product, _, variant = title.rpartition(",")
    return _says(product if product and variant.strip().casefold() == word.casefold() else title, word)


def _says(title: str, word: str) -> bool:
    """As words of their own: `pet` is not in `carpet`; Chinese is written without spaces."""
    if not word.isascii():
        return word in title
    return re.search(rf"\b{re.escape(word)}(?:s|es)?\b", title, re.IGNORECASE) is not None
