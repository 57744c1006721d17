"""A list is sent, as far as it may be, and taken back, as far as its channels allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import NumberList
from fulfillment.channels.shipments import Capabilities
from fulfillment.channels.uploads.gathering import shop_facts
from fulfillment.channels.uploads.lists.judging import Verdict, rows_of
from fulfillment.channels.uploads.sending import MANY_WAIT, Going, send, wake
from fulfillment.orders.rulings import Rulings
from fulfillment.outbox.asking import Wish, ask, withdraw
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import CAME_TO_NOTHING, Kind, State


class Undone(NamedTuple):
    """How many numbers were withdrawn before they left, how many the channel is asked to take back, how many stay;
    and what each channel of those that stay offers instead."""

    withdrawn: int
    asked_back: int
    stay: int
    instead: list[str]


@transaction.atomic
def send_list(numbers: NumberList, *, warned_too: bool, by: User, now: datetime) -> int:
    """How many are on their way now. Looked at once more, under the list's lock: pressing twice sends once."""
    NumberList.objects.select_for_update(of=("self",)).get(pk=numbers.pk)
    taken = {Verdict.GOOD, Verdict.WARNED} if warned_too else {Verdict.GOOD}
    going = [
        Going(row.order, row.looked.upload, row.looked.facts)
        for row in rows_of(numbers, now=now)
        if row.order and row.looked and row.verdict in taken
    ]
    sent = send(going, by=by, now=now, pause=MANY_WAIT, batch=numbers.pk)
    if sent:
        NumberList.objects.filter(pk=numbers.pk).update(sent_at=now, sent_by=by)
    return len(sent)


@transaction.atomic
def undo_list(numbers: NumberList, *, by: User, now: datetime) -> Undone:
    NumberList.objects.select_for_update(of=("self",)).get(pk=numbers.pk)
    writes = OutboundWrite.objects.of(numbers.team).filter(batch=numbers.pk)
    given = writes.exclude(kind=Kind.SHIPMENT_CANCEL)
    withdrawn = withdraw(given, now=now)
    standing = list(given.exclude(state__in=CAME_TO_NOTHING).select_related("shop"))
    asked = _ask_back(numbers, standing, by=by, now=now)
    back = set(
        writes.filter(kind=Kind.SHIPMENT_CANCEL)
        .exclude(state__in=CAME_TO_NOTHING)
        .values_list("key", flat=True)
    )
    stay = [row for row in standing if _key_back(row) not in back]
    return Undone(len(withdrawn), asked, len(stay), _instead({row.shop for row in stay}, now=now))


def _instead(shops: set[Shop], *, now: datetime) -> list[str]:
    """Once per channel, by its name."""
    facts = shop_facts(shops, Rulings(shops), now=now) if shops else {}
    return sorted({corrections(each.channel, each.able) for each in facts.values()})


def corrections(channel: str, able: Capabilities) -> str:
    """What a channel still takes of a number that it has; a sentence."""
    if not able.can_correct:
        return f"{channel} takes no corrections from here."
    hours = f" within {able.correct_within / timedelta(hours=1):.0f} h" if able.correct_within else ""
    times = {None: "corrections", 1: "one correction"}.get(
        able.corrections, f"{able.corrections} corrections"
    )
    return f"{channel} takes {times} of a number{hours}: on the order’s page."


def _ask_back(numbers: NumberList, standing: Iterable[OutboundWrite], *, by: User, now: datetime) -> int:
    """Only where the channel can take a shipment back; the same again is asked for once."""
    by_shop: dict[Shop, list[OutboundWrite]] = defaultdict(list)
    for row in standing:
        if row.state == State.DONE and row.kind == Kind.SHIPMENT_CREATE:
            by_shop[row.shop].append(row)
    able = shop_facts(by_shop, Rulings(by_shop), now=now)
    asked = []
    for shop, rows in by_shop.items():
        if able[shop.pk].able.can_cancel:
            asked += ask(shop, [_back(row) for row in rows], by=by, now=now, batch=numbers.pk)
    transaction.on_commit(partial(wake, {row.shop_id for row in asked}))
    return len(asked)


def _back(row: OutboundWrite) -> Wish:
    payload = row.payload | {"package_external_id": row.external_id}
    return Wish(Kind.SHIPMENT_CANCEL, _key_back(row), row.subject, payload)


def _key_back(row: OutboundWrite) -> str:
    return f"{Kind.SHIPMENT_CANCEL}:{row.pk}"
