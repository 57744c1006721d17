"""Questions to carriers on their way out: mails that leave once, messages to programs until they are taken."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from fulfillment.post.calling import Sent, call
from fulfillment.post.mail import leaves, line_to_server
from fulfillment.post.secrets import KeyIsGone, unseal
from fulfillment.post.signing import headers
from fulfillment.warehouse.models import CarrierQuestion

AT_ONCE = 50
LEASE = timedelta(minutes=2)  # longer than the slowest answer
WAITS = [timedelta(minutes=1), timedelta(minutes=10), *(timedelta(hours=hours) for hours in (1, 4, 12))]
EVENT = "carrier.asked"


def mail(*, now: datetime) -> int:
    """Mails that left. One that the server refuses says so; all else is tried again at the next call."""
    sent = 0
    with line_to_server() as line:
        for pk in list(_waiting().filter(url="").values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():  # each on its own: of those that left none leaves again
                row = _waiting().filter(pk=pk).select_for_update(skip_locked=True).first()
                sent += _mail(row, line, now) if row else False
    return sent


def _mail(row: CarrierQuestion, line: BaseEmailBackend, now: datetime) -> bool:
    reply_to = [row.reply_to] if row.reply_to else None
    is_gone = leaves(EmailMessage(row.subject, row.body, to=[row.email], reply_to=reply_to), line)
    told = {"told_at": now} if is_gone else {"problem": "The mail server refused this address."}
    CarrierQuestion.objects.filter(pk=row.pk).update(**told)
    return is_gone


def call_programs(*, now: datetime) -> int:
    """Questions that a carrier's program took; what it does not take is tried again for a day."""
    due = _waiting().exclude(url="").filter(not_before_at__lte=now)
    taken = 0
    for row in due.select_related("warehouse", "team")[:AT_ONCE]:
        attempts = row.attempts + 1
        mine = due.filter(pk=row.pk, attempts=row.attempts)
        if mine.order_by().update(
            attempts=attempts, not_before_at=now + LEASE
        ):  # another worker may be faster
            sent = post(row, at=now)
            CarrierQuestion.objects.filter(pk=row.pk).update(**_ended(sent, attempts, now))
            taken += sent.is_taken
    return taken


def post(row: CarrierQuestion, *, at: datetime) -> Sent:
    """Signed as our webhooks are; its id goes along, so that what comes twice is known."""
    try:
        secret = unseal(bytes(row.secret))["secret"]
    except KeyIsGone:
        return Sent(None, "Its secret cannot be read any more: enter the address again.", is_final=True)
    body = msgspec.json.encode(message(row))
    return call(row.url, body, headers(secret, body, delivery=f"question-{row.pk}", event=EVENT, at=at))


def message(row: CarrierQuestion) -> dict[str, Any]:
    return {
        "event": EVENT,
        "id": f"question-{row.pk}",
        "asked_at": row.asked_at.isoformat(),
        "seller": row.team.name,
        "warehouse": row.warehouse.name,
        "carrier": row.carrier,
        "question": row.subject,
        "reply_to": row.reply_to,
        "parcels": row.parcels,
    }


def _ended(sent: Sent, attempts: int, now: datetime) -> dict[str, Any]:
    if sent.is_taken:
        return {"told_at": now}
    if sent.is_final or attempts > len(WAITS):
        return {"problem": f"The carrier's program did not take it. {sent.said}"}
    wait = WAITS[attempts - 1]
    return {"not_before_at": now + max(wait, sent.wait or wait)}


def _waiting() -> Any:
    return CarrierQuestion.objects.filter(told_at=None, problem="").order_by("asked_at")
