"""The rules that judge one shop's orders placed at one time: typed, versioned, able to explain themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from fulfillment.policies import overrides
from fulfillment.policies.books import HolidayChange, Stated
from fulfillment.policies.calendars import Calendar
from fulfillment.policies.parts import CancelRule, DueRule, HandlingTime, MetricRule, TrackingRules
from fulfillment.policies.terms import Counting, OrderKind, Promise, ShippingType, StopEvent
from fulfillment.policies.values import Value, value_of, value_of_holiday
from fulfillment.policies.wording import canonical

_STRICTNESS = {Counting.COUNTS: 0, Counting.DENOMINATOR_ONLY: 1, Counting.LEFT_OUT: 2}


class UnknownMetric(LookupError):
    """The market's rulebook says nothing about this metric."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rules:
    """`version` names them ("tiktok-us/2026-01-26"); `content_hash` changes exactly when a value does."""

    platform: str
    market: str
    title: str
    version: str
    content_hash: str
    effective_from: date
    stop_event: StopEvent
    zone: ZoneInfo  # the market's local time: deadlines and day buckets
    day_ends: time
    calendar: Calendar
    dispatch: Mapping[Promise, DueRule | None]
    dispatch_with_platform_label: Mapping[Promise, DueRule | None]
    delivery: Mapping[Promise, DueRule | None]
    cancelled_unless_ready: Mapping[Promise, CancelRule | None]
    cancelled_unless_scanned: Mapping[Promise, CancelRule | None]
    handling: Mapping[OrderKind, HandlingTime | None]
    remorse_hours: int
    remorse_held_by_platform: bool  # the platform shows the hold itself: no hold shown means the hour is over
    buyer_cancel_answer_hours: int
    tracking: TrackingRules
    metrics: Mapping[str, MetricRule]
    stated: Mapping[str, Stated]
    holiday_changes: tuple[HolidayChange, ...]
    without_overrides: Rules | None = None  # what the rulebook itself says, where these are a shop's own
    _remake: Callable[[Mapping[str, Stated]], Rules]  # the same, of other stated values
    _overridden: dict[str, Rules] = field(default_factory=dict)

    def metric(self, slug: str) -> MetricRule:
        if slug not in self.metrics:
            raise UnknownMetric(f"{self.title} states nothing about {slug}.")
        return self.metrics[slug]

    def counts(self, slug: str, *, shipping_type: str, kinds: Iterable[str] = ()) -> Counting:
        """What such an order or package does to the rate; of several answers the most excluding one."""
        return self.counting(slug, shipping_type=shipping_type, kinds=kinds)[0]

    def counting(self, slug: str, *, shipping_type: str, kinds: Iterable[str] = ()) -> tuple[Counting, str]:
        """Like `counts`, with the shipping type or kind that decided it ("" where nothing leaves it out)."""
        return _counting(self, slug, shipping_type, tuple(kinds))

    def day_of(self, moment: datetime) -> date:
        """The market-local date of an aware moment."""
        return moment.astimezone(self.zone).date()

    def values(self) -> list[Value]:
        """Everything that these rules state, in the order of names.py, for the page."""
        before = (self.without_overrides or self).stated
        said = [
            value_of(each, replaced=before[name] if each.source is overrides.THIS_SHOP else None)
            for name, each in self.stated.items()
        ]
        return said + [value_of_holiday(change) for change in self.holiday_changes]

    def with_overrides(self, own: Mapping[str, Any]) -> Rules:
        """The rulebook's rules with a shop's own values in their places; earlier overrides are dropped.

        The same object for the same values, and the rulebook's own rules where nothing differs. Raises
        OverrideRefused with a sentence.
        """
        base = self.without_overrides or self
        key = json.dumps(own, sort_keys=True, default=str)
        if key not in base._overridden:
            stated = overrides.override(base.stated, own)
            unchanged = stated == base.stated
            base._overridden[key] = (
                base if unchanged else replace(base._remake(stated), without_overrides=base)
            )
        return base._overridden[key]


@lru_cache(maxsize=4096)
def _counting(rules: Rules, slug: str, shipping_type: str, kinds: tuple[str, ...]) -> tuple[Counting, str]:
    metric = rules.metric(slug)
    decided, because = metric.by_shipping[ShippingType(shipping_type)], str(shipping_type)
    for kind in sorted(kinds):
        counting = metric.by_kind.get(OrderKind(kind), Counting.COUNTS)
        if _STRICTNESS[counting] > _STRICTNESS[decided]:
            decided, because = counting, str(kind)
    return decided, "" if decided == Counting.COUNTS else because


def content_hash(
    stated: Mapping[str, Stated], holiday_changes: Iterable[HolidayChange], *, settled: object
) -> str:
    """Of what is ruled, not of how it is explained: a new source or a new reading date changes nothing."""
    meaning = {
        "values": {name: canonical(each.value) for name, each in stated.items()},
        "holidays": sorted((change.on.isoformat(), change.open) for change in holiday_changes),
        "settled": settled,
    }
    return hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()[:16]
