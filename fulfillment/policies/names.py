"""Every value that a rulebook states: its name, what people call it, how it is read and how it is shown.

A name in a TOML file or in a shop's override that does not stand here is a mistake and is refused.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fulfillment.policies import reading, wording
from fulfillment.policies.terms import (
    Better,
    CountedUnit,
    Counting,
    DatedBy,
    OrderKind,
    Promise,
    ShippingType,
    StopEvent,
)

METRICS = {
    "late-dispatch-rate": "Late dispatch rate",
    "valid-tracking-rate": "Valid tracking rate",
    "seller-fault-cancellation-rate": "Seller-fault cancellation rate",
    "on-time-delivery-rate": "On-time delivery rate",
    "unshipped-order-rate": "Unshipped order rate",
    "refund-rate": "Refund rate",
    "negative-review-rate": "Negative review rate",
    "delivery-complaint-rate": "Delivery complaint rate",
    "shipping-ticket-rate": "Shipping ticket rate",
}
JUDGED_EVERYWHERE = ("late-dispatch-rate", "valid-tracking-rate")
JUDGED_KINDS = (OrderKind.SAMPLE, OrderKind.REPLACEMENT, OrderKind.PRE_ORDER)
HANDLED_KINDS = (
    OrderKind.REGULAR,
    OrderKind.MADE_TO_ORDER,
    OrderKind.BACKORDER,
    OrderKind.CUSTOM,
    OrderKind.PRE_ORDER,
)


@dataclass(frozen=True, kw_only=True)
class Name:
    name: str
    label: str
    read: reading.Reader
    show: Callable[[Any], str] = wording.plainly
    unit: str = ""
    required: bool = True


def _one_by_one() -> Iterator[Name]:
    yield Name(name="stop_event", label="What stops the dispatch clock", read=reading.word(StopEvent))
    yield Name(name="time_zone", label="Time zone", read=reading.zone_name, show=wording.zone)
    yield Name(name="day_ends", label="Time of day at which a deadline falls", read=reading.clock_time)
    yield Name(name="business_days", label="Business days", read=reading.weekdays, show=wording.days_of_week)
    yield Name(name="holidays", label="Holidays", read=reading.holiday_calendar, show=wording.holidays_of)
    yield Name(
        name="remorse.hours",
        label="Buyer's free cancellation after payment",
        read=reading.count,
        unit="hours",
    )
    yield Name(
        name="remorse.held_by_platform",
        label="The platform itself holds the order that long",
        read=reading.flag,
    )
    yield Name(
        name="buyer_cancel_answer.hours",
        label="Time to answer a buyer's cancellation request",
        read=reading.count,
        unit="hours",
    )


def _special_cases() -> Iterator[Name]:
    for name, label in (
        ("delivery.undelivered", "An order past its promised day without a delivery"),
        ("reviews.of_delivery", "A first review of one or two stars that is about the delivery"),
    ):
        yield Name(name=name, label=label, read=reading.word(Counting), required=False)


def _about_tracking() -> Iterator[Name]:
    yield Name(
        name="tracking.edit_window", label="A number may be corrected for", read=reading.count, unit="hours"
    )
    yield Name(name="tracking.edits_allowed", label="Corrections allowed", read=reading.count)
    yield Name(
        name="tracking.first_event_before_order",
        label="A first event may lie before the order by at most",
        read=reading.count,
        unit="hours",
    )
    yield Name(
        name="tracking.first_scan_limit",
        label="A number without a scan becomes invalid after",
        read=reading.count,
        unit="days",
    )
    yield Name(
        name="tracking.scans_told",
        label="Somebody tells when a carrier first scanned a parcel",
        read=reading.flag,
        required=False,
    )
    yield Name(
        name="tracking.accepted_carriers",
        label="Accepted carriers",
        read=reading.carriers,
        show=wording.carrier_list,
    )


def _by_promise() -> Iterator[Name]:
    due, cancel = reading.optional(reading.due_rule), reading.optional(reading.cancel_rule)
    for promise in Promise:
        kind = wording.spaced(promise).capitalize()
        yield Name(name=f"dispatch.{promise}", label=f"{kind}: dispatch by", read=due, show=wording.due)
        yield Name(
            name=f"dispatch_with_platform_label.{promise}",
            label=f"{kind}, platform's label: dispatch by",
            read=due,
            show=wording.due,
            required=False,
        )
        yield Name(name=f"delivery.{promise}", label=f"{kind}: deliver by", read=due, show=wording.due)
        yield Name(
            name=f"auto_cancel.not_ready.{promise}",
            label=f"{kind}: cancelled if not ready",
            read=cancel,
            show=wording.cancel,
        )
        yield Name(
            name=f"auto_cancel.not_scanned.{promise}",
            label=f"{kind}: cancelled if not scanned",
            read=cancel,
            show=wording.cancel,
        )
    for kind_ in HANDLED_KINDS:
        yield Name(
            name=f"handling.{kind_}",
            label=f"Handling time a seller may set, {wording.spaced(kind_)}",
            read=reading.optional(reading.handling_time),
            show=wording.handling,
        )


def _by_metric() -> Iterator[Name]:
    parts: list[tuple[str, str, reading.Reader, Callable[[Any], str], str]] = [
        ("target", "target", reading.optional(reading.share), wording.percent, ""),
        ("enforcement", "enforced from", reading.optional(reading.share), wording.percent, ""),
        ("better", "better is", reading.word(Better), wording.plainly, ""),
        ("unit", "counts", reading.word(CountedUnit), wording.plainly, ""),
        ("dated_by", "dated by the day it was", reading.word(DatedBy), wording.plainly, ""),
        ("window", "window", reading.count, wording.plainly, "days"),
        ("minimum_count", "not judged below", reading.count, wording.plainly, ""),
        ("maturity", "provisional for", reading.count, wording.plainly, "days"),
        ("by_shipping", "who counts, by shipping", _countings(ShippingType), wording.plainly, ""),
        ("by_kind", "who counts, by kind", _countings(OrderKind, only=JUDGED_KINDS), wording.plainly, ""),
    ]
    for slug, title in METRICS.items():
        for part, label, read, show, unit in parts:
            yield Name(
                name=f"metric.{slug}.{part}",
                label=f"{title}: {label}",
                read=read,
                show=show,
                unit=unit,
                required=slug in JUDGED_EVERYWHERE,
            )


def _countings(
    words: type[ShippingType] | type[OrderKind], *, only: tuple[OrderKind, ...] = ()
) -> reading.Reader:
    return reading.each(words, reading.word(Counting), only=only)


NAMES = {
    name.name: name
    for group in (_one_by_one, _about_tracking, _by_promise, _special_cases, _by_metric)
    for name in group()
}
