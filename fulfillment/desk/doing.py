"""What a person does to one order or to many: the change, its words, and what undoing it needs.

Each act takes orders of one team and the form that asked; it raises `Refused` where the form makes no sense.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.orders import acknowledging, acts, bulk_holds, copies, listings
from fulfillment.orders.address_changes import ACTION as BY_ACKNOWLEDGING
from fulfillment.orders.models import Hold, Order, OrderQuerySet
from fulfillment.orders.states import Owner

LONGEST_SNOOZE = 30 * 24
LONGEST_EVIDENCE = 300
Asked = Mapping[str, str]


class Refused(Exception):
    """Nothing was done; the words say why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`done` is what undoing needs, JSON types; `words` follow a count: "7 held"."""

    order_ids: list[int]
    event_kind: str
    done: dict[str, Any]
    words: str
    not_done: str = ""  # of the orders left out: "on hold already"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, for which team, when."""

    team: Team
    by: User
    now: datetime


def hold(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    evidence = asked.get("evidence", "").strip()[:LONGEST_EVIDENCE]
    if not evidence:
        raise Refused("Say why it must not ship: whoever finds the order held needs to know. Then try again.")
    changed = bulk_holds.place(
        orders.open(),
        reason="by_hand",
        owner=Owner.US,
        action="release_hold",
        evidence=evidence,
        by=doing.by,
        now=doing.now,
    )
    return _holds(changed, "hold", "hold.placed", "on hold", "on hold already or no longer open")


def release(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    """One hold where the form names it, else all that a person may release."""
    holds = Hold.objects.open().filter(order__in=orders)
    holds = (
        holds.filter(pk=asked["hold"]).exclude(action=BY_ACKNOWLEDGING)
        if asked.get("hold", "").isdecimal()
        else holds.filter(action="release_hold")
    )
    changed = bulk_holds.release(holds.values_list("pk", flat=True), by=doing.by, now=doing.now)
    return _holds(changed, "release", "hold.released", "released", "not on hold")


def snooze(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    hours = asked.get("hours", "4")
    if not hours.isdecimal() or not 1 <= int(hours) <= LONGEST_SNOOZE:
        raise Refused("An order can be snoozed for 1 to 720 hours. Choose how long and try again.")
    until_at = doing.now + timedelta(hours=int(hours))
    done = acts.snooze(orders.open(), until_at=until_at, by=doing.by, now=doing.now)
    return _acted(done, "order.snoozed", f"snoozed for {hours} h", "no longer open")


def wake(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    return _acted(
        acts.wake(orders, by=doing.by, now=doing.now), "order.woken", "back on the board", "not snoozed"
    )


def assign(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    """To the member that the form names; to nobody where it is empty; to oneself where it names none."""
    to = _member(asked.get("user", str(doing.by.pk)), doing)
    others = orders.exclude(assignee=to)
    done = acts.assign(others, to=to, by=doing.by, now=doing.now)
    words = "assigned to you" if to == doing.by else f"assigned to {to}" if to else "assigned to nobody"
    return _acted(done, "order.assigned", words, f"{words} already")


def ask_carrier(orders: OrderQuerySet, asked: Asked, doing: Doing) -> Outcome:
    note = asked.get("note", "").strip()[:LONGEST_EVIDENCE]
    with_parcel = orders.open().filter(packages_total__gt=0)
    done = acts.ask_carrier(with_parcel, by=doing.by, now=doing.now, note=note)
    return _acted(done, "carrier.asked", "noted: the carrier was asked", "no longer open or without a parcel")


ACTS: dict[str, Callable[[OrderQuerySet, Asked, Doing], Outcome]] = {
    "hold": hold,
    "release": release,
    "snooze": snooze,
    "wake": wake,
    "assign": assign,
    "ask-carrier": ask_carrier,
}


def undo(done: Mapping[str, Any], doing: Doing) -> int:
    """How many orders are as they were before; what somebody changed since stays as it is."""
    if done["act"] == "hold":
        return len(bulk_holds.release(done["holds"], by=doing.by, now=doing.now))
    if done["act"] == "release":
        return len(bulk_holds.reopen(done["holds"], by=doing.by, now=doing.now))
    if done["act"] == "acknowledge-address":
        return _unacknowledge(done, doing)
    if done["act"] == "map-listing":
        return listings.unmap(doing.team, done["listing"], by=doing.by, now=doing.now)
    if done["act"] == "variant-fits":
        return listings.take_back_fit(doing.team, done["fit"], by=doing.by, now=doing.now)
    if done["act"] in ("link-copy", "unlink-copy", "dismiss-copy"):
        return _copied(done, doing)
    return acts.undo(done, team=doing.team, by=doing.by, now=doing.now)


def _unacknowledge(done: Mapping[str, Any], doing: Doing) -> int:
    acknowledged = acknowledging.Acknowledged(done["acknowledgements"], done["hold"])
    orders = Order.objects.of(doing.team).filter(pk__in=[pk for pk, _ in done["before"]])
    return sum(acknowledging.take_back(each, acknowledged, by=doing.by, now=doing.now) for each in orders)


def _copied(done: Mapping[str, Any], doing: Doing) -> int:
    orders = {
        order.pk: order
        for order in Order.objects.of(doing.team).filter(pk__in=[done["before"][0][0], done["original"]])
    }
    copy, original = orders.get(done["before"][0][0]), orders.get(done["original"])
    if copy is None or original is None:
        return 0
    if done["act"] == "link-copy":
        return int(copies.unlink(copy, by=doing.by, now=doing.now, for_good=False) is not None)
    if done["act"] == "dismiss-copy":
        return int(copies.ask_again(copy, original.pk, by=doing.by, now=doing.now))
    try:
        copies.link(copy, original, by=doing.by, now=doing.now)
    except copies.Refused:
        return 0
    return 1


def _holds(changed: bulk_holds.Changed, act: str, kind: str, words: str, not_done: str) -> Outcome:
    ids = list(dict.fromkeys(order for _, order in changed))
    return Outcome(ids, kind, {"act": act, "holds": [hold for hold, _ in changed]}, words, not_done)


def _acted(done: acts.Done, kind: str, words: str, not_done: str) -> Outcome:
    return Outcome([pk for pk, _ in done["before"]], kind, dict(done), words, not_done)


def _member(user: str, doing: Doing) -> User | None:
    if user == "":
        return None
    found = Membership.objects.filter(team=doing.team, user=int(user)) if user.isdecimal() else None
    membership = found.select_related("user").first() if found is not None else None
    if membership is None:
        raise Refused("Only a member of this team can have orders assigned. Choose a member and try again.")
    return membership.user
