"""Every kind of reason: its words, whose turn it is, what to do next. Pure.

`detail` is the quieter second line, left out where a value that it needs is not known.
"""

from fulfillment.orders.hold_kinds import HOLD_KINDS
from fulfillment.orders.kind import Kind
from fulfillment.orders.states import Owner
from fulfillment.orders.truck_kinds import TRUCK_KINDS

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
        "auto_cancel_overdue",
        5,
        "Was to cancel itself",
        "Was to cancel itself {cancels_at:moment}; the channel has not said that it did",
        "",
        Owner.US,
        "open_order",
    ),
    Kind(
        "buyer_asked_to_cancel",
        10,
        "Buyer asked to cancel",
        "The buyer asked to cancel {asked_at:moment}: {must}",
        "{answer_by_at:answer}, {then}",
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
    *HOLD_KINDS,
    Kind(
        "tracking_invalid",
        30,
        "Tracking not valid",
        "{problem}: the package will not count as validly tracked",
        "the channel takes another number until {correct_by_at:moment}",
        Owner.US,
        "correct_number",
    ),
    Kind(
        "tracking_stays_invalid",
        30,
        "Tracking stays not valid",
        "{problem}: the package does not count as validly tracked",
        "the channel takes no other number any more",
        Owner.US,
        "check_packages",
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
        "{scanned} of at least {total} packages scanned; dispatched only when all are",
        Owner.US,
        "upload_number",
    ),
    Kind(
        "partly_ready",
        40,
        "Part not ready",
        "Part of the order has no package yet",
        "ready to ship only when every part has a label or number",
        Owner.US,
        "upload_number",
    ),
    *TRUCK_KINDS,
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
        "no_platform_package",
        42,
        "Shipment not arranged",
        "The shipment is not arranged on the channel yet, {due_at:left} left",
        "the platform ships it: once arranged there, its label is printed here",
        Owner.US,
        "arrange_shipment",
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
        "ready_partly_scanned",
        44,
        "Partly scanned",
        "{scanned} of {total} packages scanned",
        "the clock stopped {since_at:moment}, when all had labels; until all are scanned the platform may cancel",
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
        "Past the deadline since {due_at:moment}: will count late when {event}",
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
        "8 in 10 need {usual_hours:hours} {step}",
        Owner.US,
        "open_order",
    ),
    Kind(
        "buyer_asks_where",
        66,
        "Buyer asks where it is",
        "The buyer asked {asked_at:moment} where it is and has no answer yet",
        "{answer_by_at:answer}",
        Owner.US,
        "answer_buyer",
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
    Kind(
        "channel_behind",
        72,
        "Scanned, the channel is behind",
        "Carrier scanned {since_at:ago} ago, the channel has not updated yet",
        "it usually does within two hours; after a day show the carrier's scan to its support",
        Owner.CHANNEL,
        "",
    ),
    Kind(
        "copy_of_another_order",
        78,
        "Copy",
        "A copy of {original}",
        "that one is bought, shipped and counted",
        Owner.US,
        "",
    ),
    Kind("sample", 80, "Sample", "A free sample: {counts} in late dispatch", "", Owner.US, ""),
    Kind("replacement", 80, "Replacement", "A replacement: {counts} in late dispatch", "", Owner.US, ""),
    Kind("uncounted", 80, "Does not count", "Does not count in late dispatch", "", Owner.US, ""),
)
KINDS = {kind.code: kind for kind in _ALL}
HELD_RANK, SLOWED_RANK = 20, 46
FIRST_STEP_RANK = 40  # from here on: what the order's own stage waits for
FIRST_CONSEQUENCE_RANK = 60  # from here on: what came of it
REMARK_RANK = 80  # from here on: how such an order counts


def kind_of(code: str) -> Kind:
    """The kind; a hold's reason that nobody described here reads as its own words."""
    if code in KINDS:
        return KINDS[code]
    words = code.replace("_", " ").capitalize()
    return Kind(
        code, HELD_RANK, words, f"{words}: {{evidence}}", "until {until_at:moment}", Owner.US, "release_hold"
    )
