"""The last step taken back, where the world allows: a request is open again, a question unasked, an offer ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.warehouse.refusing import NotDone
from sourcing.confirming import end_offer
from sourcing.models import Quote, RequestStep, SourcingRequest
from sourcing.seeking import acts

CAN_BE = (acts.ASKED, acts.SAMPLE, acts.LOOKED, acts.APPROVED, acts.CLOSED)


def undoable(row: SourcingRequest) -> RequestStep | None:
    """The newest step, if it is one that can be taken back."""
    last = (
        RequestStep.objects.filter(request=row, undone_at=None).exclude(kind="undone").order_by("-pk").first()
    )
    return last if last and last.kind in CAN_BE else None


def undo(row: SourcingRequest, step_id: int, *, by: User, now: datetime) -> RequestStep:
    """Of the step that the page showed as the last. Raises NotDone where something came after it."""
    with transaction.atomic():
        row = acts.locked(row)
        step = undoable(row)
        if step is None or step.pk != step_id:
            raise NotDone("Nothing was undone: something happened after it. Look at the steps again.")
        _reverse(row, step, by, now)
        RequestStep.objects.filter(pk=step.pk).update(undone_at=now)
        acts.write_step(row, "undone", f"Undone: {step.words}", by=by, now=now)
    return step


def _reverse(row: SourcingRequest, step: RequestStep, by: User, now: datetime) -> None:
    of_quote = Quote.objects.filter(pk=step.quote_id or 0)
    if step.kind == acts.CLOSED:
        SourcingRequest.objects.filter(pk=row.pk).update(closed_at=None, closed_why="")
    elif step.kind == acts.ASKED:
        of_quote.filter(answered_at=None).delete()
    elif step.kind == acts.SAMPLE:
        of_quote.update(sample_asked_at=None)
    elif step.kind == acts.LOOKED:
        of_quote.update(sample_came_at=None, sample_is_good=None, sample_words="", sample_photo=None)
    elif row.offer:
        end_offer(row.offer, by=by, now=now)
        SourcingRequest.objects.filter(pk=row.pk).update(offer=None)
