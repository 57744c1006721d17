"""Buyers are forgotten together with what else names them: labels that somebody attached, made PDFs, photographs of
their boxes and of trucks, files that were brought with their rows, and what carriers told of their parcels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import uploading
from fulfillment.channels.models import (
    CarrierMessage,
    ImportReject,
    ImportUpload,
    LabelBatch,
    LabelFile,
    LabelPart,
    LabelSheet,
)
from fulfillment.photos import keeping
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.handover import forgetting as handover
from fulfillment.warehouse.models import PackedPhoto

NAMELESS = "label.pdf"  # the file's own name may be the buyer's
STOPPED = "A buyer in it was to be forgotten while it was made: print its orders again."


@transaction.atomic
def forget(buyers: Any, orders: Any, *, now: datetime) -> int:
    """These buyers are erased and no paper and no picture of these orders is kept; how many buyers' rows were emptied.

    The buyers go first: a batch that is begun afterwards sets its slips without them.
    """
    erased: int = buyers.erase(now=now)
    _forget_papers(orders.values("pk"))
    _forget_pictures(orders.values("pk"))
    handover.forget(orders.values("pk"))
    _forget_messages(orders.values("pk"))
    return erased


@transaction.atomic
def forget_files(shop: Shop, naming: Sequence[str] | None) -> None:
    """No file that was brought for the shop lies here any more: nobody can say whom it does not name. What was
    imported stays; of rows that were refused, what they held goes where it has one of these texts, of None: all."""
    uploads = list(ImportUpload.objects.filter(shop=shop))
    transaction.on_commit(partial(_remove_files, uploads))
    rejects = ImportReject.objects.filter(run__shop=shop).exclude(payload={})
    if naming is not None:
        rejects = rejects.annotate(held=Cast("payload", TextField()))
        rejects = rejects.filter(
            reduce(or_, [Q(held__icontains=text) for text in naming if text], Q(pk=None))
        )
    rejects.update(payload={})


def _remove_files(uploads: Sequence[ImportUpload]) -> None:
    for upload in uploads:
        uploading.forget(upload)


def _forget_pictures(orders: Any) -> None:
    """Of boxes: an open one may show its slip, a closed one its label. That it was packed, when and by whom, stays."""
    keeping.forget_shown(PackedPhoto.objects.filter(packing__packed_orders__order__in=orders))


def _forget_messages(orders: Any) -> None:
    """What carriers told of the parcels of these orders, once it was read."""
    parcels = PackageOrder.objects.filter(order__in=orders).exclude(package__tracking_number="")
    told = CarrierMessage.objects.filter(number__in=parcels.values("package__tracking_number"))
    told.filter(team__in=parcels.values("package__team")).exclude(outcome="waiting").update(body=b"")


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
