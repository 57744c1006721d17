"""Buyers are forgotten together with the papers that name them: labels that somebody attached, and made PDFs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, TextField, Value, When

from fulfillment.channels.models import LabelBatch, LabelFile, LabelPart, LabelSheet

NAMELESS = "label.pdf"  # the file's own name may be the buyer's
STOPPED = "A buyer in it was to be forgotten while it was made: print its orders again."


@transaction.atomic
def forget(buyers: Any, orders: Any, *, now: datetime) -> int:
    """These buyers are erased and no paper of these orders is kept; how many buyers' rows were emptied.

    The buyers go first: a batch that is begun afterwards sets its slips without them.
    """
    erased: int = buyers.erase(now=now)
    _forget_papers(orders.values("pk"))
    return erased


def _forget_papers(orders: Any) -> None:
    """Which orders were printed, and that there was a label, stays known. A batch is one PDF, so it goes as a whole."""
    labels = LabelFile.objects.filter(order__in=orders).exclude(pages=0)
    labels.update(content=b"", pages=0, file_name=NAMELESS)
    sheets = LabelSheet.objects.filter(order__in=orders).exclude(state="refused")
    batches = list(LabelBatch.objects.filter(pk__in=sheets.values("batch")).values_list("pk", flat=True))
    failed, words = (Value(text, output_field=TextField()) for text in ("failed", STOPPED))
    LabelBatch.objects.filter(pk__in=batches).update(
        content=None,
        state=Case(When(state="printing", then=failed), default=F("state")),
        problem=Case(When(state="printing", then=words), default=F("problem")),
        lease_token=None,  # whoever makes it stops at its next step
        leased_until_at=None,
    )
    LabelPart.objects.filter(batch__in=batches).delete()
