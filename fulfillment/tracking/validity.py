"""The verdict on one package's tracking: valid, pending until a moment, or invalid with its reasons. Pure.

A hard reason makes it invalid at once. Without one a carrier's scan makes it valid; until then it is pending,
and invalid once the market's time for the first scan is over. Only a scan counts, never a label. A package
that the platform ships bears the platform's own number, so only its scan is asked for. Where nobody tells scans
a shipped package without a hard reason is unknown.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.explaining import fix, sentence
from fulfillment.tracking.matching import number_problem, zips_differ
from fulfillment.tracking.verdicts import (
    InvalidReason,
    PackageFacts,
    TrackingPolicy,
    Verdict,
    VerdictState,
    policy_of,
)

__all__ = [
    "InvalidReason",
    "PackageFacts",
    "TrackingPolicy",
    "Verdict",
    "VerdictState",
    "fix",
    "judge",
    "policy_of",
    "sentence",
]


def judge(facts: PackageFacts, policy: TrackingPolicy, now: datetime) -> Verdict:
    """The verdict at `now` (aware UTC). By itself it next changes at its `until`, else when a fact does."""
    reasons = tuple(hard_reasons(facts, policy))
    if reasons:
        return Verdict(state=VerdictState.INVALID, reasons=reasons)
    if facts.first_scan_at is not None:
        return Verdict(state=VerdictState.VALID)
    if facts.shipped_at is None:
        return Verdict(state=VerdictState.PENDING)
    if not policy.scans_told:
        return Verdict(state=VerdictState.UNKNOWN)
    until = facts.shipped_at + policy.scan_limit
    if now >= until:
        return Verdict(state=VerdictState.INVALID, reasons=(InvalidReason.NO_SCAN_IN_TIME,))
    return Verdict(state=VerdictState.PENDING, until=until)


def hard_reasons(facts: PackageFacts, policy: TrackingPolicy) -> Iterator[InvalidReason]:
    """Everything that is wrong whether or not a scan comes, worst first."""
    if facts.shipping_type != ShippingType.SELLER:
        return
    if not facts.number.strip():
        if facts.shipped_at is not None:
            yield InvalidReason.NO_NUMBER
        return
    problem = number_problem(facts.number, facts.carrier)
    if problem:
        yield problem
    # a carrier whose name is new to us stands on no list of ours, so it is not refused
    if policy.accepted_carriers and facts.carrier and facts.carrier not in policy.accepted_carriers:
        yield InvalidReason.CARRIER_NOT_ACCEPTED
    yield from _shown_by_messages(facts, policy)


def _shown_by_messages(facts: PackageFacts, policy: TrackingPolicy) -> Iterator[InvalidReason]:
    if facts.reused_by_other_buyer:
        yield InvalidReason.REUSED
    if facts.first_event_at is not None and facts.placed_at is not None:
        earliest = facts.placed_at - timedelta(hours=policy.event_before_order_hours)
        if facts.first_event_at < earliest:
            yield InvalidReason.EVENT_BEFORE_ORDER
    if policy.check_zip and zips_differ(facts.destination_zip, facts.carrier_zip):
        yield InvalidReason.ZIP_MISMATCH
