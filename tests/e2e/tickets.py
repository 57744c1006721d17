"""What buyers wrote, for the buttons on a ticket's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.ingest import take_tickets
from fulfillment.channels.records import TicketRecord
from fulfillment.orders import ticket_acts
from fulfillment.orders.models import Order, Ticket
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of


def ticket(floor: Floor, **fields: Any) -> Ticket:
    """As a help desk tells it; it names no order unless told so."""
    shop, now, name = shop_of(floor), timezone.now(), f"T{Ticket.objects.count() + 1}"
    usual = {"kind": "ticket", "text": "Where is my order?", "opened_at": now, "updated_at": now}
    take_tickets(shop=shop, records=[TicketRecord(external_id=name, **usual | fields)], now=now)
    return Ticket.objects.get(shop=shop, external_id=name)


def an_order(floor: Floor) -> str:
    rows = Order.objects.filter(shop=shop_of(floor)).order_by("pk")
    return rows.values_list("external_id", flat=True)[0]


def page_of(row: Ticket) -> str:
    return reverse("tickets:detail", args=[row.pk])


def answered(floor: Floor) -> Ticket:
    row = ticket(floor)
    ticket_acts.answer(row, by=floor.people[Role.MANAGER], now=timezone.now())
    return row


def linked(floor: Floor) -> Ticket:
    return ticket(floor, order_external_id=an_order(floor))


def of_ticket(
    act: str, column: str, made: Callable[[Floor], Ticket], says: str, **fill: str
) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = made(floor)
        read = Ticket.objects.filter(pk=row.pk).values_list(column, flat=True)
        action = reverse(f"tickets:{act}", args=[row.pk])
        filled = fill | ({"order": an_order(floor)} if act == "link" else {})
        return Click(page_of(row), action, lambda: read.get(), filled, says=says)

    return click


CLICKS: Clicks = {
    "tickets:answer": of_ticket("answer", "status", ticket, "is marked as answered"),
    "tickets:reopen": of_ticket("reopen", "status", answered, "waits for an answer again"),
    "tickets:topic": of_ticket("topic", "topic", ticket, "No later telling changes that", topic="damaged"),
    "tickets:link": of_ticket("link", "order", ticket, "Linked to"),
    "tickets:unlink": of_ticket("unlink", "order", linked, "belongs to no order"),
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (page_of(made(floor)) for made in (ticket, answered, linked))
    yield reverse("tickets:list")
