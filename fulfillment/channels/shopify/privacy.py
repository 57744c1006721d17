"""The three privacy topics, really carried out: what a buyer wants to know, forgetting a buyer, forgetting a shop.

Personal data stands in `Buyer`, in papers, pictures and files, in raw payloads and in what people wrote, tickets and
reasons of refunds alike;
orders, parcels and figures stay, with nobody's name on them. Only a message's body is signed, not its headers: a
body that names a customer is never taken for a shop's end, whatever topic a header claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection as db
from django.db import transaction
from django.db.models import Q
from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.catalog.models import Shop
from fulfillment.channels.forgetting import forget, forget_files
from fulfillment.channels.ingest.buyer_rows import person_key
from fulfillment.channels.models import Connection, Credential, PrivacyRequest
from fulfillment.channels.shopify.mapping.values import number, text
from fulfillment.channels.shopify.payloads import Gid, Word
from fulfillment.orders.models import AddressChange, Buyer, Cancellation, Order, Refund, Ticket
from fulfillment.orders.models.buyer import PERSONAL

ANSWER_WITHIN = timedelta(days=30)
DATA_REQUEST, CUSTOMER_REDACT, SHOP_REDACT = "customers/data_request", "customers/redact", "shop/redact"


class Customer(Struct):
    id: Gid = None
    email: Word = ""
    phone: Word = ""


class Body(Struct):
    shop_domain: str = ""
    customer: Customer | None = None
    orders_requested: list[Gid] | None = None
    orders_to_redact: list[Gid] | None = None


BODY = Decoder(Body)


class Mismatch(ValueError):
    """The body is not what its topic says."""


def read(topic: str, raw: bytes) -> Body:
    """The body, where it has the form of its topic; raises ValueError."""
    body = BODY.decode(raw)
    about_customer = body.customer is not None
    fits = {
        DATA_REQUEST: about_customer and body.orders_to_redact is None,
        CUSTOMER_REDACT: about_customer and body.orders_requested is None,
        SHOP_REDACT: not about_customer,
    }
    if not fits.get(topic):
        raise Mismatch(f"This is no {topic}.")
    return body


@transaction.atomic
def carry_out(
    connection: Connection, topic: str, body: Body, *, message_id: str, now: datetime
) -> PrivacyRequest:
    """The request stands on record once, and what it asks for is done; told again, nothing happens twice."""
    orders = [number(order_id) for order_id in body.orders_requested or body.orders_to_redact or ()]
    request, is_new = PrivacyRequest.objects.get_or_create(
        shop=connection.shop,
        message_id=message_id,
        defaults={
            "team": connection.team,
            "topic": topic,
            "customer_external_id": number(body.customer.id) if body.customer else "",
            "order_external_ids": orders,
            "received_at": now,
            "due_at": now + ANSWER_WITHIN,
        },
    )
    if is_new and topic != DATA_REQUEST:
        if body.customer is not None:
            request.erased = forget_customer(connection, body.customer, orders, now=now)
        else:
            request.erased = forget_shop(connection, now=now)
        request.done_at = now
        request.save()
    return request


def forget_customer(connection: Connection, customer: Customer, orders: list[str], *, now: datetime) -> int:
    """Nothing here names this buyer any more; answers how many rows were emptied."""
    shop = connection.shop
    known = _orders_of(shop, customer, orders)
    ids = list(known.values_list("pk", flat=True))
    names = list(known.values_list("external_id", flat=True))
    former = AddressChange.objects.filter(order__in=ids)
    told = Q(orders__in=ids) | Q(pk__in=former.values("before")) | Q(pk__in=former.values("after"))
    if email := text(customer.email):
        told |= Q(email__iexact=email)
    if phone := text(customer.phone, 40):
        told |= Q(phone=phone)
    buyers = list(Buyer.objects.filter(shop=shop).filter(told).values_list("pk", flat=True))
    theirs = Order.objects.filter(Q(pk__in=ids) | Q(buyer__in=buyers))
    erased = forget(Buyer.objects.filter(pk__in=buyers), theirs, now=now)
    _forget_words(shop, order_external_id__in=[*names, *orders])
    for own in filter(None, (email, phone)):  # of tickets that name no order
        Ticket.objects.filter(shop=shop, text__icontains=own).erase()
    naming = [*names, *orders, number(customer.id), email, phone]
    forget_files(shop, naming)
    _forget_payloads(connection, naming)
    return erased


def forget_shop(connection: Connection, *, now: datetime) -> int:
    """Nothing here names any buyer of the shop, and nothing opens it any more; answers how many rows were emptied."""
    shop = connection.shop
    buyers = Buyer.objects.filter(shop=shop, erased_at=None)
    erased = forget(buyers, Order.objects.filter(shop=shop), now=now)
    _forget_words(shop)
    forget_files(shop, None)
    _forget_payloads(connection, None)
    credential_id = connection.credential_id
    Connection.objects.filter(pk=connection.pk).update(
        is_active=False,
        state="disconnected",
        problem="The shop left Shopify's app; Shopify asked us to forget its buyers.",
        fix="Nothing to do, unless the shop comes back: then connect it again.",
        credential=None,
    )
    if credential_id is not None:
        Credential.objects.filter(pk=credential_id, connections=None).delete()
    return erased


def customer_data(request: PrivacyRequest) -> dict[str, Any]:
    """Everything we hold of the buyer whom a data request is about, for the shop to hand over."""
    customer = Customer(id=request.customer_external_id)
    orders = _orders_of(request.shop, customer, request.order_external_ids).select_related("buyer")
    return {
        "shop": request.shop.external_id,
        "customer": request.customer_external_id,
        "requested_at": request.received_at.isoformat(),
        "orders": [_order_data(order) for order in orders.order_by("placed_at", "pk")],
    }


def _order_data(order: Order) -> dict[str, Any]:
    former = [change.before for change in order.address_changes.select_related("before").order_by("pk")]
    parcels = [link.package for link in order.package_orders.select_related("package")]
    return {
        "order": order.number or order.external_id,
        "placed_at": order.placed_at.isoformat(),
        "total": None if order.total is None else str(order.total),
        "currency": order.currency,
        "recipient": _named(order.buyer),
        "former_recipients": [_named(buyer) for buyer in former],
        "lines": [
            {"title": line.title, "variant": line.variant, "quantity": line.quantity}
            for line in order.lines.all()
        ],
        "parcels": [
            {"carrier": parcel.carrier_name, "number": parcel.tracking_number_given} for parcel in parcels
        ],
        "refunds": [{"reason": refund.reason, "words": refund.reason_text} for refund in order.refunds.all()],
        "written": [
            {"kind": each.kind, "at": each.opened_at.isoformat(), "words": each.text}
            for each in order.tickets.order_by("opened_at", "pk")
        ],
    }


def _named(buyer: Buyer | None) -> dict[str, str] | None:
    return {name: getattr(buyer, name) for name in (*PERSONAL, "country")} if buyer else None


def _orders_of(shop: Shop, customer: Customer, orders: list[str]) -> Any:
    known_by = [number(customer.id), text(customer.email)]
    keys = [person_key(name) for name in known_by if name]
    return Order.objects.filter(shop=shop).filter(Q(external_id__in=orders) | Q(buyer_key__in=keys))


def _forget_words(shop: Shop, **which: Any) -> None:
    """What people wrote about cancellations and refunds, and to the shop, may name somebody."""
    Ticket.objects.filter(shop=shop, **which).erase()
    for model in (Cancellation, Refund):
        model.objects.filter(shop=shop, **which).exclude(reason_text="").update(reason_text="")


FORGET_PAYLOADS = {
    "channels_inboundmessage": ("body", "connection_id = %(connection)s"),
    "channels_quarantineditem": ("payload", "shop_id = %(shop)s"),
}


def _forget_payloads(connection: Connection, naming: Iterable[str] | None) -> None:
    """Raw payloads that hold any of these texts are emptied; of None, every payload of the shop."""
    needles = None if naming is None else [name.encode() for name in naming if name]
    values: dict[str, Any] = {"connection": connection.pk, "shop": connection.shop_id, "needles": needles}
    holds = "EXISTS (SELECT FROM unnest(%(needles)s::bytea[]) needle WHERE position(needle IN {column}) > 0)"
    with db.cursor() as cursor:
        for table, (column, of_shop) in FORGET_PAYLOADS.items():
            which = "" if needles is None else f" AND {holds.format(column=column)}"
            cursor.execute(f"UPDATE {table} SET {column} = '' WHERE {of_shop}{which}", values)
