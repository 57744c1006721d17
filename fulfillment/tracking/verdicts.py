"""What a verdict on a package's tracking is made of: the facts, the policy, the answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fulfillment.policies.parts import TrackingRules
from fulfillment.policies.terms import ShippingType


class VerdictState(StrEnum):
    VALID = "valid"
    PENDING = "pending"
    INVALID = "invalid"
    UNKNOWN = "unknown"  # nobody tells whether it was scanned


class InvalidReason(StrEnum):
    """Worst first: what is wrong whatever the carrier does, then what the carrier's messages show."""

    NO_NUMBER = "no_number"
    UNKNOWN_FORMAT = "unknown_format"
    CHECK_DIGIT = "check_digit"
    CARRIER_MISMATCH = "carrier_mismatch"
    CARRIER_NOT_ACCEPTED = "carrier_not_accepted"
    REUSED = "reused"
    EVENT_BEFORE_ORDER = "event_before_order"
    ZIP_MISMATCH = "zip_mismatch"
    NO_SCAN_IN_TIME = "no_scan_in_time"


@dataclass(frozen=True, kw_only=True)
class PackageFacts:
    """One package. Moments are aware UTC, None where unknown.

    `carrier` is our code, blank where its name is new to us. `placed_at` is that of the earliest order in it;
    orders of one buyer may share a number, so only another buyer's order makes it reused.
    """

    number: str
    carrier: str = ""
    shipped_at: datetime | None = None
    placed_at: datetime | None = None
    first_event_at: datetime | None = None
    first_scan_at: datetime | None = None
    destination_zip: str = ""
    carrier_zip: str = ""
    reused_by_other_buyer: bool = False
    shipping_type: str = ShippingType.SELLER


@dataclass(frozen=True, kw_only=True)
class TrackingPolicy:
    """What a market asks. No accepted carriers means that any will do."""

    scan_limit: timedelta
    accepted_carriers: frozenset[str] = frozenset()
    event_before_order_hours: int = 24
    check_zip: bool = True
    scans_told: bool = True


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`until`: when a pending package becomes invalid unless it is scanned; None where no moment is set."""

    state: VerdictState
    until: datetime | None = None
    reasons: tuple[InvalidReason, ...] = ()


def policy_of(rules: TrackingRules, *, check_zip: bool = True) -> TrackingPolicy:
    """The policy that a rulebook's tracking rules state."""
    return TrackingPolicy(
        scan_limit=timedelta(days=rules.first_scan_limit_days),
        accepted_carriers=rules.accepted_carriers or frozenset(),
        event_before_order_hours=rules.first_event_hours_before_order,
        check_zip=check_zip,
        scans_told=rules.scans_told,
    )
