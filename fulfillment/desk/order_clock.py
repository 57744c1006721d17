"""The head of the order page: what is due when and by whose word, or why no clock runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from fulfillment.channels import base
from fulfillment.desk.order_facts import dispatched_by
from fulfillment.desk.templatetags.figures import likelihood
from fulfillment.desk.templatetags.moments import moment, time_left
from fulfillment.orders.models import Order
from fulfillment.orders.pace import ENOUGH
from fulfillment.orders.paces import Pace
from fulfillment.orders.sentences import hours, span
from fulfillment.orders.states import DueSource, OrderStatus, Stage, is_judged
from fulfillment.policies.terms import ShippingType, StopEvent

WHO = {
    "buyer": "by the buyer",
    "seller": "by your team",
    "system": "by the platform",
    "platform": "by the platform",
}
WIDTHS = {
    "lane": "on this lane",
    "supplier": "of this supplier",
    "carrier": "with this carrier",
    "shop": "of this shop",
}
NOTHING = SafeString("")


class Clock(NamedTuple):
    """`lead` is the headline, `rest` goes on in the same sentence; both are HTML. `note` is the quieter line."""

    lead: str
    rest: str = NOTHING
    note: str = NOTHING
    tone: str = ""


class _Seen(NamedTuple):
    order: Order
    pace: Pace | None
    stop_event: str
    now: datetime

    @property
    def channel(self) -> str:
        return base.label(self.order.shop.channel)

    def at(self, when: datetime | None) -> str:
        return moment(when, self.order.shop.time_zone, self.now)


def clock_of(order: Order, *, pace: Pace | None, stop_event: str, now: datetime) -> Clock:
    """`order` has its shop; `stop_event` is that of the rules that judge it."""
    seen = _Seen(order, pace, stop_event, now)
    if order.cancelled_at or order.status == OrderStatus.CANCELLED:
        return _cancelled(seen)
    if order.shipping_type == ShippingType.DIGITAL:
        return _digital(seen)
    if order.dispatched_at:
        return _dispatched(seen)
    return _running(seen) if order.is_open else _still(seen)


def _running(seen: _Seen) -> Clock:
    order, due_at = seen.order, seen.order.dispatch_due_at
    if not is_judged(order):
        return _unjudged(seen)
    if due_at is None:
        return Clock("No deadline", _why_no_deadline(seen), tone="plain")
    cancels = format_html(" · cancels itself {}", seen.at(order.cancels_at)) if order.cancels_at else NOTHING
    due = format_html("{} due {}, {}", due_word(seen.stop_event), seen.at(due_at), _source(order))
    if due_at <= seen.now:
        past = f"{time_left(seen.now, due_at)} past the deadline"
        return Clock(past, format_html(": {}{}", due, cancels), _without_scan(seen), "breach")
    likely = seen.pace.probability if seen.pace and not _waits_for_release(seen) else None
    chance = NOTHING if likely is None else format_html(" · <b>{}</b> likely to be late", likelihood(likely))
    lead: str = f"{time_left(due_at, seen.now)} left"
    handover: str = NOTHING
    act_by_at = seen.pace.act_by_at if seen.pace else None
    if act_by_at and act_by_at > seen.now and seen.stop_event == StopEvent.FIRST_SCAN:
        lead = format_html("Act by {}, in {}", seen.at(act_by_at), time_left(act_by_at, seen.now))
        handover = _handover(order)
    return Clock(lead, format_html(": {}{}{}{}", handover, due, cancels, chance), _usual(seen))


def _handover(order: Order) -> str:
    """What is to be reached by acting: the truck where one is known, else the carrier."""
    words = order.truck.told["words"] if order.truck else None
    if words is None:
        return SafeString("with the carrier by then, it is scanned in time 8 times in 10; ")
    return format_html(
        "{} for the {}, the last that is scanned in time 8 times in 10; ",
        words.get("steps") or words["step"],
        words["truck"],
    )


def _unjudged(seen: _Seen) -> Clock:
    retry_at = seen.order.next_check_at
    if retry_at and retry_at > seen.now:
        rest = format_html(": it could not be judged, and is tried again {}", seen.at(retry_at))
        return Clock("Not judged", rest, tone="risk")
    return Clock(
        "Being judged", SafeString(": its deadline and its risk are here within seconds"), tone="plain"
    )


def _without_scan(seen: _Seen) -> str:
    if seen.stop_event == StopEvent.FIRST_SCAN:
        return "It will count late on the day of its first scan; until then the platform may still cancel it."
    return "It will count late on the day it gets its label or number."


def _usual(seen: _Seen) -> str:
    """What such orders usually need, in hours of business days, beside what is left of them."""
    pace = seen.pace
    if pace is None or _waits_for_release(seen):
        return ""
    if pace.needs_hours is None or pace.left_hours is None:
        few = pace.observations < ENOUGH
        return (
            f"What is usual here is not known yet: {pace.observations} of {ENOUGH} orders seen."
            if few
            else ""
        )
    return (
        f"8 in 10 of the last {pace.observations:,} orders {WIDTHS.get(pace.width, '')} needed "
        f"{hours(pace.needs_hours)} from here to {_goal(seen.stop_event)}; "
        f"{span(timedelta(hours=pace.left_hours))} are left, both in hours of business days."
    )


def _waits_for_release(seen: _Seen) -> bool:
    """What was learned of other orders says nothing of a pre-order before its release."""
    return bool(seen.order.release_at and seen.order.release_at > seen.now)


def _goal(stop_event: str) -> str:
    return "their first scan" if stop_event == StopEvent.FIRST_SCAN else "their label"


def _dispatched(seen: _Seen) -> Clock:
    order, due_at = seen.order, seen.order.dispatch_due_at
    verb = "Ready to ship" if seen.stop_event == StopEvent.READY_TO_SHIP else "Dispatched"
    lead = format_html("{} {}", verb, seen.at(order.dispatched_at))
    if due_at is None or order.dispatched_at is None:
        rest = NOTHING
    elif order.dispatched_at > due_at:
        late = time_left(order.dispatched_at, due_at)
        rest = format_html(
            ', <b class="tone-text tone-breach">{} late</b>: due {}, {}',
            late,
            seen.at(due_at),
            _source(order),
        )
    else:
        rest = format_html(", in time: due {}, {}", seen.at(due_at), _source(order))
    told = dispatched_by(order)
    return Clock(lead, format_html("{} · {}", rest, told) if told else rest, _after_dispatch(seen))


def _after_dispatch(seen: _Seen) -> str:
    order = seen.order
    if order.is_open and order.cancels_at:
        return format_html(
            "The clock has stopped. The first scan is still awaited: without it the platform cancels the order {}.",
            seen.at(order.cancels_at),
        )
    if order.is_open:
        return "The clock has stopped. The carrier's first scan is still awaited."
    if order.shipping_type == ShippingType.PLATFORM_WAREHOUSE:
        return f"{seen.channel} shipped it from its own warehouse: nothing here was yours to do."
    return NOTHING


def _cancelled(seen: _Seen) -> Clock:
    order = seen.order
    who = WHO.get(order.cancel_initiator, "")
    lead = format_html("Cancelled {} {}", seen.at(order.cancelled_at), who)
    rest = format_html(": {}", order.cancel_reason_text) if order.cancel_reason_text else NOTHING
    return Clock(lead, rest, _parcel_of_a_cancelled(seen))


def _parcel_of_a_cancelled(seen: _Seen) -> str:
    order = seen.order
    if order.shipping_type == ShippingType.DIGITAL:
        return "A digital order: there was nothing to ship."
    if order.paid_at is None:
        return "It was never paid, so nothing was to be shipped and nothing was due."
    if order.shipping_type == ShippingType.PLATFORM_WAREHOUSE:
        return f"{seen.channel} would have shipped it from its own warehouse: nothing here is yours to do."
    if order.packages_scanned:
        return "The carrier has had its parcel: expect it back, or ask the carrier to return it."
    if order.packages_total:
        return "It has a label: make sure that the parcel does not leave."
    return "It must not ship any more; no package was made for it."


def _digital(seen: _Seen) -> Clock:
    done = seen.order.delivered_at or seen.order.dispatched_at
    if seen.order.status == OrderStatus.UNPAID:
        return Clock("Not paid yet", SafeString(": digital, so there will be nothing to ship"))
    lead = format_html("Delivered {}", seen.at(done)) if done else "Nothing to ship"
    rest = SafeString(": digital, so there is no package, no deadline and no clock")
    return Clock(lead, rest, "" if done else f"{seen.channel} hands it to the buyer itself.")


def _still(seen: _Seen) -> Clock:
    """Not open work and not dispatched."""
    order = seen.order
    if order.status == OrderStatus.UNPAID:
        return Clock(
            "Not paid yet", SafeString(": nothing to ship, and no clock runs before the buyer has paid")
        )
    if order.delivered_at:
        lead = format_html("Delivered {}", seen.at(order.delivered_at))
        return Clock(
            lead,
            SafeString(": nobody told when it was first scanned, so nothing says whether it left in time"),
        )
    if order.stage == Stage.IN_TRANSIT:
        return Clock(
            "With the carrier",
            SafeString(": nobody told when it was first scanned, so nothing says whether it left in time"),
        )
    if order.shipping_type == ShippingType.PLATFORM_WAREHOUSE:
        due = NOTHING
        if order.dispatch_due_at:
            due = format_html("; due {}, {}", seen.at(order.dispatch_due_at), _source(order))
        rest = format_html(": from its own warehouse, in its own time{}", due)
        return Clock(
            f"{seen.channel} ships it",
            rest,
            "Nothing here is yours to do, and it can never count as your late dispatch.",
        )
    return Clock(order.status.replace("_", " ").capitalize(), SafeString(": nothing is to be done here"))


def _why_no_deadline(seen: _Seen) -> str:
    shop = seen.order.shop
    if shop.platform == "own_store":
        return format_html(
            ': {} promises its buyers none, and {} told none for this order. <a href="{}">What the shop promises</a>',
            shop.name, seen.channel, reverse("rulebook-index"),
        )  # fmt: skip
    return format_html(": {} told none, and the rulebook has none for such an order", seen.channel)


def _source(order: Order) -> str:
    if order.due_source != DueSource.PLATFORM:
        return format_html('estimated from the <a href="{}">rulebook</a>', reverse("rulebook-index"))
    own = order.shop.platform == "own_store"
    return mark_safe("as promised to the buyer" if own else "the platform's own deadline")


def due_word(stop_event: str) -> str:
    """What must have happened by the deadline: the event that stops this market's clock."""
    return "label or number" if stop_event == StopEvent.READY_TO_SHIP else "first scan"
