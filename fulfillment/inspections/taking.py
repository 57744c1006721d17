"""What a tablet's items do: each belongs to an inspection that any of them may begin, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from fulfillment.accounts.models import Team, User
from fulfillment.captures.receipts import Outcome
from fulfillment.captures.taking import Answer, Item, happened_at
from fulfillment.inspections import asking, items, oddities, planning, settling, subjects
from fulfillment.inspections.checklists.sheets import version_of
from fulfillment.inspections.models import Finding, Inspection, InspectionPhoto, Sample
from fulfillment.photos import keeping
from fulfillment.photos.reading import NotKept
from fulfillment.warehouse.refusing import constraint_of


class Doing(NamedTuple):
    """Who did it, when by the tablet's clock, and when we were told."""

    team: Team
    by: User
    at: datetime
    now: datetime
    item: UUID
    picture: Any = None
    clock_off: timedelta = timedelta()  # the tablet's clock before ours


class Refused(Exception):
    """Nothing was changed; the text says why."""


def act(team: Team, item: Item, *, by: User, now: datetime, picture: Any = None) -> Answer:
    """Raises nothing for what a tablet may send; what it may not is refused with a sentence."""
    if item.kind not in KINDS:
        return Answer(Outcome.REFUSED, f"Inspection knows nothing called {item.kind[:40]!r}.")
    shape, does = KINDS[item.kind]
    try:
        told = msgspec.convert(item.payload, shape)
    except msgspec.ValidationError as error:
        words = f"The tablet sent what is not understood ({error}): load its page again."
        return Answer(Outcome.REFUSED, words)
    at, off = happened_at(item, now=now), item.clock_off(now=now)
    doing = Doing(team, by, at, now, item.client_uuid, picture, off)
    try:
        return does(doing, _inspection(doing, told.about), told)
    except Refused as refusal:
        return Answer(Outcome.REFUSED, str(refusal))


def _inspection(doing: Doing, about: items.About) -> Inspection:
    """The row, locked; made by whichever item comes first. Raises Refused where it cannot be this one's."""
    row = _standing(doing.team, about.uuid)
    if row is None:
        try:
            with transaction.atomic():
                return _begun(doing, about)
        except IntegrityError as error:
            if constraint_of(error) != "inspection_once":
                raise
            row = _standing(doing.team, about.uuid)
            assert row is not None
    if row.opened_at is None:  # asked for on the server, begun now
        row.opened_at, row.inspector, row.lot_size = _opened_at(doing, about), doing.by, about.size
        row.plan = _plan(doing.team, row.kind, about, (row.sku_id, row.supplier_id))
        row.save(update_fields=["opened_at", "inspector", "lot_size", "plan"])
    if row.inspector_id != doing.by.pk:
        raise Refused(f"{row.inspector or 'Somebody else'} does this inspection: begin one of your own.")
    return row


def _plan(team: Team, kind: str, about: items.About, series: planning.Series) -> dict[str, Any]:
    """By the version that the tablet showed; without one it showed the general checks."""
    severity = planning.severities(team, [series])[series]
    sheet = version_of(team, about.version)
    return asking.kept(planning.asked_of(about.size, severity, kind=kind, sheet=sheet))


def _opened_at(doing: Doing, about: items.About) -> datetime:
    """By the tablet's clock, put right as that of its items is."""
    return min(about.opened_at - doing.clock_off, doing.now)


def _standing(team: Team, uuid: UUID) -> Inspection | None:
    rows = Inspection.objects.of(team).select_for_update(of=("self",)).select_related("inspector")
    return rows.filter(client_uuid=uuid).first()


