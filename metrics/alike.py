"""Whether two versions of the rules say the same of every unit of a rate, whatever became of it. Pure.

Most versions differ in a limit, or in what another rate asks for: then no order can change sides, and none is read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fulfillment.policies.rules import Rules
from fulfillment.policies.wording import canonical

# Whether such an order counts follows from when it was dispatched or was to be; of all others that decides nothing.
BY_DISPATCH = frozenset(
    {
        "late-dispatch-rate", "unshipped-order-rate", "seller-fault-cancellation-rate", "refund-rate",
        "delivery-complaint-rate",
    }
)  # fmt: skip
CLOCK = ("stop_event", "dispatch", "handling.", "auto_cancel.", "day_ends", "business_days", "holidays")
DECIDES = frozenset({"unit", "dated_by", "by_shipping", "by_kind"})  # of a rate's own values


@lru_cache(maxsize=1024)
def alike(first: Rules, second: Rules, metric: str) -> bool:
    """True only where no unit can differ; False proves nothing."""
    return first is second or _asked(first, metric) == _asked(second, metric)


def _asked(rules: Rules, metric: str) -> tuple[Any, ...]:
    told = {name: canonical(each.value) for name, each in rules.stated.items() if _decides(name, metric)}
    days = rules.holiday_changes if metric in BY_DISPATCH else ()
    return told, rules.zone.key, rules.tracking.scans_told, days


def _decides(name: str, metric: str) -> bool:
    if name.startswith("metric."):
        _, of, part = name.split(".")
        return of == metric and part in DECIDES
    return metric in BY_DISPATCH or not name.startswith(CLOCK)
