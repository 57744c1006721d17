"""One search box: order id, order number, tracking number, SKU, buyer's name, or a column of up to 100 ids."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet

from fulfillment.accounts.models import Team
from fulfillment.desk.beginnings import begun_with
from fulfillment.orders.folding import fold
from fulfillment.orders.models import Buyer, Order
from fulfillment.tracking.numbers import normalise

MOST_IDS = 100
MOST_BUYERS = 2000  # more share a name: then the newest orders are searched for it instead
LONGEST = 8000
SHORTEST_WORD = 2

# kind, the word that was asked for, the row that it names; a SKU names a list, not a row
EXACT = """
SELECT 'order', w.asked, o.id FROM unnest(%(asked)s::text[], %(words)s::text[]) AS w(asked, word)
JOIN orders_order o ON o.external_id = w.word AND o.team_id = %(team)s
UNION
SELECT 'order', w.asked, o.id FROM unnest(%(asked)s::text[], %(words)s::text[]) AS w(asked, word)
JOIN orders_order o ON o.number = w.word AND o.number <> '' AND o.team_id = %(team)s
UNION
SELECT 'order', w.asked, po.order_id FROM unnest(%(asked)s::text[], %(numbers)s::text[]) AS w(asked, number)
JOIN tracking_package p ON p.tracking_number = w.number AND p.tracking_number <> '' AND p.team_id = %(team)s
JOIN tracking_packageorder po ON po.package_id = p.id
UNION
SELECT 'sku', w.sku, 0 FROM unnest(%(skus)s::text[]) AS w(sku)
WHERE EXISTS (SELECT 1 FROM orders_orderline l WHERE l.team_id = %(team)s AND l.sku_code = w.sku)
"""
# One row: how many, and who they are where they are not too many.
BUYERS = """
UNION ALL
SELECT 'buyer', CASE WHEN count(*) <= %(most)s THEN string_agg(b.id::text, ' ') ELSE '' END, count(*) FROM (
    SELECT id FROM orders_buyer
    WHERE team_id = %(team)s AND search @@ to_tsquery('simple', %(name)s) LIMIT %(most)s + 1
) b HAVING count(*) > 0
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search names: exactly `ids`, or all orders of `sku`, or of buyers whose names have `words`.
    `begins`: the ids are of orders whose id, number or tracking number begins with it; none is called so."""

    ids: frozenset[int] | None = None
    begins: str = ""
    unknown: tuple[str, ...] = ()
    left_out: int = 0  # asked for beyond the first 100
    sku: str = ""
    words: tuple[str, ...] = ()
    buyers: tuple[int, ...] = ()  # of those words; all of them, or empty where they are too many

    @property
    def only_order(self) -> int | None:
        """The order that a scanner meant."""
        is_it = self.ids and len(self.ids) == 1 and not self.unknown and not self.begins
        return next(iter(self.ids)) if self.ids and is_it else None


def find(team: Team, text: str, *, beyond: str = "") -> Found:
    """What the text means; one query, and one more where nothing is called so. Whole first (numbers are written
    with spaces), then word by word, then as a beginning. `beyond`: how many more ids were pasted than the address holds.

    Only what is no order, number or SKU can be a name, and ids pasted in a column never are.
    """
    text = text.replace("\0", "").strip()[:LONGEST]
    tokens = list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    left_out, tokens = max(0, len(tokens) - MOST_IDS), tokens[:MOST_IDS]
    left_out += int(beyond) if re.fullmatch(r"[0-9]{1,6}", beyond) else 0
    words = _words(text)
    named = _named(team, text, tokens, words)
    orders: dict[str, set[int]] = {}
    for kind, token, pk in named:
        if kind == "order":
            orders.setdefault(token, set()).add(pk)
    if text in orders:
        return Found(ids=frozenset(orders[text]))
    if orders:
        unknown = tuple(token for token in tokens if token not in orders)
        return Found(ids=frozenset().union(*orders.values()), unknown=unknown, left_out=left_out)
    if skus := [sku for kind, sku, _ in named if kind == "sku"]:
        return Found(sku=text if text in skus else skus[0])
    buyers = next((ids for kind, ids, _ in named if kind == "buyer"), None)
    if buyers is None and tokens == [text] and (begun := begun_with(team, text)):
        return Found(ids=begun, begins=text)
    are_ids = len(tokens) > 1 and all(any(sign.isdigit() for sign in token) for token in tokens)
    if are_ids or buyers is None:
        return Found(ids=frozenset(), unknown=tuple(tokens) if are_ids else (), left_out=left_out)
    return Found(words=words, buyers=tuple(map(int, buyers.split())))


def narrowed(orders: QuerySet[Order], found: Found, team: Team) -> QuerySet[Order]:
    """The orders that the search names, except by SKU, which is a filter of the list."""
    if found.ids is not None:
        return orders.filter(pk__in=found.ids)
    if found.buyers:
        return orders.filter(buyer__in=found.buyers)
    if found.words:
        query = SearchQuery(_prefixes(found.words), config="simple", search_type="raw")
        return orders.filter(buyer__in=Buyer.objects.filter(team=team, search=query).values("pk"))
    return orders


def _named(team: Team, text: str, tokens: list[str], words: tuple[str, ...]) -> list[tuple[str, str, int]]:
    asked = [(text, re.sub(r"\s+", "", text)), *((token, token) for token in tokens)]
    spelled = [
        (each, spelling)
        for each, word in asked
        for spelling in (word, f"#{word}" if word[:1] != "#" else word[1:])
    ]
    values: dict[str, Any] = {
        "team": team.pk,
        "asked": [each for each, _ in spelled],
        "words": [word for _, word in spelled],
        "numbers": [normalise(word)[:64] for _, word in spelled],
        "skus": sorted({text, text.upper()}) if len(text) <= 120 else [],
        "name": _prefixes(words),
        "most": MOST_BUYERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(EXACT + BUYERS if words else EXACT, values)
        return list(cursor.fetchall())


def _words(text: str) -> tuple[str, ...]:
    """The words of a name as the index holds them; a single letter would fit half of all buyers."""
    found = re.findall(r"[^\W_]+", fold(text))
    return tuple(word for word in found[:8] if len(word) >= SHORTEST_WORD or not word.isascii())


def _prefixes(words: tuple[str, ...]) -> str:
    return " & ".join(f"'{word}':*" for word in words)
