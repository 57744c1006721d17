"""An inspection whose items are all here comes to its verdict, and its lot with it.

Of two that are finished of one lot the first decides; the other is kept beside it and says so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fulfillment.captures.receipts import Outcome
from fulfillment.captures.taking import Answer
from fulfillment.inspections import asking, oddities
from fulfillment.inspections.following import packing
from fulfillment.inspections.following.words import found_in_words
from fulfillment.inspections.judging import Found, Judged, judge
from fulfillment.inspections.models import Flag, Inspection, InspectionPhoto
from fulfillment.inspections.oddities import Oddity, Shot
from fulfillment.inspections.proof import Seen
from fulfillment.inspections.verdicts import Verdict
from fulfillment.photos.models import Photo
from fulfillment.warehouse import holding, stocked
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Lot

COMPARED = 2000  # the team's latest pictures of inspections, that a new one is held against
STATES = {Verdict.PASSED: LotState.RELEASED, Verdict.FAILED: LotState.REJECTED}


def settle(row: Inspection, *, now: datetime) -> Answer:
    """Nothing while items are under way; the caller holds the row's lock."""
    if not _is_whole(row):
        return Answer(Outcome.TAKEN)
    judged = judged_of(row)
    if judged.verdict == Verdict.OPEN:
        return _not_yet(row, judged)
    assert row.opened_at is not None
    with transaction.atomic():
        stocked.lock(row.team_id)  # two who finish one lot wait for each other here
        other, grown = ruling_over(row), _grown(row, judged)
        row.rules = (other is None or other.pk == row.supersedes_id) and not grown
        row.verdict, row.found, row.settled_at = judged.verdict.value, judged.counts, now
        if row.rules and other is not None:
            Inspection.objects.filter(pk=other.pk).update(rules=False)
        row.save(update_fields=["rules", "verdict", "found", "settled_at"])
        flag(row, oddities.in_time(_seen(row), opened_at=row.opened_at), now=now)
        if row.rules:
            _rule_lot(row, judged, now=now)
            _hold_order(row, judged, now=now)
    return _told(row, other, grown)


def judged_of(row: Inspection) -> Judged:
    """As it stands, from what is here of it; four queries."""
    found = [Found(each.number, each.check_key, each.severity, each.quantity) for each in row.findings.all()]
    return judge(asking.read(row.plan), _seen(row), found, arrived=_arrived(row))


def _seen(row: Inspection) -> list[Seen]:
    return [
        Seen(each.number, each.answers, each.proof, each.proof_text, each.captured_at)
        for each in row.samples.all()
    ]


def ruling_over(row: Inspection) -> Inspection | None:
    """The other inspection that decides about the same lot."""
    if row.lot_id is None:
        return None
    rows = Inspection.objects.filter(lot=row.lot_id, rules=True).exclude(pk=row.pk)
    return rows.select_related("inspector").first()


def compare(row: Inspection, photo: Photo, *, now: datetime) -> None:
    """Held against the team's other pictures: one that was used before is flagged."""
    before = (
        InspectionPhoto.objects.filter(team=row.team_id).exclude(photo=photo.pk).order_by("-pk")[:COMPARED]
    )
    told = before.values_list("photo", "photo__sha256", "photo__likeness", "inspection")
    shots = [Shot(pk, digest, like, f"inspection {of}") for pk, digest, like, of in told]
    flag(row, oddities.of_picture(Shot(photo.pk, photo.sha256, photo.likeness, ""), shots), now=now)


def flag(row: Inspection, odd: list[Oddity], *, now: datetime) -> None:
    made = [
        Flag(team_id=row.team_id, inspection=row, kind=each.kind, about=each.about, words=each.words, raised_at=now)
        for each in odd
    ]  # fmt: skip
    Flag.objects.bulk_create(made, ignore_conflicts=True)


def _is_whole(row: Inspection) -> bool:
    if row.finished_at is None or row.samples_told is None or row.findings_told is None:
        return False
    samples, findings = row.samples.count(), row.findings.count()
    return bool(samples >= row.samples_told and findings >= row.findings_told)


def _arrived(row: Inspection) -> frozenset[UUID]:
    return frozenset(row.photos.values_list("photo__client_uuid", flat=True))


def _not_yet(row: Inspection, judged: Judged) -> Answer:
    """Pictures under way are waited for; what nobody looked at is asked for."""
    asked = asking.read(row.plan)
    if judged.proven.looked_at >= asked.sample and not judged.unanswered:
        return Answer(Outcome.TAKEN)
    return Answer(
        Outcome.CONFLICT,
        f"Not finished: {judged.proven.looked_at} of {asked.sample} pieces are looked at with proof. "
        "Open it again in the queue and go on.",
    )


def _grown(row: Inspection, judged: Judged) -> int:
    """Pieces that a lot which passed has beyond those that it was inspected for."""
    if row.lot_id is None or judged.verdict != Verdict.PASSED:
        return 0
    return max(Lot.objects.values_list("on_hand", flat=True).get(pk=row.lot_id) - row.lot_size, 0)


def _rule_lot(row: Inspection, judged: Judged, *, now: datetime) -> None:
    """And what follows for the orders that were given some of it."""
    if row.lot_id is None:
        return
    asked = asking.read(row.plan)
    shown = found_in_words(judged.counts)
    why = f"{row}: {judged.proven.shown} of {asked.sample} pieces, {shown}"
    lot = Lot.objects.get(pk=row.lot_id)
    holding.rule(lot, STATES[judged.verdict], found=shown, why=why, by=row.inspector, now=now)


def _hold_order(row: Inspection, judged: Judged, *, now: datetime) -> None:
    """Goods of one order that failed do not leave; looked at again and passed, they do."""
    if row.order is None:
        return
    if judged.verdict == Verdict.FAILED:
        found = found_in_words(judged.counts)
        packing.hold(row.order, str(row), found, by=row.inspector, now=now)
    else:
        packing.let_go(row.order, by=row.inspector, now=now)


def _told(row: Inspection, other: Inspection | None, grown: int) -> Answer:
    """What the tablet must say, where it came out otherwise than its inspector saw."""
    if row.said and row.said != row.verdict:
        words = (
            f"It {row.verdict}, although the tablet said that it {row.said}: look at {row} before you go on."
        )
    elif grown:
        words = f"{row.lot_size} pieces passed, and {grown} more have come to the lot: inspect it again with all of them."
    elif not row.rules and other is not None:
        words = (
            f"{other.inspector or 'Somebody else'} had finished {other} of the same lot before: it {other.verdict}, and "
            "that stands. Yours is kept beside it; if yours is right, supersede the other on its page."
        )
    else:
        return Answer(Outcome.TAKEN, more={"verdict": row.verdict})
    return Answer(Outcome.CONFLICT, words)
