"""Who sends which write: claimed by a conditional update, held by a lease, given back by a sweeper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from fulfillment.outbox.deciding import what_follows
from fulfillment.outbox.models import OutboundWrite, OutboundWriteQuerySet
from fulfillment.outbox.trail import note
from fulfillment.outbox.words import UNSETTLED, Outcome, State

# Longer than any attempt can last, its questions and pauses included: two workers never send one write.
LEASE = timedelta(minutes=5)


def due_shops(*, now: datetime) -> list[int]:
    return list(OutboundWrite.objects.due(now).order_by().values_list("shop", flat=True).distinct())


def claim(shop_id: int, *, now: datetime) -> OutboundWrite | None:
    """The next write of the shop, ours until the lease ends; None where nothing is due or others were faster.

    Writes about one order go out in the order in which they were asked for.
    """
    for pk in list(_ready(shop_id, now).values_list("pk", flat=True)[:20]):
        claimed = OutboundWrite.objects.filter(pk=pk, state=State.WAITING, not_before_at__lte=now).update(
            state=State.IN_FLIGHT,
            attempts=F("attempts") + 1,
            lease_token=uuid4(),
            leased_until_at=now + LEASE,
        )
        if claimed:
            return OutboundWrite.objects.select_related("shop").get(pk=pk)
    return None


def _ready(shop_id: int, now: datetime) -> OutboundWriteQuerySet:
    is_earlier = Q(created_at__lt=OuterRef("created_at")) | Q(
        created_at=OuterRef("created_at"), pk__lt=OuterRef("pk")
    )
    earlier = OutboundWrite.objects.filter(
        is_earlier, shop=shop_id, subject=OuterRef("subject"), state__in=UNSETTLED
    )
    due: OutboundWriteQuerySet = OutboundWrite.objects.due(now).filter(shop=shop_id)
    return due.filter(~Exists(earlier)).order_by("not_before_at", "pk")


def about_to_send(write: OutboundWrite, *, now: datetime) -> bool:
    """Committed before the first byte leaves: whoever finds the write later knows that it may have arrived.

    False where the lease is no longer ours: then nothing may be sent.
    """
    with transaction.atomic():
        held = (
            _held(write)
            .filter(leased_until_at__gt=now)
            .update(is_uncertain=True, leased_until_at=now + LEASE)
        )
        if held:
            note([write.pk], "sent", now=now)
    return bool(held)


def answer(
    write: OutboundWrite,
    outcome: Outcome,
    *,
    now: datetime,
    sentence: str = "",
    code: str = "",
    warning: str = "",
    external_id: str = "",
    retry_after: float | None = None,
    is_uncertain: bool = False,
    confirmed_at: datetime | None = None,
) -> State | None:
    """What the attempt came to; None where the lease was lost, and nothing is written then."""
    following = what_follows(
        outcome, attempts=write.attempts, now=now, retry_after=retry_after, seed=write.pk.int % 100
    )
    changes: dict[str, Any] = {
        "state": following.state, "outcome": outcome, "advice": sentence, "code": code, "lease_token": None,
        "leased_until_at": None, "is_uncertain": is_uncertain, "confirmed_at": confirmed_at,
    }  # fmt: skip
    if outcome is Outcome.UNAUTHORISED:  # waiting for a person is no attempt that failed
        changes["attempts"] = write.attempts - 1
    if following.retry_at:
        changes["not_before_at"] = following.retry_at
    else:
        changes |= {"answered_at": now, "warning": warning, "external_id": external_id}
    with transaction.atomic():
        if not _held(write).update(**changes):
            return None
        step = "postponed" if following.retry_at else "answered"
        note([write.pk], step, now=now, sentence=sentence or warning)
    return following.state


def sweep(*, now: datetime) -> int:
    """What killed workers held waits again; how many."""
    left = OutboundWrite.objects.filter(state=State.IN_FLIGHT, leased_until_at__lte=now)
    with transaction.atomic():
        chosen = list(left.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
        OutboundWrite.objects.filter(pk__in=chosen).update(
            state=State.WAITING, not_before_at=now, lease_token=None, leased_until_at=None
        )
        note(chosen, "lease_lost", now=now)
    return len(chosen)


def _held(write: OutboundWrite) -> OutboundWriteQuerySet:
    held: OutboundWriteQuerySet = OutboundWrite.objects.filter(
        pk=write.pk, state=State.IN_FLIGHT, lease_token=write.lease_token
    )
    return held
