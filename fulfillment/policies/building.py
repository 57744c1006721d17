"""From stated values to typed rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from fulfillment.policies.books import HolidayChange, Stated
from fulfillment.policies.calendars import Calendar, knows_country
from fulfillment.policies.names import HANDLED_KINDS, METRICS
from fulfillment.policies.parts import MetricRule, TrackingRules
from fulfillment.policies.reading import NONE, SHOPS_OWN
from fulfillment.policies.rules import Rules, content_hash
from fulfillment.policies.terms import Promise

Key = TypeVar("Key", bound=str)


class _Said:
    """Typed values by name."""

    def __init__(self, stated: Mapping[str, Stated]) -> None:
        self.stated = stated

    def __getitem__(self, name: str) -> Any:
        return self.stated[name].value

    def by(self, keys: tuple[Key, ...], prefix: str) -> Mapping[Key, Any]:
        """{key: value of "prefix.key"}, without the keys that nothing is said about."""
        said = {key: self[f"{prefix}.{key}"] for key in keys if f"{prefix}.{key}" in self.stated}
        return MappingProxyType(said)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which book, in which version, for whom: `market` and `shop_zone` settle what it leaves to the shop."""

    platform: str
    market: str
    title: str
    version: str
    effective_from: date
    holiday_changes: tuple[HolidayChange, ...]
    shop_zone: str


def build(edition: Edition, stated: Mapping[str, Stated]) -> Rules:
    """The rules that these values make."""
    said = _Said(stated)
    zone = edition.shop_zone if said["time_zone"] == SHOPS_OWN else said["time_zone"]
    calendar = _calendar(said, edition)
    settled = [zone, calendar.country, calendar.subdivision]
    return Rules(
        platform=edition.platform,
        market=edition.market,
        title=edition.title,
        version=edition.version,
        content_hash=content_hash(stated, edition.holiday_changes, settled=settled),
        effective_from=edition.effective_from,
        stop_event=said["stop_event"],
        zone=ZoneInfo(zone),
        day_ends=said["day_ends"],
        calendar=calendar,
        remorse_hours=said["remorse.hours"],
        remorse_held_by_platform=said["remorse.held_by_platform"],
        buyer_cancel_answer_hours=said["buyer_cancel_answer.hours"],
        tracking=_tracking(said),
        metrics={slug: _metric(said, slug) for slug in METRICS if f"metric.{slug}.target" in stated},
        stated=stated,
        holiday_changes=edition.holiday_changes,
        _remake=partial(build, replace(edition, version=f"{edition.version}+shop")),
        **_deadlines(said),
    )


def _deadlines(said: _Said) -> dict[str, Any]:
    promises = tuple(Promise)
    return {
        "dispatch": said.by(promises, "dispatch"),
        "dispatch_with_platform_label": said.by(promises, "dispatch_with_platform_label"),
        "delivery": said.by(promises, "delivery"),
        "cancelled_unless_ready": said.by(promises, "auto_cancel.not_ready"),
        "cancelled_unless_scanned": said.by(promises, "auto_cancel.not_scanned"),
        "handling": said.by(HANDLED_KINDS, "handling"),
    }


def _calendar(said: _Said, edition: Edition) -> Calendar:
    place, changes = said["holidays"], edition.holiday_changes
    if place == SHOPS_OWN:
        place = edition.market if knows_country(edition.market) else NONE
    country, _, subdivision = ("" if place == NONE else place).partition("-")
    return Calendar(
        weekdays=said["business_days"],
        country=country,
        subdivision=subdivision,
        closed_on=frozenset(change.on for change in changes if not change.open),
        open_on=frozenset(change.on for change in changes if change.open),
    )


def _tracking(said: _Said) -> TrackingRules:
    return TrackingRules(
        edit_window_hours=said["tracking.edit_window"],
        edits_allowed=said["tracking.edits_allowed"],
        first_event_hours_before_order=said["tracking.first_event_before_order"],
        first_scan_limit_days=said["tracking.first_scan_limit"],
        accepted_carriers=said["tracking.accepted_carriers"],
        scans_told=said["tracking.scans_told"] if "tracking.scans_told" in said.stated else True,
    )


def _metric(said: _Said, slug: str) -> MetricRule:
    return MetricRule(
        slug=slug,
        target=said[f"metric.{slug}.target"],
        enforcement=said[f"metric.{slug}.enforcement"],
        better=said[f"metric.{slug}.better"],
        unit=said[f"metric.{slug}.unit"],
        dated_by=said[f"metric.{slug}.dated_by"],
        window_days=said[f"metric.{slug}.window"],
        minimum_count=said[f"metric.{slug}.minimum_count"],
        maturity_days=said[f"metric.{slug}.maturity"],
        by_shipping=said[f"metric.{slug}.by_shipping"],
        by_kind=said[f"metric.{slug}.by_kind"],
    )
