"""A changed address is taken note of, by one receiver at a time; the last of them lifts the hold. Can be undone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.orders.address_changes import REASON, Receiver, outstanding
from fulfillment.orders.history import record
from fulfillment.orders.models import AddressAcknowledgement, AddressChange, Hold, Order
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.orders.watch import judge_at_once

ACKNOWLEDGED, UNDONE = "address.acknowledged", "address.acknowledgement_undone"


class Acknowledged(NamedTuple):
    """`acknowledgements` are new; `hold` the one that was lifted, None while somebody else must still take note."""

    acknowledgements: list[int]
    hold: int | None


def acknowledge(
    hold: Hold, *, by: User | None, now: datetime, receiver: Receiver = Receiver.TEAM
) -> Acknowledged:
    """The receiver has taken note of every change up to the one that placed the hold.

    Nothing where the hold was lifted meanwhile, as it is when the address changes again: that is to be looked at anew.
    """
    with transaction.atomic():
        lock_these([hold.order_id])
        if not Hold.objects.open().filter(pk=hold.pk, reason=REASON).exists():
            return Acknowledged([], None)
        changes = list(AddressChange.objects.filter(order=hold.order_id))
        known = AddressAcknowledgement.objects.filter(change__in=changes)
        told = set(known.values_list("change", "receiver"))
        made = AddressAcknowledgement.objects.bulk_create(
            AddressAcknowledgement(
                team_id=hold.team_id,
                change=change,
                receiver=receiver,
                acknowledged_at=now,
                acknowledged_by=by,
            )
            for change in changes
            if receiver in change.receivers and (change.pk, receiver) not in told
        )
        told |= {(each.change_id, each.receiver) for each in made}
        lifted = not any(_waits(change, told) for change in changes)
        if lifted:
            Hold.objects.filter(pk=hold.pk).update(released_at=now, released_by=by)
        _tell(hold.order_id, ACKNOWLEDGED, by=by, now=now)
    return Acknowledged([each.pk for each in made], hold.pk if lifted else None)


def _waits(change: AddressChange, told: Collection[tuple[int, str]]) -> bool:
    acknowledged = {receiver for pk, receiver in told if pk == change.pk}
    return bool(outstanding(change.receivers, acknowledged))


def take_back(order: Order, done: Acknowledged, *, by: User, now: datetime) -> bool:
    """It is to be acknowledged again; False where nothing of it stands any more."""
    with transaction.atomic():
        lock_these([order.pk])
        mine = AddressAcknowledgement.objects.filter(change__order=order, pk__in=done.acknowledgements)
        number, _ = mine.delete()
        open_ones = Hold.objects.open().filter(order=order, reason=REASON)
        if number and done.hold and not open_ones.exists():
            Hold.objects.filter(pk=done.hold, order=order).update(released_at=None, released_by=None)
        if number:
            _tell(order.pk, UNDONE, by=by, now=now)
    return bool(number)


def _tell(order_id: int, kind: str, *, by: User | None, now: datetime) -> None:
    record([order_id], kind=kind, key=f"{kind}:{now.isoformat()}", data={}, by=by, now=now)
    judge_at_once([order_id], now=now)
