"""Those whom a note calls get it by mail, once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from fulfillment.post.mail import leaves, line_to_server
from metrics.models import NoteMention
from metrics.weekly.weeks import week_of

AT_ONCE = 100


def tell(*, now: datetime) -> int:
    """Letters that left; the rows stay locked meanwhile, so that two workers never send the same one."""
    waiting = NoteMention.objects.filter(told_at=None, note__removed_at=None)
    sent = 0
    with line_to_server() as line, transaction.atomic():
        rows = waiting.select_related("note__written_by", "user", "team").order_by("pk")
        for each in rows.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]:
            sent += leaves(_letter(each), line)
            NoteMention.objects.filter(pk=each.pk).update(told_at=now)
    return sent


def _letter(mention: NoteMention) -> EmailMessage:
    note, week = mention.note, week_of(mention.note.week_on)
    who = note.written_by or "Somebody"
    where = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('weekly:week', args=[week.label])}#notes"
    body = f"{note.words}\n\n{who}, on the page of week {week.number}, team {mention.team.name}"
    return EmailMessage(
        subject=f"{who} calls you in week {week.number}", body=f"{body}:\n{where}\n", to=[mention.user.email]
    )
