"""What one version of a checklist says otherwise than another, in sentences. Pure."""

from __future__ import annotations

from fulfillment.inspections.asking import Check
from fulfillment.inspections.checklists.reading import KINDS, LANGUAGES, Content
from fulfillment.inspections.verdicts import Defect


def differences(old: Content, new: Content) -> list[str]:
    """In the order of the new one; what was taken out last."""
    found = []
    if old.level != new.level:
        found.append(f"Level {old.level} became {new.level}.")
    for severity in Defect:
        before, after = old.aqls.get(severity, ""), new.aqls.get(severity, "")
        if before != after:
            found.append(
                f"AQL of {severity} defects: {before or 'none allowed'} became {after or 'none allowed'}."
            )
    for check in new.checks:
        was = old.check(check.key)
        found += _of_check(was, check) if was else [f"“{named(check)}” is new."]
    found += [f"“{named(each)}” was taken out." for each in old.checks if not new.check(each.key)]
    order = [each.key for each in new.checks if old.check(each.key)]
    if order != [each.key for each in old.checks if new.check(each.key)]:
        found.append("The checks stand in another order.")
    return found


def named(check: Check) -> str:
    return check.words.get("en") or check.key


def _of_check(old: Check, new: Check) -> list[str]:
    name, found = named(new), []
    for language, label in LANGUAGES.items():
        if old.words.get(language) != new.words.get(language):
            found.append(f"“{name}” has other words in {label}.")
    if old.kind != new.kind:
        found.append(f"“{name}”: {KINDS[old.kind].lower()} became {KINDS[new.kind].lower()}.")
    if old.severity != new.severity:
        found.append(f"“{name}”: {old.severity} became {new.severity}.")
    if old.per_unit != new.per_unit:
        found.append(f"“{name}” is now asked of {'every piece' if new.per_unit else 'the lot once'}.")
    if (old.low, old.high, old.unit) != (new.low, new.high, new.unit):
        found.append(f"“{name}”: limits {limits(old)} became {limits(new)}.")
    if old.defects != new.defects:
        found.append(f"“{name}” has other defects to choose from.")
    return found


def limits(check: Check) -> str:
    both = f"{check.low or '…'} to {check.high or '…'} {check.unit}".strip()
    return both if check.low or check.high else "none"
