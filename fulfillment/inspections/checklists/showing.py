"""A checklist as its pages show it: drafts with what they change, versions with what each changed, the tablet's view."""

from __future__ import annotations

from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.inspections import asking, entries
from fulfillment.inspections.checklists import comparing, reading
from fulfillment.inspections.checklists.reading import KINDS, Content
from fulfillment.inspections.models import Checklist, ChecklistVersion
from fulfillment.inspections.sampling import Kind
from fulfillment.inspections.saying import Say

VERSIONS = 30  # shown, the newest


def listed(team: Team) -> list[dict[str, Any]]:
    """Those in use first, by name, each with its newest version; two queries."""
    rows = list(Checklist.objects.of(team).order_by("-is_active", "name"))
    newest = ChecklistVersion.objects.filter(team=team).order_by("checklist", "-number").distinct("checklist")
    versions = {each.checklist_id: each for each in newest}
    return [
        {
            "row": row,
            "version": (version := versions.get(row.pk)),
            "checks": len(reading.read(row.draft).checks),
            "is_changed": version is None or version.content != row.draft,
        }
        for row in rows
    ]


def draft(row: Checklist) -> dict[str, Any]:
    content = reading.read(row.draft)
    versions = versions_of(row)
    newest = versions[0] if versions else None
    return {
        "content": content,
        "checks": [described(check) for check in content.checks],
        "aqls": _aqls(content),
        "problems": reading.problems(content),
        "changes": comparing.differences(reading.read(newest.content), content) if newest else [],
        "newest": newest,
        "versions": versions,
        "is_changed": newest is None or newest.content != row.draft,
    }


def versions_of(row: Checklist) -> list[ChecklistVersion]:
    return list(row.versions.select_related("published_by").order_by("-number")[:VERSIONS])


def version(shown: ChecklistVersion, against: ChecklistVersion | None) -> dict[str, Any]:
    """`against`: what it is compared with; without, it stands alone."""
    content = reading.read(shown.content)
    return {
        "content": content,
        "checks": [described(check) for check in content.checks],
        "aqls": _aqls(content),
        "differences": comparing.differences(reading.read(against.content), content) if against else [],
        "against": against,
    }


def described(check: asking.Check) -> dict[str, Any]:
    return {
        "check": check,
        "name": comparing.named(check),
        "chinese": check.words.get("zh-hans", ""),
        "kind": KINDS.get(check.kind, check.kind),
        "limits": comparing.limits(check) if check.kind == "number" else "",
        "defects": [tile.words.get("en", tile.code) for tile in check.defects],
    }


def tablet(content: Content, size: int, say: Say) -> dict[str, Any]:
    """As an inspector sees it at a tablet, for a lot of so many."""
    asked = asking.asked(
        content.checks, size=size, level=content.level, aqls=content.aqls, kind=Kind.NORMAL, name=""
    )
    return {
        "asked": asked,
        "checks": entries.checks_of(asked, say),
        "plan": say.plan(asked),
        "say": say.words,
    }


def _aqls(content: Content) -> list[tuple[str, str]]:
    return [(name, content.aqls.get(name, "") or "none allowed") for name in ("critical", "major", "minor")]
