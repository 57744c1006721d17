"""What a version of a checklist holds, as it is kept, and what speaks against it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from fulfillment.inspections.asking import Check
from fulfillment.inspections.sampling import AQLS, LEVELS
from fulfillment.inspections.verdicts import Defect

KINDS = {"choice": "Pass or fail", "scan": "Scan a code", "number": "Measure", "photo": "Take a picture"}
LANGUAGES = {"en": "English", "zh-hans": "简体中文"}
MOST_CHECKS = 40


class Content(msgspec.Struct, frozen=True):
    """`aqls` by class of defects; a class without one allows none."""

    checks: tuple[Check, ...] = ()
    level: str = "II"
    aqls: dict[str, str] = {}

    def check(self, key: str) -> Check | None:
        return next((each for each in self.checks if each.key == key), None)


def read(kept: Mapping[str, Any]) -> Content:
    """Raises msgspec.ValidationError."""
    return msgspec.convert(kept, Content)


def kept(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(content)
    return found


def problems(content: Content) -> list[str]:
    """Why it cannot be published, in sentences; none where it can."""
    found = []
    if not any(check.per_unit for check in content.checks):
        found.append("Add a check that is made on every piece: without one there is nothing to sample.")
    if len(content.checks) > MOST_CHECKS:
        found.append(f"Take some checks out: more than {MOST_CHECKS} are not done on any piece.")
    if content.level not in LEVELS:
        found.append(f"Choose one of the levels {', '.join(LEVELS)}.")
    unknown = [aql for aql in content.aqls.values() if aql not in AQLS]
    if unknown:
        found.append(f"Choose an AQL of the table: {', '.join(unknown)} is none.")
    keys = Counter(check.key for check in content.checks)
    found += [f"Two checks are called {key}: take one of them out." for key, n in keys.items() if n > 1]
    return found + [words for check in content.checks for words in _of_check(check)]


def _of_check(check: Check) -> list[str]:
    name = check.words.get("en") or check.key
    found = [
        f"“{name}” has no words in {label}: whoever reads {label} would not know what to look for."
        for language, label in LANGUAGES.items()
        if not check.words.get(language, "").strip()
    ]
    if check.kind not in KINDS or check.severity not in set(Defect):
        found.append(f"“{name}”: choose how it is answered and how bad it is to fail.")
    return found + (_of_limits(check, name) if check.kind == "number" else [])


def _of_limits(check: Check, name: str) -> list[str]:
    try:
        low, high = (Decimal(each) if each else None for each in (check.low, check.high))
    except InvalidOperation:
        return [f"“{name}”: write its limits as numbers."]
    if low is None and high is None:
        return [f"“{name}”: say its lowest value, its highest, or both; without limits nothing fails."]
    if low is not None and high is not None and low > high:
        return [f"“{name}”: its lowest value is above its highest."]
    return []
