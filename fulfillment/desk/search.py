"""One search box: order id, order number, tracking number, SKU, buyer's name, or a column of up to 100 ids."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet

from fulfillment.accounts.models import Team
from fulfillment.orders.folding import fold
from fulfillment.orders.models import Buyer, Order
from fulfillment.tracking.numbers import normalise

MOST_IDS = 100
MOST_BUYERS = 5000
LONGEST = 8000
SHORTEST_WORD = 2

# kind, the word that was asked for, the order that it names; a SKU names a list, not an order
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


@dataclass(frozen=True, slots=True)
class Found:
    """What a search names: exactly `ids`, or all orders of `sku`, or of buyers whose names have `words`."""

    ids: frozenset[int] | None = None
    unknown: tuple[str, ...] = ()
    left_out: int = 0  # asked for beyond the first 100
    sku: str = ""
    words: tuple[str, ...] = ()

    @property
    def only_order(self) -> int | None:
        """The order that a scanner meant."""
        return next(iter(self.ids)) if self.ids and len(self.ids) == 1 and not self.unknown else None


def find(team: Team, text: str) -> Found:
    """What the text means; one query. Whole first (numbers are written with spaces), then word by word."""
    text = text.replace("\0", "").strip()[:LONGEST]
    tokens = list(dict.fromkeys(part for part in re.split(r"[\s,;]+", text) if part))
    left_out, tokens = max(0, len(tokens) - MOST_IDS), tokens[:MOST_IDS]
    orders, skus = _exact(team, text, tokens)
    if text in orders:
        return Found(ids=frozenset(orders[text]))
    if orders:
        unknown = tuple(token for token in tokens if token not in orders)
        return Found(ids=frozenset().union(*orders.values()), unknown=unknown, left_out=left_out)
    if skus:
        return Found(sku=next((sku for sku in (text, text.upper()) if sku in skus), skus[0]))
    words = _words(text)
    if not words or len(tokens) > 1 and all(any(sign.isdigit() for sign in token) for token in tokens):
        return Found(ids=frozenset(), unknown=tuple(tokens), left_out=left_out)
    return Found(words=words)


def narrowed(orders: QuerySet[Order], found: Found, team: Team) -> QuerySet[Order]:
    """The orders that the search names, except by SKU, which is a filter of the list."""
    if found.ids is not None:
        return orders.filter(pk__in=found.ids)
    return orders.filter(buyer__in=_buyers(team, found.words)) if found.words else orders


def _exact(team: Team, text: str, tokens: list[str]) -> tuple[dict[str, set[int]], list[str]]:
    asked = [(text, re.sub(r"\s+", "", text)), *((token, token) for token in tokens)]
    spelled = [
        (each, spelling)
        for each, word in asked
        for spelling in (word, f"#{word}" if word[:1] != "#" else word[1:])
    ]
    values = {
        "team": team.pk,
        "asked": [each for each, _ in spelled],
        "words": [word for _, word in spelled],
        "numbers": [normalise(word)[:64] for _, word in spelled],
        "skus": sorted({text, text.upper()}) if len(text) <= 120 else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(EXACT, values)
        rows = cursor.fetchall()
    orders: dict[str, set[int]] = {}
    for kind, each, pk in rows:
        if kind == "order":
            orders.setdefault(each, set()).add(pk)
    return orders, [each for kind, each, _ in rows if kind == "sku"]


def _words(text: str) -> tuple[str, ...]:
    """The words of a name as the index holds them; a single letter would fit half of all buyers."""
    found = re.findall(r"[^\W_]+", fold(text))
    return tuple(word for word in found[:8] if len(word) >= SHORTEST_WORD or not word.isascii())


def _buyers(team: Team, words: tuple[str, ...]) -> QuerySet[Buyer]:
    query = SearchQuery(" & ".join(f"'{word}':*" for word in words), config="simple", search_type="raw")
    return Buyer.objects.filter(team=team, search=query).values("pk")
