"""Which rules judge an order: its market's in force when it was placed, with the shop's own values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from fulfillment.catalog.models import Shop
from fulfillment.policies import rulebook
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import Counting, StopEvent

LATE_DISPATCH = "late-dispatch-rate"
OWN_STORE = "own_store"
# What is ruled where nobody tells the first scans of a shop's parcels: its own word that it shipped must do.
UNSCANNED = {"stop_event": StopEvent.READY_TO_SHIP.value, "tracking.scans_told": False}


class Terms(NamedTuple):
    """What of a shop decides its rules."""

    platform: str
    market: str
    time_zone: str
    own: str  # its own values as JSON
    own_unscanned: str  # the same with UNSCANNED; the same where its platform tells every scan
    scans_told_from_at: datetime | None


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
    own, unscanned = shop.rule_overrides, shop.rule_overrides | _unscanned(shop)
    return Terms(
        shop.platform,
        shop.market,
        shop.time_zone,
        _canonical(own),
        _canonical(unscanned),
        shop.scans_told_from_at,
    )


def _unscanned(shop: Shop) -> dict[str, Any]:
    """A platform tells every scan, so nothing is ruled otherwise for its shops."""
    return UNSCANNED if shop.platform == OWN_STORE else {}


def rules_of(terms: Terms, at: datetime) -> Rules:
    """The rules that judge an order placed then."""
    rules = rulebook.load().rules(
        platform=terms.platform, market=terms.market, at=at, time_zone=terms.time_zone
    )
    told = terms.scans_told_from_at is not None and at >= terms.scans_told_from_at
    own = terms.own if told else terms.own_unscanned
    return rules if own == "{}" else _with_own(rules, own)


def own_values(shop: Shop) -> dict[str, Any]:
    """By name what this shop rules otherwise than its book, for the orders that are placed now."""
    is_untold = shop.scans_told_from_at is None
    own: dict[str, Any] = shop.rule_overrides | (_unscanned(shop) if is_untold else {})
    return own


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


def _canonical(own: Mapping[str, Any]) -> str:
    return msgspec.json.encode(own, order="sorted").decode()


@lru_cache(maxsize=256)
def _with_own(rules: Rules, own: str) -> Rules:
    return rules.with_overrides(msgspec.json.decode(own))
