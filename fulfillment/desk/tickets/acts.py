"""The buttons of a ticket: what it is about, which order it belongs to, that it is answered; each with its way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk.undoing import back
from fulfillment.orders import ticket_acts
from fulfillment.orders.models import Ticket
from fulfillment.orders.topics import LABELS, Topic

STOOD = "Nothing changed: it stood so already."


@require_POST
@member_of(Ticket, May.ACT_ON_ORDERS, "ticket_id")
def set_topic(request: Any, ticket: Ticket) -> HttpResponse:
    """Blank gives it back to the rules."""
    chosen = request.POST.get("topic", "")
    if not chosen:
        done = ticket_acts.read_again(ticket, by=request.user, now=utc_now())
        said = f"Read by the rules again: {LABELS[Topic(ticket.read_topic)]}."
    elif chosen in set(Topic):
        done = ticket_acts.reclassify(ticket, topic=Topic(chosen), by=request.user, now=utc_now())
        said = f"It is about: {LABELS[Topic(chosen)]}. No later telling changes that."
    else:
        messages.error(request, "Not changed: choose what it is about.")
        return _back(request, ticket)
    return _said(request, ticket, done, said)


@require_POST
@member_of(Ticket, May.ACT_ON_ORDERS, "ticket_id")
def answer(request: Any, ticket: Ticket) -> HttpResponse:
    done = ticket_acts.answer(ticket, by=request.user, now=utc_now())
    return _said(request, ticket, done, f"{ticket.external_id} is marked as answered.")


@require_POST
@member_of(Ticket, May.ACT_ON_ORDERS, "ticket_id")
def reopen(request: Any, ticket: Ticket) -> HttpResponse:
    done = ticket_acts.reopen(ticket, by=request.user, now=utc_now())
    return _said(request, ticket, done, f"{ticket.external_id} waits for an answer again.")


@require_POST
@member_of(Ticket, May.ACT_ON_ORDERS, "ticket_id")
def link(request: Any, ticket: Ticket) -> HttpResponse:
    words = request.POST.get("order", "")
    order = ticket_acts.find_order(ticket, words)
    if order is None:
        said = (
            f"Not linked: {ticket.shop.name} has no order, or more than one, called {words.strip()[:60]!r}. "
            "Paste its id or its number."
        )
        messages.error(request, said if words.strip() else "Not linked: paste the order's id or number.")
        return _back(request, ticket)
    ticket_acts.link(ticket, order, by=request.user, now=utc_now())
    messages.success(request, f"Linked to {order}. No later telling changes that.")
    return _back(request, ticket)


@require_POST
@member_of(Ticket, May.ACT_ON_ORDERS, "ticket_id")
def unlink(request: Any, ticket: Ticket) -> HttpResponse:
    done = ticket_acts.unlink(ticket, by=request.user, now=utc_now())
    return _said(request, ticket, done, "It belongs to no order until somebody links it again.")


def _said(request: Any, ticket: Ticket, done: bool, said: str) -> HttpResponse:
    if done:
        messages.success(request, said)
    else:
        messages.info(request, STOOD)
    return _back(request, ticket)


def _back(request: Any, ticket: Ticket) -> HttpResponse:
    return redirect(back(request, otherwise=reverse("tickets:detail", args=[ticket.pk])))
