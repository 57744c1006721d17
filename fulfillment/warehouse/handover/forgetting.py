"""Pictures of trucks and papers of claims that may show a buyer who is forgotten.

They go at once; those of a truck of which a carrier may still owe money for a parcel go with its last open claim. What was
said of the hand-over, when and by whom, and the driver's signature stay.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from fulfillment.photos import keeping
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.models import (
    Claim,
    ClaimPaper,
    Manifest,
    ManifestClosing,
    ManifestLine,
    ManifestPhoto,
    PackedOrder,
    ReceiptPhoto,
)


def forget(orders: Any) -> None:
    """`orders`: the ids of the buyers' orders, as a query. What they sent back is shown by no picture either."""
    _forget_lines(_lines_of(orders))
    keeping.forget_shown(ReceiptPhoto.objects.filter(receipt__returned_order__in=orders))


def after_claim(claim: Claim) -> None:
    """The claim has come to its end: what waited for it goes, unless another of its truck is open."""
    erased = {"order__buyer__erased_at__isnull": False}
    mine = ManifestLine.objects.filter(manifest=claim.line.manifest_id)
    of_label = PackageOrder.objects.filter(package__in=mine.values("package"), **erased)
    of_box = PackedOrder.objects.filter(packing__in=mine.values("packing"), **erased)
    _forget_lines(
        mine.filter(Q(package__in=of_label.values("package")) | Q(packing__in=of_box.values("packing")))
    )


def _lines_of(orders: Any) -> Any:
    of_label = PackageOrder.objects.filter(order__in=orders)
    of_box = PackedOrder.objects.filter(order__in=orders)
    return ManifestLine.objects.filter(
        Q(package__in=of_label.values("package")) | Q(packing__in=of_box.values("packing"))
    )


def _forget_lines(lines: Any) -> None:
    still_open = Claim.objects.filter(line__manifest=OuterRef("pk"), closed_at=None)
    of_lines = Manifest.objects.filter(~Exists(still_open), pk__in=lines.values("manifest"))
    trucks = list(of_lines.values_list("pk", flat=True))
    keeping.forget_shown(ManifestPhoto.objects.filter(manifest__in=trucks))
    told = ManifestClosing.objects.filter(manifest__in=trucks).exclude(receipt=None)
    receipts = list(told.values_list("receipt", flat=True))
    told.update(receipt=None)
    keeping.forget([pk for pk in receipts if pk])
    keeping.forget_shown(ClaimPaper.objects.filter(claim__line__in=lines, claim__line__manifest__in=trucks))
