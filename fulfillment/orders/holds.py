"""Holds: whoever can delay an order says so, once per order, reason and subject while it is open."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.watch import judge_at_once, wake


def place_hold(
    order: Order,
    *,
    reason: str,
    owner: str,
    now: datetime,
    subject: str = "",
    blocks: bool = True,
    action: str = "",
    evidence: str = "",
    until_at: datetime | None = None,
    by: User | None = None,
) -> Hold:
    """The open hold of that reason and subject: a new one, or the one that stood already, untouched.

    The constraint decides, so two who place it at once get the same hold.
    """
    while True:
        try:
            with transaction.atomic():
                hold = Hold.objects.create(
                    team_id=order.team_id,
                    order=order,
                    reason=reason,
                    subject=subject,
                    blocks=blocks,
                    owner=owner,
                    action=action,
                    evidence=evidence,
                    until_at=until_at,
                    placed_at=now,
                    placed_by=by,
                )
                _tell(hold, "hold.placed", by=by, now=now)
                return hold
        except IntegrityError:
            standing = Hold.objects.open().filter(order=order, reason=reason, subject=subject).first()
            if standing is not None:
                return standing  # else it was released in this moment: place it again


def release_hold(hold: Hold, *, now: datetime, by: User | None = None) -> bool:
    """The hold is released; False where somebody else had done so before."""
    with transaction.atomic():
        released = Hold.objects.open().filter(pk=hold.pk).update(released_at=now, released_by=by)
        if released:
            hold.refresh_from_db(fields=["released_at", "released_by"])
            _tell(hold, "hold.released", by=by, now=now)
    return bool(released)


def reopen_hold(hold: Hold, *, now: datetime, by: User | None = None) -> bool:
    """Undoes a release; False where the hold is open, or the same one was placed anew meanwhile."""
    try:
        with transaction.atomic():
            reopened = Hold.objects.filter(pk=hold.pk, released_at__isnull=False).update(
                released_at=None, released_by=None
            )
            if reopened:
                hold.refresh_from_db(fields=["released_at", "released_by"])
                _tell(hold, "hold.reopened", by=by, now=now)
    except IntegrityError:
        return False
    return bool(reopened)


def _tell(hold: Hold, kind: str, *, by: User | None, now: datetime) -> None:
    data = {"hold": hold.pk, "reason": hold.reason, "subject": hold.subject, "evidence": hold.evidence}
    record([hold.order_id], kind=kind, key=f"{kind}:{hold.pk}:{now.isoformat()}", data=data, by=by, now=now)
    (judge_at_once if by else wake)([hold.order_id], now=now)
