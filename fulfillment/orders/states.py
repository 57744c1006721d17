"""Where an order stands: words shared by channels, orders and pages. No Django here."""

from enum import StrEnum
from typing import Any


class OrderStatus(StrEnum):
    """An order's state in our words; each channel's mapping translates into these."""

    UNPAID = "unpaid"
    REMORSE = "remorse"  # paid, inside the buyer's cancellation hour: must not ship yet
    TO_SHIP = "to_ship"
    PARTLY_SHIPPED = "partly_shipped"
    READY = "ready"  # label or number given, carrier has not scanned (all packages)
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN = frozenset({OrderStatus.REMORSE, OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED, OrderStatus.READY})
DISPATCHED = frozenset({OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED, OrderStatus.COMPLETED})


class Level(StrEnum):
    """How near an open order is to harm, worst last in `SEVERITY`."""

    ON_TRACK = "on_track"
    ON_HOLD = "on_hold"
    DUE_SOON = "due_soon"
    AT_RISK = "at_risk"
    WILL_COUNT_LATE = "will_count_late"
    AUTO_CANCEL_NEAR = "auto_cancel_near"


SEVERITY = {level: rank for rank, level in enumerate(Level)}


class Stage(StrEnum):
    """The step that an order waits in; the stage of an order is that of its slowest line."""

    UNPAID = "unpaid"
    REMORSE = "remorse"
    TO_SHIP = "to_ship"
    AWAITING_SCAN = "awaiting_scan"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Owner(StrEnum):
    """Whose turn it is."""

    US = "us"
    SUPPLIER = "supplier"
    INSPECTION = "inspection"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    CHANNEL = "channel"
    BUYER = "buyer"


class DueSource(StrEnum):
    PLATFORM = "platform"
    ESTIMATED = "estimated"


class DispatchedSource(StrEnum):
    """Who said that the last package was scanned; the channel's own time wins."""

    CHANNEL = "channel"
    CARRIER = "carrier"
    READY = "ready"  # markets whose clock stops when the order is ready to ship


def is_judged(order: Any) -> bool:
    """False in an order's first seconds, until the watch has looked at it: no level, no deadline of it is known."""
    return bool(order.rule_version)