def _begun(doing: Doing, about: items.About) -> Inspection:
    fields = subjects.fields_of(doing.team, *about.of)
    if fields is None:
        raise Refused(subjects.UNKNOWN)
    sku = fields["sku_id"] if "sku_id" in fields else getattr(fields.get("sku"), "pk", None)
    plan = _plan(doing.team, fields["kind"], about, (sku, fields.get("supplier_id")))
    return Inspection.objects.create(
        team=doing.team, client_uuid=about.uuid, lot_size=about.size, plan=plan,
        opened_at=_opened_at(doing, about), first_told_at=doing.now, inspector=doing.by, **fields,
    )  # fmt: skip


def _not_settled(row: Inspection) -> None:
    if row.settled_at:
        raise Refused(
            f"This inspection is finished ({row.verdict}) and is never edited: supersede it on its page, with a reason."
        )


def begin(doing: Doing, row: Inspection, told: items.Open) -> Answer:
    other = settling.ruling_over(row)
    if other and other.pk != row.supersedes_id:
        return Answer(
            Outcome.TAKEN,
            f"{other.inspector or 'Somebody'} has finished an inspection of it already: it {other.verdict}.",
        )
    return Answer(Outcome.TAKEN)


def unit(doing: Doing, row: Inspection, told: items.Unit) -> Answer:
    _not_settled(row)
    known = {check.key for check in asking.read(row.plan).checks}
    Sample.objects.create(
        team=doing.team, inspection=row, client_uuid=doing.item, number=told.number,
        answers={key: value for key, value in told.answers.items() if key in known},
        proof=told.proof, proof_text=told.proof_text, captured_at=doing.at,
    )  # fmt: skip
    return settling.settle(row, now=doing.now)


def defect(doing: Doing, row: Inspection, told: items.Defect) -> Answer:
    _not_settled(row)
    line = row.lot.returned_line_id if row.lot else None
    found, _ = Finding.objects.get_or_create(
        team=doing.team,
        client_uuid=told.finding,
        defaults={
            "inspection": row, "number": told.number, "check_key": told.check, "defect": told.defect,
            "severity": told.severity, "quantity": told.quantity, "lot_id": row.lot_id, "order_line_id": line,
            "captured_at": doing.at,
        },
    )  # fmt: skip
    if found.inspection_id != row.pk:
        raise Refused("This defect stands in another inspection already: note it again.")
    return settling.settle(row, now=doing.now)


def photo(doing: Doing, row: Inspection, told: items.Photo) -> Answer:
    """Also once it is settled: pictures come last."""
    if doing.picture is None:
        raise Refused("The picture did not come along: take it again.")
    try:
        with transaction.atomic():
            kept = keeping.brought(
                doing.team, doing.picture, client_uuid=doing.item, taken_at=doing.at.isoformat(), by=doing.by, now=doing.now
            ).photo  # fmt: skip
    except NotKept as refusal:
        raise Refused(str(refusal)) from refusal
    InspectionPhoto.objects.get_or_create(
        inspection=row,
        photo=kept,
        defaults={
            "team": doing.team, "number": told.number, "check_key": told.check, "finding_uuid": told.finding,
            "asked": told.asked,
        },
    )  # fmt: skip
    settling.compare(row, kept, now=doing.now)
    return Answer(Outcome.TAKEN) if row.settled_at else settling.settle(row, now=doing.now)


def finish(doing: Doing, row: Inspection, told: items.Finish) -> Answer:
    _not_settled(row)
    settling.flag(row, oddities.of_clock(doing.clock_off), now=doing.now)
    row.finished_at, row.said = doing.at, told.verdict
    row.samples_told, row.findings_told = told.samples, told.findings
    row.save(update_fields=["finished_at", "said", "samples_told", "findings_told"])
    return settling.settle(row, now=doing.now)


Act = Callable[[Doing, Inspection, Any], Answer]
KINDS: dict[str, tuple[type[Any], Act]] = {
    "open": (items.Open, begin),
    "unit": (items.Unit, unit),
    "defect": (items.Defect, defect),
    "photo": (items.Photo, photo),
    "finish": (items.Finish, finish),
}
