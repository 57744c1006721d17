"""A change of a draft, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from fulfillment.inspections.checklists import drafting
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.models import Checklist
from fulfillment.warehouse.refusing import NotDone

UNDO = (
    '{} <form class="inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button class="button link">Undo</button></form>'
)


def changed(request: Any, row: Checklist, change: Callable[[Content], Content], said: str) -> bool:
    """Said with its undo, or why not."""
    try:
        drafting.change(row, change, seen=request.POST.get("seen", ""), now=datetime.now(UTC))
    except NotDone as refusal:
        messages.error(request, f"Not changed: {refusal}")
        return False
    url = reverse("checklists:undo", args=[row.pk])
    messages.success(request, format_html(UNDO, said, url, get_token(request)))
    return True
