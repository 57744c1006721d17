"""Whether, until when and how often a channel takes another number for a package. Pure.

A channel does not tell how often a number was corrected: what counts is how many numbers it has told for the
package. A correction that changed the carrier alone is therefore not seen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from fulfillment.policies.parts import TrackingRules
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.verdicts import InvalidReason

# A number that is right and was not scanned asks for a scan, not for another number.
NOT_CORRECTABLE = frozenset({InvalidReason.NO_SCAN_IN_TIME})
UNLIMITED = 100  # so many corrections are allowed where there is no limit


@dataclass(frozen=True, slots=True)
class Corrections:
    """`until`: when the channel's window closes; `left` of `allowed`: how many it still takes."""

    until: datetime
    left: int
    allowed: int

    @property
    def is_unlimited(self) -> bool:
        return self.allowed >= UNLIMITED

    def open_until(self) -> datetime | None:
        """None where none is left."""
        return self.until if self.left else None


def corrections(
    rules: TrackingRules,
    *,
    reasons: Collection[str],
    shipped_at: datetime | None,
    shipping_type: str,
    numbers_told: int,
) -> Corrections | None:
    """For a package that is invalid for `reasons`; None where no other number would mend it, or none is taken."""
    if shipped_at is None or shipping_type != ShippingType.SELLER or not rules.edits_allowed:
        return None
    if not reasons or NOT_CORRECTABLE.issuperset(reasons):
        return None
    used = max(0, numbers_told - 1)
    return Corrections(
        until=shipped_at + timedelta(hours=rules.edit_window_hours),
        left=max(0, rules.edits_allowed - used),
        allowed=rules.edits_allowed,
    )
