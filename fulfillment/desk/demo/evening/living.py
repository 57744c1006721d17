"""The warehouse's people at work: one movement each per turn, once there are orders to work on."""

from __future__ import annotations

from datetime import datetime, timedelta

from fulfillment.accounts.models import Team
from fulfillment.channels.models import Connection
from fulfillment.desk.demo import buying, kits, promises, seeking
from fulfillment.desk.demo.evening import labels, loading, packing
from fulfillment.desk.demo.evening.earlier import tell_earlier
from fulfillment.desk.demo.evening.meetings import tell_meetings
from fulfillment.desk.demo.evening.people import Crew, crew_of
from fulfillment.desk.demo.evening.platform import tell_platform
from fulfillment.orders.watch import wake
from fulfillment.warehouse.models import PackedOrder, Packing

TURN = timedelta(seconds=15)
BEGAN = timedelta(minutes=50)  # before the first turn, so that nobody looks at an empty dock


def live(team: Team, *, now: datetime) -> bool:
    """One turn; False while the team's orders are still coming in, or none of them was looked at."""
    if Connection.objects.filter(team=team, first_sync_finished_at=None).exists():
        return False
    crew = crew_of(team)
    tell_earlier(team, crew, now=now)
    tell_meetings(team, now=now)
    tell_platform(team, now=now)
    if not Packing.objects.of(team).exists() and packing.to_pack(team, now=now):
        _begin(team, crew, now)
    kits.tell(team, crew.loader, now=now)
    turn(team, crew, now=now)
    promises.renew(team, now=now)
    buying.turn(team, now=now)
    seeking.turn(team, now=now)
    labels.give_numbers(team, crew.loader, waiting=len(packing.to_pack(team, now=now)), now=now)
    return True


def turn(team: Team, crew: Crew, *, now: datetime) -> None:
    for packer in crew.packers:
        packing.move(team, packer, now=now)
    loading.load_one(team, crew.loader, now=now)
    loading.close_left(team, crew.loader, now=now)


def _begin(team: Team, crew: Crew, now: datetime) -> None:
    """They have been at it for a while; their orders are judged by the present clock."""
    at = now - BEGAN
    while at < now:
        turn(team, crew, now=at)
        at += TURN
    wake(PackedOrder.objects.filter(team=team).values_list("order", flat=True), now=now)
