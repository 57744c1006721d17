"""What a supplier is told of a purchase: each matter once. They leave by `sending`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.template.loader import render_to_string

from fulfillment.accounts.models import User
from sourcing.models import Purchase, PurchaseLetter, PurchaseLine, SupplierProfile

PLACED, RECALLED = "purchase.placed", "purchase.recalled"


def write_placed(row: Purchase, *, by: User | None, now: datetime) -> PurchaseLetter | None:
    return _write(row, PLACED, f"{row} of {row.team.name}", "placed", list(lines_of(row)), by=by, now=now)


def write_recalled(
    row: Purchase, lines: Sequence[PurchaseLine], *, by: User | None, now: datetime
) -> PurchaseLetter | None:
    key = "recalled:" + ",".join(str(each.pk) for each in sorted(lines, key=lambda each: each.pk))
    return _write(row, RECALLED, f"Do not send: part of {row} is recalled", key, lines, by=by, now=now)


def lines_of(row: Purchase) -> QuerySet[PurchaseLine]:
    return row.lines.select_related("offer__sku", "order_line__order").order_by("offer__sku__code", "pk")


def total_of(row: Purchase) -> Decimal:
    """What was ordered and not taken back, at the promised price, in the purchase's currency."""
    found = row.lines.filter(ended_at=None).aggregate(total=Sum(F("unit_price") * F("quantity")))
    return Decimal(found["total"] or 0).quantize(Decimal("0.01"))


def _write(
    row: Purchase, event: str, subject: str, key: str, lines: Sequence[PurchaseLine],
    *, by: User | None, now: datetime,
) -> PurchaseLetter | None:  # fmt: skip
    """None where the supplier has no mail address: then their page alone tells them."""
    profile = SupplierProfile.objects.filter(supplier=row.supplier_id).first()
    if not profile or not profile.contact_mail:
        return None
    context: dict[str, Any] = {
        "row": row, "lines": lines, "event": event, "profile": profile, "team": row.team, "total": total_of(row),
    }  # fmt: skip
    told = {
        "team": row.team, "event": event, "email": profile.contact_mail, "subject": subject, "written_at": now,
        "body": render_to_string("sourcing/purchase_mail.txt", context), "reply_to": by.email if by else "",
    }  # fmt: skip
    return PurchaseLetter.objects.get_or_create(purchase=row, key=key, defaults=told)[0]
