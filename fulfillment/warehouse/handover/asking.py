"""One click asks a carrier about all its unscanned parcels of a warehouse: once, by a mail or a signed message."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.template.loader import render_to_string

from fulfillment.accounts.models import User
from fulfillment.orders.acts import ask_carrier
from fulfillment.orders.models import Order
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse.handover import unscanned
from fulfillment.warehouse.handover.closing import closings_of
from fulfillment.warehouse.handover.telling import orders_of
from fulfillment.warehouse.models import (
    CarrierContact,
    CarrierQuestion,
    ManifestClosing,
    ManifestLine,
    Warehouse,
)
from fulfillment.warehouse.refusing import NotDone


def ask(warehouse: Warehouse, carrier: str, *, by: User, now: datetime) -> CarrierQuestion:
    """The list waits to leave, and the orders know that their carrier was asked.

    Of two who press at once one asks: the lines are locked, and asked about once in two days. Raises NotDone.
    """
    contact = CarrierContact.objects.filter(warehouse=warehouse, carrier=carrier).first()
    if contact is None:
        raise NotDone(
            f"Nobody has said where {carrier_name(carrier) or 'this carrier'} is asked: enter its address first."
        )
    with transaction.atomic():
        asked = unscanned.to_ask(warehouse.team, now=now).filter(
            manifest__warehouse=warehouse, carrier=carrier
        )
        pks = list(asked.values_list("pk", flat=True))
        locked = ManifestLine.objects.select_for_update(no_key=True).filter(pk__in=pks)
        list(locked.order_by("pk").values_list("pk"))
        lines = list(asked.select_related("manifest__window").order_by("handed_over_at", "pk"))
        if not lines:
            raise NotDone("The carrier was asked about all of these already. Ask again after two days.")
        row = _written(contact, lines, by=by, now=now)
        ManifestLine.objects.filter(pk__in=[each.pk for each in lines]).update(question=row)
        orders = Order.objects.of(warehouse.team).open().filter(pk__in=orders_of(each.pk for each in lines))
        ask_carrier(orders, by=by, now=now, note=f"with a list of {len(lines):,}, to {contact.address}")
    return row


def _written(
    contact: CarrierContact, lines: list[ManifestLine], *, by: User, now: datetime
) -> CarrierQuestion:
    proofs = closings_of(lines)
    name, house = carrier_name(contact.carrier), contact.warehouse
    rows = [(each, proofs.get(each.manifest_id)) for each in lines]
    context = {
        "team": contact.team,
        "house": house,
        "zone": house.time_zone,
        "rows": rows,
        "as_of": now.astimezone(ZoneInfo(house.time_zone)),
    }
    return CarrierQuestion.objects.create(
        team_id=contact.team_id, warehouse=house, carrier=contact.carrier, email=contact.email, url=contact.url,
        secret=contact.secret, parcels=[_told(*each) for each in rows] if contact.url else [],
        subject=f"{len(lines):,} {name} parcels of {house.name} without an acceptance scan",
        body=render_to_string("truck/carrier_mail.txt", context) if contact.email else "",
        reply_to=by.email, asked_at=now, not_before_at=now, asked_by=by,
    )  # fmt: skip


def _told(line: ManifestLine, closing: ManifestClosing | None) -> dict[str, str | None]:
    return {
        "number": line.number,
        "handed_over_at": line.handed_over_at.isoformat() if line.handed_over_at else None,
        "manifest": str(line.manifest),
        "proof": closing.proof if closing else "",
    }
