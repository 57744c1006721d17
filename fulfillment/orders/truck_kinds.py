"""The kinds of reasons about the truck that an order must be on. Pure.

A truck's times in them stand in the warehouse's own words: whoever packs reads its clock, not the market's.
"""

from fulfillment.orders.kind import Kind
from fulfillment.orders.states import Owner

TRUCK_RANK = 41  # before the step that it is about, whose action is the one to take
LEFT_BEHIND_RANK = 46  # that step, of what waits in the house for another truck

TRUCK_KINDS = (
    Kind(
        "truck_missed",
        TRUCK_RANK,
        "Missed its truck",
        "The last truck in time has left: {truck}",
        "next {next_truck}, scanned {next_scan}: in time {next_likely}",
        Owner.US,
        "",
    ),
    Kind(
        "truck_less_sure",
        TRUCK_RANK,
        "Missed its surest truck",
        "Must be on the {next_truck}: in time {next_likely}",
        "a surer one has left: {truck}",
        Owner.US,
        "",
    ),
    Kind(
        "truck_left",
        TRUCK_RANK,
        "Its truck has left",
        "Not scanned, and the last truck in time has left: {truck}",
        "if it was not on it: next {next_truck}, in time {next_likely}",
        Owner.US,
        "",
    ),
    Kind(
        "truck_soon",
        TRUCK_RANK,
        "Its truck leaves soon",
        "Must be on the {truck}",
        "{step} it by {act_by}",
        Owner.US,
        "",
    ),
    Kind(
        "left_behind",
        LEFT_BEHIND_RANK,
        "Left behind",
        "A truck left without it {since_at:moment}",
        "load it on the next one: the carrier has not had it yet",
        Owner.US,
        "see_truck",
    ),
)
