"""Which rules judge an order: its market's in force when it was placed, with the shop's own values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import msgspec

from fulfillment.catalog.models import Shop
from fulfillment.policies import rulebook
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import Counting

LATE_DISPATCH = "late-dispatch-rate"
Terms = tuple[str, str, str, str]  # platform, market, time zone, the shop's own values as JSON


class Rulings:
    """The rules of these shops, looked up once per shop and half hour: no rule changes within one."""

    def __init__(self, shops: Iterable[Shop]) -> None:
        self.terms: dict[int, Terms] = {shop.pk: terms_of(shop) for shop in shops}
        self._known: dict[tuple[int, int], Rules] = {}

    @classmethod
    def of_shops(cls, shop_ids: Iterable[int]) -> Rulings:
        return cls(Shop.objects.filter(pk__in=set(shop_ids)))

    def at(self, shop_id: int, placed_at: datetime) -> Rules:
        key = (shop_id, int(placed_at.timestamp()) // 1800)
        rules = self._known.get(key)
        if rules is None:
            rules = self._known[key] = rules_of(self.terms[shop_id], placed_at)
        return rules


def terms_of(shop: Shop) -> Terms:
    own = msgspec.json.encode(shop.rule_overrides, order="sorted").decode()
    return shop.platform, shop.market, shop.time_zone, own


def rules_of(terms: Terms, at: datetime) -> Rules:
    platform, market, time_zone, own = terms
    rules = rulebook.load().rules(platform=platform, market=market, at=at, time_zone=time_zone)
    return rules if own == "{}" else _with_own(rules, own)


def version_of(rules: Rules) -> str:
    """What an order keeps of the rules that judged it: their name, and what they said."""
    return f"{rules.version}@{rules.content_hash}"


@lru_cache(maxsize=1024)
def counts_when_late(
    rules: Rules, *, shipping_type: str, kind: str, is_sample: bool, is_replacement: bool
) -> bool:
    """Whether such an order's late dispatch counts against us."""
    kinds = [kind] + ["sample"] * is_sample + ["replacement"] * is_replacement
    return rules.counts(LATE_DISPATCH, shipping_type=shipping_type, kinds=kinds) == Counting.COUNTS


@lru_cache(maxsize=256)
def _with_own(rules: Rules, own: str) -> Rules:
    return rules.with_overrides(msgspec.json.decode(own))
