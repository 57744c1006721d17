"""The words that rules are written in, shared by every app. Their values are what tables store."""

from enum import StrEnum


class StopEvent(StrEnum):
    """The event that a market counts as dispatched."""

    FIRST_SCAN = "first_scan"  # the carrier's first physical scan of the last package
    READY_TO_SHIP = "ready_to_ship"  # a label or number was given for every package


class ShippingType(StrEnum):
    SELLER = "seller"  # our carrier, our number
    PLATFORM = "platform"  # we pack, the platform's label
    PLATFORM_WAREHOUSE = "platform_warehouse"  # the platform packs from its own shelf
    DIGITAL = "digital"  # nothing is shipped


class OrderKind(StrEnum):
    """How an order was promised; SAMPLE and REPLACEMENT come on top of the kind it was promised as."""

    REGULAR = "regular"
    MADE_TO_ORDER = "made_to_order"
    BACKORDER = "backorder"
    CUSTOM = "custom"  # the seller set a longer handling time
    PRE_ORDER = "pre_order"
    SAMPLE = "sample"
    REPLACEMENT = "replacement"


class Promise(StrEnum):
    """The three ways in which rules set a deadline."""

    REGULAR = "regular"
    LONGER_HANDLING = "longer_handling"
    PRE_ORDER = "pre_order"


PROMISE_OF = {
    OrderKind.MADE_TO_ORDER: Promise.LONGER_HANDLING,
    OrderKind.BACKORDER: Promise.LONGER_HANDLING,
    OrderKind.CUSTOM: Promise.LONGER_HANDLING,
    OrderKind.PRE_ORDER: Promise.PRE_ORDER,
}


def promise_of(kind: OrderKind) -> Promise:
    return PROMISE_OF.get(kind, Promise.REGULAR)


class Counting(StrEnum):
    """What one order or package does to a rate."""

    COUNTS = "counts"
    DENOMINATOR_ONLY = "denominator_only"  # dilutes the rate, can never count against us
    LEFT_OUT = "left_out"


class DatedBy(StrEnum):
    """The moment whose market-local date is the day that a unit is counted on."""

    DISPATCHED = "dispatched"
    SHIPPED = "shipped"  # the number was given
    PLACED = "placed"
    DUE = "due"
    DELIVERED = "delivered"


class CountedUnit(StrEnum):
    ORDER = "order"
    PACKAGE = "package"


class Better(StrEnum):
    LOWER = "lower"
    HIGHER = "higher"


class DayUnit(StrEnum):
    BUSINESS = "business"
    CALENDAR = "calendar"


class Start(StrEnum):
    """What days are counted from."""

    PLACED = "placed"
    RELEASE = "release"  # the pre-order's closure
    DUE = "due"  # the dispatch deadline


class CancelBecause(StrEnum):
    """What the platform cancels an order for, unless it happens in time."""

    NOT_READY = "not_ready"
    NOT_SCANNED = "not_scanned"
    PLATFORM_DEADLINE = "platform_deadline"  # the platform told a time without saying what for


class SourceKind(StrEnum):
    """How much a source is worth, best first."""

    OFFICIAL = "official"
    MIRROR = "mirror"  # official text, read through a public copy
    REAL_TRAFFIC = "real_traffic"
    THIRD_PARTY = "third_party"
    OWN = "own"  # the shop's own decision
    INFERENCE = "inference"  # stated nowhere: can never be confirmed
