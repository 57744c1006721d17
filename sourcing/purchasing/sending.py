"""Letters to suppliers on their way out, with the purchase as PDF and as a sheet. Each leaves once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from fulfillment.post.mail import leaves, line_to_server
from sourcing.models import PurchaseLetter
from sourcing.purchasing.papers import pdf_of, sheet_of
from sourcing.purchasing.writing import PLACED

AT_ONCE = 50


def send(*, now: datetime) -> int:
    """Letters that left. One that the server refuses says so; all else is tried again at the next call."""
    sent = 0
    with line_to_server() as line:
        for pk in list(_waiting().values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():  # each on its own: of those that left none leaves again
                rows = _waiting().filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
                row = rows.select_related("purchase__supplier", "purchase__team").first()
                sent += _sent(row, line, now) if row else False
    return sent


def _sent(row: PurchaseLetter, line: BaseEmailBackend, now: datetime) -> bool:
    reply_to = [row.reply_to] if row.reply_to else None
    letter = EmailMessage(row.subject, row.body, to=[row.email], reply_to=reply_to)
    if row.event == PLACED:
        letter.attach(f"{row.purchase}.pdf", pdf_of(row.purchase), "application/pdf")
        letter.attach(f"{row.purchase}.csv", sheet_of(row.purchase), "text/csv")
    is_gone = leaves(letter, line)
    told = {"told_at": now} if is_gone else {"problem": "The mail server refused this address."}
    PurchaseLetter.objects.filter(pk=row.pk).update(**told)
    return is_gone


def _waiting() -> Any:
    return PurchaseLetter.objects.filter(told_at=None, problem="").order_by("written_at")
