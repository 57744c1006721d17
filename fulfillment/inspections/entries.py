"""What a tablet needs of each thing to inspect so that it can do without a network; checks come once for each checklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse

from fulfillment.accounts.models import Team
from fulfillment.inspections import kitted, planning, references
from fulfillment.inspections.asking import Asked, Check
from fulfillment.inspections.checklists.sheets import sheets_of
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.queueing import Need, Waiting
from fulfillment.inspections.saying import Say
from fulfillment.inspections.words import Kind
from fulfillment.warehouse.models import Barcode
from fulfillment.warehouse.scanning import spellings


def told(team: Team, rows: list[tuple[Waiting, Need]], say: Say, *, now: datetime) -> dict[str, Any]:
    """Entries in the order of the rows, and the sheets that they are filled in on."""
    severity = planning.severities(team, [_series(each) for each, _ in rows])
    skus = [_series(each)[0] for each, _ in rows]
    kits = kitted.of_skus(team, skus, now=now)
    lists = sheets_of(team, skus, kits={sku: kit.name for sku, kit in kits.items()})
    barcodes, begun, looks = _barcodes(team, rows), _begun(team, rows), _looks(team, skus)
    entries, sheets = [], {}
    for each, need in rows:
        kind = Kind.PACKING if each.kind == "order" else Kind.RECEIVED
        asked = planning.asked_of(
            each.size, severity[_series(each)], kind=kind, sheet=lists.get(_series(each)[0])
        )
        sheet = f"{asked.name}:{asked.version}"
        sheets[sheet] = asked
        one = _entry(team, each, need, asked, barcodes, say, now)
        if kit := kits.get(_series(each)[0] or 0):
            one["about"] = " · ".join(filter(None, (one["about"], say.words["kit"].format(kit=kit.words))))
        one["picture"] = looks.get(_series(each)[0] or 0, "")
        entries.append(one | {"sheet": sheet, "state": begun.get(one["key"], "")})
    html = {
        name: render_to_string("inspections/_sheet.html", {"checks": checks_of(asked, say), "say": say.words})
        for name, asked in sheets.items()
    }
    return {"as_of": now.isoformat(), "entries": entries, "sheets": html}


def _looks(team: Team, skus: Iterable[int | None]) -> dict[int, str]:
    """Addresses by SKU; what they end in tells the tablet's worker to keep the picture."""
    found = references.of_skus(team, skus)
    return {sku: f"{reverse('photos:small', args=[photo])}?kept" for sku, photo in found.items()}


def _series(each: Waiting) -> planning.Series:
    supplier = (
        getattr(each.row, "supplier_id", None) if each.kind != "line" else each.row.delivery.supplier_id
    )
    return (each.sku.pk if each.sku else None, supplier)


def _entry(
    team: Team,
    each: Waiting,
    need: Need,
    asked: Asked,
    barcodes: dict[int, list[str]],
    say: Say,
    now: datetime,
) -> dict[str, Any]:
    sku = each.sku
    expect = [sku.code.upper(), *barcodes[sku.pk]] if sku else []
    again = each.again
    return {
        "key": f"{each.kind}:{each.row.pk}",
        "name": _name(each, say),
        "title": f"{sku.code} · {sku.title}" if sku else "",
        "about": " · ".join(filter(None, (_whence(each), _orders(need, say)))),
        "due": _due(need, say, team, now),
        "plan": say.plan(asked),
        "codes": _codes(each, expect),
        "expect": expect,
        "size": each.size,
        "sample": asked.sample,
        "classes": {
            name: {"accept": one.accept, "reject": one.reject} for name, one in asked.classes.items()
        },
        "version": asked.version,
        "first": 0 if asked.of_lot() else 1,
        "uuid": str(again.client_uuid) if again else None,
    }


def _name(each: Waiting, say: Say) -> str:
    if each.kind == "line":
        return f"{each.row.delivery.reference} · {say.words['at_supplier']}"
    return str(each.row)


def _whence(each: Waiting) -> str:
    if each.kind == "line":
        return str(each.row.delivery.supplier or "")
    return str(getattr(each.row, "supplier", "") or "")


def _codes(each: Waiting, expect: list[str]) -> list[str]:
    names = {"lot": ("code", "supplier_code"), "order": ("external_id", "number"), "sku": (), "line": ()}
    own = [str(getattr(each.row, name)).upper() for name in names[each.kind]]
    papers = [each.row.delivery.reference.upper()] if each.kind == "line" else []
    return [code for code in (*own, *papers, *expect) if code]


def _orders(need: Need, say: Say) -> str:
    return say.words["orders_wait"].format(n=need.orders) if need.orders else ""


def _due(need: Need, say: Say, team: Team, now: datetime) -> str:
    at = need.act_by_at or need.due_at
    if at is None:
        return ""
    words = say.words["late" if at < now else "act_by" if need.act_by_at else "due"]
    return words.format(at=_clock(at, say, team, now))


def _clock(moment: datetime, say: Say, team: Team, now: datetime) -> str:
    """Today only the time, else the day beside it, where the team works."""
    zone = ZoneInfo(team.time_zone)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{say.day(local)} {local:%H:%M}"


def _barcodes(team: Team, rows: Iterable[tuple[Waiting, Need]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    skus = {each.sku.pk for each, _ in rows if each.sku}
    for sku, text in Barcode.objects.filter(team=team, sku__in=skus).values_list("sku", "text"):
        found[sku] += [each.upper() for each in spellings(text)]
    return found


def _begun(team: Team, rows: Iterable[tuple[Waiting, Need]]) -> dict[str, str]:
    """Who is at it already, by the subject's key."""
    lots = [each.row.pk for each, _ in rows if each.kind == "lot"]
    open_ = Inspection.objects.of(team).open().filter(lot__in=lots, opened_at__isnull=False)
    return {
        f"lot:{row.lot_id}": str(row.inspector or "")
        for row in open_.select_related("inspector").order_by("pk")
    }


def checks_of(asked: Asked, say: Say) -> list[dict[str, Any]]:
    return [
        {
            "check": check,
            "words": say.of(check.words),
            "per": "unit" if check.per_unit else "lot",
            "limits": f"{_limits(check)} {check.unit}".strip() if check.kind == "number" else "",
            "tiles": [(tile.code, say.of(tile.words)) for tile in check.defects],
        }
        for check in sorted(asked.checks, key=lambda check: check.per_unit)
    ]


def _limits(check: Check) -> str:
    """`12` alone would not say whether more or less is right."""
    if check.low and check.high:
        return f"{check.low} – {check.high}"
    return f"≥ {check.low}" if check.low else f"≤ {check.high}" if check.high else ""
