"""How strictly the next goods are looked at: by their checklist, and by how the last lots of the series did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fulfillment.accounts.models import Team
from fulfillment.inspections import asking, general
from fulfillment.inspections.asking import Asked
from fulfillment.inspections.checklists.reading import LANGUAGES, Content
from fulfillment.inspections.checklists.sheets import Sheet
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.sampling import Kind as Severity
from fulfillment.inspections.switching import Lot as Judged
from fulfillment.inspections.switching import severity_after
from fulfillment.inspections.verdicts import Defect, Verdict
from fulfillment.inspections.words import Kind

SERIES = 30  # lots of one supplier and SKU that are looked back at: more change nothing
Series = tuple[int | None, int | None]  # SKU and supplier
MOST = 3000


def severities(team: Team, series: Iterable[Series]) -> dict[Series, Severity]:
    """One query, however many are asked for."""
    wanted = set(series)
    skus = {sku for sku, _ in wanted if sku}
    past: dict[Series, list[Judged]] = defaultdict(list)
    rows = Inspection.objects.of(team).settled().filter(sku__in=skus, kind=Kind.RECEIVED, supersedes=None)
    newest = rows.order_by("-settled_at", "-pk").values_list("sku", "supplier", "plan", "found", "verdict")
    for sku, supplier, plan, found, verdict in newest[:MOST]:
        lots = past[sku, supplier]
        if (sku, supplier) in wanted and len(lots) < SERIES:
            lots.append(_judged(asking.read(plan), found, verdict))
    return {each: severity_after(reversed(past[each])).kind for each in wanted}


def _judged(asked: Asked, found: dict[str, int], verdict: str) -> Judged:
    major = asked.classes[Defect.MAJOR]
    return Judged(
        size=asked.size,
        level=asked.level,
        aql=major.aql or general.AQLS["major"],
        nonconforming=found.get(Defect.MAJOR, 0),
        is_accepted=verdict == Verdict.PASSED,
    )


def asked_of(
    size: int, severity: Severity = Severity.NORMAL, *, kind: str = Kind.RECEIVED, sheet: Sheet | None = None
) -> Asked:
    """Of one order every piece is looked at; of a lot a sample. `sheet`: the team's own, where one speaks of the goods."""
    content = sheet.content if sheet else Content(general.CHECKS, general.LEVEL, general.AQLS)
    return asking.asked(
        content.checks, size=size, level="III" if kind == Kind.PACKING else content.level, aqls=content.aqls,
        kind=severity, name=sheet.name if sheet else general.NAME, version=sheet.version if sheet else None,
        languages=tuple(LANGUAGES),
    )  # fmt: skip
