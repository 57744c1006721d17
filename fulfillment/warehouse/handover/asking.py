"""One click asks a carrier about all its unscanned parcels of a warehouse: once, by a mail that leaves once."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import structlog
from django.core.mail import EmailMessage, get_connection
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
    ManifestLine,
    Warehouse,
)
from fulfillment.warehouse.refusing import NotDone

log = structlog.get_logger()
AT_ONCE = 50


def ask(warehouse: Warehouse, carrier: str, *, by: User, now: datetime) -> CarrierQuestion:
    """The mail with the list waits to leave, and the orders know that their carrier was asked.

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
        ask_carrier(orders, by=by, now=now, note=f"with a list of {len(lines):,}, to {contact.email}")
    return row


def tell(*, now: datetime) -> int:
    """Mails that left. One that the server refuses says so; all else is tried again at the next call."""
    sent = 0
    try:
        with get_connection() as line, transaction.atomic():
            waiting = CarrierQuestion.objects.filter(told_at=None, problem="").order_by("asked_at")
            for row in waiting.select_for_update(skip_locked=True)[:AT_ONCE]:
                letter = EmailMessage(
                    row.subject, row.body, to=[row.email], connection=line,
                    reply_to=[row.reply_to] if row.reply_to else None,
                )  # fmt: skip
                try:
                    sent += letter.send()
                    CarrierQuestion.objects.filter(pk=row.pk).update(told_at=now)
                except SMTPRecipientsRefused:
                    CarrierQuestion.objects.filter(pk=row.pk).update(
                        problem="The mail server refused this address."
                    )
    except (OSError, SMTPException) as fault:
        log.warning("handover.mail_server_away", fault=type(fault).__name__)
    return sent


def _written(
    contact: CarrierContact, lines: list[ManifestLine], *, by: User, now: datetime
) -> CarrierQuestion:
    proofs = closings_of(lines)
    name, house = carrier_name(contact.carrier), contact.warehouse
    context = {
        "team": contact.team,
        "house": house,
        "zone": house.time_zone,
        "rows": [(each, proofs.get(each.manifest_id)) for each in lines],
        "as_of": now.astimezone(ZoneInfo(house.time_zone)),
    }
    return CarrierQuestion.objects.create(
        team_id=contact.team_id, warehouse=house, carrier=contact.carrier, email=contact.email,
        subject=f"{len(lines):,} {name} parcels of {house.name} without an acceptance scan",
        body=render_to_string("truck/carrier_mail.txt", context), reply_to=by.email, asked_at=now, asked_by=by,
    )  # fmt: skip
