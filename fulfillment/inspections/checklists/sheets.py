"""By which version each of some goods is inspected: a fixed number of queries, however many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.inspections.checklists import choosing, reading
from fulfillment.inspections.checklists.choosing import Goods, Rule
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.models import ChecklistVersion, Inspection


class Sheet(NamedTuple):
    version: int  # pk
    name: str
    content: Content


def sheets_of(
    team: Team, skus: Iterable[int | None], *, kits: Mapping[int, str] | None = None
) -> dict[int | None, Sheet]:
    """By SKU; what is not in it is asked the general checks. `kits`: the names of the brand kits that go with them."""
    wanted = {pk for pk in skus if pk}
    newest = ChecklistVersion.objects.filter(team=team, checklist__is_active=True)
    rows = newest.select_related("checklist").order_by("checklist", "-number").distinct("checklist")
    versions = {row.checklist_id: row for row in rows}
    if not versions or not wanted:
        return {}
    rules = [_rule(row) for row in versions.values()]
    last = _last(team, wanted)
    found: dict[int | None, Sheet] = {}
    for pk, code, title in Sku.objects.filter(team=team, pk__in=wanted).values_list("pk", "code", "title"):
        choice = choosing.choose(Goods(code, title, last.get(pk), (kits or {}).get(pk, "")), rules)
        if choice:
            found[pk] = sheet_of(versions[choice.checklist])
    return found


def version_of(team: Team, pk: int | None) -> Sheet | None:
    """The one a tablet opened an inspection with, also when it was put away since; None where there is none."""
    rows = ChecklistVersion.objects.filter(team=team).select_related("checklist")
    row = rows.filter(pk=pk).first() if pk else None
    return sheet_of(row) if row else None


def sheet_of(row: ChecklistVersion) -> Sheet:
    return Sheet(row.pk, f"{row.checklist.name} {row.number}", reading.read(row.content))


def _rule(row: ChecklistVersion) -> Rule:
    told = row.checklist
    return Rule(told.pk, parts(told.sku_codes), told.brand.strip(), parts(told.title_words))


def parts(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.replace("，", ",").split(",") if (part := each.strip()))


def _last(team: Team, skus: set[int]) -> dict[int, int]:
    """By SKU the checklist of the latest settled inspection."""
    rows = Inspection.objects.of(team).settled().filter(sku__in=skus, plan__version__isnull=False)
    newest = rows.order_by("sku", "-settled_at").distinct("sku").values_list("sku", "plan__version")
    of_sku = {sku: version for sku, version in newest if sku and version}
    pairs = ChecklistVersion.objects.filter(pk__in=of_sku.values()).values_list("pk", "checklist")
    checklists = dict(pairs)
    return {sku: checklists[version] for sku, version in of_sku.items() if version in checklists}
