"""Why an order is where it is, as data: code, sentence, whose turn it is, and what to do next. Pure.

A reason's values are JSON types so that it can stand in a column; moments are ISO text and become
market-local words only when a page or a command says the sentence (see `sentences`). `detail` is the
quieter second line, left out where a value that it needs is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.orders.sentences import say
from fulfillment.orders.states import SEVERITY, Level, Owner


@dataclass(frozen=True)
class Kind:
    """One kind of reason; `rank` orders reasons of the same level: what cannot be argued with comes first."""

    code: str
    rank: int
    label: str
    sentence: str
    detail: str
    owner: Owner
    action: str  # code in orders.actions, blank where waiting is all there is to do


class Reason(NamedTuple):
    code: str
    owner: str
    action: str
    level: Level  # how bad the order is for this reason alone
    rank: int
    values: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "owner": self.owner,
            "action": self.action,
            "level": self.level,
            "values": self.values,
        }


_ALL = (
    Kind(
        "auto_cancel_near",
        5,
        "Cancels itself",
        "Cancels itself {cancels_at:moment} unless {unless}",
        "",
        Owner.US,
        "open_order",
    ),
    Kind(
        "buyer_asked_to_cancel",
        10,
        "Buyer asked to cancel",
        "The buyer asked to cancel {asked_at:moment}: answer before shipping",
        "answer by {answer_by_at:moment}, after that the channel decides",
        Owner.US,
        "answer_cancellation",
    ),
    Kind(
        "remorse_hour",
        12,
        "Buyer may still cancel",
        "The buyer may still cancel freely: must not ship yet",
        "until {until_at:moment}",
        Owner.BUYER,
        "",
    ),
    Kind(
        "remorse_overrun",
        12,
        "Not released by the channel",
        "The channel still holds the order, its hour of free cancellation is over",
        "since {until_at:moment}",
        Owner.CHANNEL,
        "open_order",
    ),
    Kind(
        "pre_order_waiting",
        14,
        "Pre-order",
        "Pre-order, to be shipped from {release_at:day}",
        "",
        Owner.US,
        "",
    ),
    Kind(
        "address_missing",
        16,
        "No address",
        "There is no address to ship to",
        "the channel gave neither street nor postal code",
        Owner.US,
        "complete_address",
    ),
    Kind(
        "by_hand",
        20,
        "Held by hand",
        "Held since {since_at:moment}: {evidence}",
        "until {until_at:moment}",
        Owner.US,
        "release_hold",
    ),
    Kind(
        "tracking_invalid",
        30,
        "Tracking not valid",
        "{problem}: the package will not count as validly tracked",
        "correct it before the channel's window closes",
        Owner.US,
        "correct_number",
    ),
    Kind(
        "tracking_unscanned",
        30,
        "Not scanned in time",
        "{problem}: the package does not count as validly tracked",
        "find the parcel, hand it over and ask for a scan: a scan makes the number valid again",
        Owner.CARRIER,
        "ask_carrier",
    ),
    Kind(
        "partly_shipped",
        40,
        "Part not shipped",
        "Part of the order has no package yet",
        "{scanned} of {total} packages scanned; dispatched only when all are",
        Owner.US,
        "upload_number",
    ),
    Kind(
        "no_number",
        42,
        "No tracking number",
        "No tracking number yet, {due_at:left} left",
        "paid {since_at:moment}",
        Owner.US,
        "upload_number",
    ),
    Kind(
        "no_platform_label",
        42,
        "Label not printed",
        "The platform's label is not printed yet, {due_at:left} left",
        "the platform ships it: print its label, no number to upload",
        Owner.US,
        "print_label",
    ),
    Kind(
        "partly_scanned",
        44,
        "Partly scanned",
        "{scanned} of {total} packages scanned",
        "dispatched only when all are; label made {since_at:moment}",
        Owner.CARRIER,
        "ask_carrier",
    ),
    Kind(
        "handed_over_unscanned",
        46,
        "Handed over, not scanned",
        "Handed over {since_at:moment}, not scanned since",
        "{evidence}",
        Owner.CARRIER,
        "ask_carrier",
    ),
    Kind(
        "not_scanned",
        48,
        "Not scanned",
        "Label made {since_at:moment}, not scanned since",
        "8 in 10 are scanned within {usual_hours:hours}",
        Owner.CARRIER,
        "ask_carrier",
    ),
    Kind(
        "past_deadline",
        60,
        "Past the deadline",
        "Past the deadline since {due_at:moment}: will count late when scanned",
        "",
        Owner.US,
        "open_order",
    ),
    Kind(
        "past_deadline_uncounted",
        60,
        "Past the deadline",
        "Past the deadline since {due_at:moment}",
        "",
        Owner.US,
        "open_order",
    ),
    Kind(
        "late_likely",
        62,
        "Late more likely than not",
        "Orders that waited this long were late more often than not",
        "8 in 10 need {usual_hours:hours} for this step",
        Owner.US,
        "open_order",
    ),
    Kind(
        "no_deadline",
        70,
        "No deadline known",
        "No deadline is known: the channel told none and the rulebook has none for it",
        "",
        Owner.US,
        "open_order",
    ),
    Kind("sample", 80, "Sample", "A free sample: {counts} in late dispatch", "", Owner.US, ""),
    Kind("replacement", 80, "Replacement", "A replacement: {counts} in late dispatch", "", Owner.US, ""),
    Kind("uncounted", 80, "Does not count", "Does not count in late dispatch", "", Owner.US, ""),
)
KINDS = {kind.code: kind for kind in _ALL}
HELD_RANK, SLOWED_RANK = 20, 46

# Words for the verdicts of tracking.validity, which stands above this app.
TRACKING_PROBLEMS = {
    "no_number": "Marked as shipped without a number",
    "unknown_format": "No carrier writes numbers like this one",
    "check_digit": "The number's check digit is wrong",
    "carrier_not_accepted": "This market does not accept the carrier",
    "carrier_mismatch": "The number is not one of this carrier's",
    "reused": "The number is already on another buyer's order",
    "event_before_order": "The number was used before the order was placed",
    "zip_mismatch": "The carrier takes it to another postal code",
    "no_scan_in_time": "Label only, no scan in time",
}


def kind_of(code: str) -> Kind:
    """The kind; a hold's reason that nobody described here reads as its own words."""
    if code in KINDS:
        return KINDS[code]
    words = code.replace("_", " ").capitalize()
    return Kind(
        code, HELD_RANK, words, f"{words}: {{evidence}}", "until {until_at:moment}", Owner.US, "release_hold"
    )


def reason(code: str, level: Level, **values: Any) -> Reason:
    """A reason of a described kind; values that are not known are left out."""
    kind = KINDS[code]
    known = {name: value for name, value in values.items() if value is not None}
    return Reason(code, kind.owner, kind.action, level, kind.rank, known)


def worst_first(reasons: list[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda each: (-SEVERITY[each.level], each.rank))


def sentence_of(data: Mapping[str, Any], *, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """(sentence, detail) of a stored reason, in the market's local time; the detail may be empty."""
    kind = kind_of(data["code"])
    values = data.get("values", {})
    sentence = say(kind.sentence, values, now=now, zone=zone) or kind.label
    return sentence, say(kind.detail, values, now=now, zone=zone)
