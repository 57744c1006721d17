"""Where an order stands: its stage, whether it is open work, and when it was dispatched. Pure."""

from datetime import datetime
from typing import NamedTuple

from fulfillment.orders.states import DISPATCHED, OPEN, DispatchedSource, OrderStatus, Stage
from fulfillment.policies.terms import ShippingType, StopEvent

NOT_OURS_TO_SHIP = frozenset({ShippingType.PLATFORM_WAREHOUSE, ShippingType.DIGITAL})
READY_OR_LATER = DISPATCHED | {OrderStatus.READY, OrderStatus.CANCELLED}
WAITING: dict[str, Stage] = {
    OrderStatus.UNPAID: Stage.UNPAID,
    OrderStatus.REMORSE: Stage.REMORSE,
    OrderStatus.TO_SHIP: Stage.TO_SHIP,
    OrderStatus.PARTLY_SHIPPED: Stage.TO_SHIP,
    OrderStatus.READY: Stage.AWAITING_SCAN,
    OrderStatus.IN_TRANSIT: Stage.IN_TRANSIT,
    OrderStatus.DELIVERED: Stage.DELIVERED,
    OrderStatus.COMPLETED: Stage.DELIVERED,
    OrderStatus.CANCELLED: Stage.CANCELLED,
}


class Progress(NamedTuple):
    """What the channel and the carriers told of an order so far."""

    status: str
    shipping_type: str
    placed_at: datetime
    remote_updated_at: datetime
    paid_at: datetime | None = None
    ready_at: datetime | None = None
    scanned_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    packages_total: int = 0
    packages_scanned: int = 0
    last_first_scan_at: datetime | None = None
    labelled_at: datetime | None = None


class Place(NamedTuple):
    stage: Stage
    since_at: datetime
    is_open: bool
    dispatched_at: datetime | None
    dispatched_source: str  # states.DispatchedSource, blank while not dispatched


def place(progress: Progress, stop_event: str, *, scans_told: bool = True) -> Place:
    """Where the order stands under its market's stop event.

    Open work ends with the carrier's scan, also where the clock stopped earlier: until then the platform may
    still cancel the order. Where nobody tells scans it ends with the word that the order was sent.
    """
    scan = first_scan(progress)
    dispatch = scan if stop_event == StopEvent.FIRST_SCAN else ready(progress)
    stage = _stage(progress, scanned=scan is not None)
    is_open = (
        stage not in _WITH_CARRIER
        and progress.status in OPEN
        and progress.shipping_type not in NOT_OURS_TO_SHIP
        and (scans_told or stage != Stage.AWAITING_SCAN)
    )
    since_at = _since(progress, stage, scan)
    if dispatch is None:
        return Place(stage, since_at, is_open, None, "")
    return Place(stage, since_at, is_open, *dispatch)


def first_scan(progress: Progress) -> tuple[datetime, str] | None:
    """The last package's first scan: the channel's own time wins, else the carriers' once all were scanned.

    While the channel says that a part has not shipped, the packages we know are not all there will be.
    """
    if progress.scanned_at is not None:
        return progress.scanned_at, DispatchedSource.CHANNEL
    all_scanned = 0 < progress.packages_total <= progress.packages_scanned
    if all_scanned and progress.last_first_scan_at and progress.status != OrderStatus.PARTLY_SHIPPED:
        return progress.last_first_scan_at, DispatchedSource.CARRIER
    return None


def channel_behind_since(progress: Progress) -> datetime | None:
    """When carriers had scanned all of an order that its channel still calls unsent; None where both agree."""
    scan = first_scan(progress)
    is_unsent = progress.status in (OrderStatus.TO_SHIP, OrderStatus.READY)
    return scan[0] if scan and scan[1] == DispatchedSource.CARRIER and is_unsent else None


def ready(progress: Progress) -> tuple[datetime, str] | None:
    """When every package had its label or number; a scan proves it where nobody told the moment."""
    if progress.status in READY_OR_LATER:
        moment = progress.ready_at or progress.labelled_at
        if moment is not None:
            return moment, DispatchedSource.READY
    return first_scan(progress)


_WITH_CARRIER = frozenset({Stage.IN_TRANSIT, Stage.DELIVERED, Stage.CANCELLED, Stage.UNPAID})
_BEFORE_SCAN = frozenset({Stage.REMORSE, Stage.TO_SHIP, Stage.AWAITING_SCAN})


def _stage(progress: Progress, *, scanned: bool) -> Stage:
    stage = WAITING[progress.status]
    return Stage.IN_TRANSIT if scanned and stage in _BEFORE_SCAN else stage


def _since(progress: Progress, stage: Stage, scan: tuple[datetime, str] | None) -> datetime:
    """When the stage began; where nobody told, the channel's last update is the nearest that is known."""
    told = {
        Stage.UNPAID: progress.placed_at,
        Stage.REMORSE: progress.paid_at or progress.placed_at,
        Stage.TO_SHIP: progress.paid_at or progress.placed_at,
        Stage.AWAITING_SCAN: progress.ready_at or progress.labelled_at,
        Stage.IN_TRANSIT: scan[0] if scan else None,
        Stage.DELIVERED: progress.delivered_at,
        Stage.CANCELLED: progress.cancelled_at,
    }
    return told[stage] or progress.remote_updated_at
