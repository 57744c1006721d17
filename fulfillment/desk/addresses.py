"""A changed address on the order's page: what it was, what it is, who has taken note; and the button that does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import undoing
from fulfillment.desk.doing import Outcome
from fulfillment.desk.order_holds import person
from fulfillment.orders.acknowledging import ACKNOWLEDGED, acknowledge
from fulfillment.orders.address_changes import WORDS, Receiver, outstanding, parts_in_words
from fulfillment.orders.models import AddressAcknowledgement, AddressChange, Buyer, Hold, Order

ADDRESS = ("name", "line1", "line2")
TOWN = ("city", "region", "postal_code")
SUPERSEDED = "The address has changed again or was acknowledged already. Look at the order anew."


def with_people() -> Prefetch[str]:
    """What `changes` reads, in two queries."""
    known = AddressAcknowledgement.objects.select_related("acknowledged_by").order_by("acknowledged_at", "pk")
    rows = AddressChange.objects.select_related("before", "hold").order_by("-told_at", "-pk")
    return Prefetch("address_changes", rows.prefetch_related(Prefetch("acknowledgements", known)))


def changes(order: Order) -> list[dict[str, Any]]:
    """Newest first."""
    return [_change(each) for each in order.address_changes.all()]


def _change(change: AddressChange) -> dict[str, Any]:
    known = list(change.acknowledgements.all())
    waits_for = outstanding(change.receivers, {each.receiver for each in known})
    return {
        "row": change,
        "parts": parts_in_words(change.parts),
        "before": _lines(change.before),
        "is_erased": bool(change.before and change.before.erased_at),
        "known": [(each, WORDS[Receiver(each.receiver)], person(each.acknowledged_by)) for each in known],
        "is_held": bool(change.hold_id and change.hold and change.hold.released_at is None and waits_for),
        "came_late": change.hold_id is None,
    }


def _lines(buyer: Buyer | None) -> list[str]:
    if buyer is None:
        return []
    lines = [getattr(buyer, name) for name in ADDRESS]
    lines += [" ".join(filter(None, (getattr(buyer, name) for name in TOWN))), buyer.country]
    return [line for line in lines if line]


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def acknowledge_address(request: Any, order: Order, hold_id: int) -> HttpResponse:
    """For the team: whoever presses it has seen the new address."""
    hold, now = get_object_or_404(Hold, pk=hold_id, order=order), utc_now()
    done = acknowledge(hold, by=request.user, now=now)
    if done.acknowledgements or done.hold:
        before = [(order.pk, None)]
        kept = {"act": "acknowledge-address", "before": before, **done._asdict()}
        outcome = Outcome([order.pk], ACKNOWLEDGED, kept, "")
        undoing.say(request, f"{order}: the changed address is acknowledged.", outcome, now=now)
    else:
        messages.warning(request, SUPERSEDED)
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))
