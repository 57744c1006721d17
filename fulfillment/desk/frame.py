"""What stands around every page: navigation with counts, the team, and how fresh each shop's data is.

It costs two queries besides session, user and memberships, however many shops there are; a fragment costs none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import May
from fulfillment.alerts.models import Alert
from fulfillment.channels import health, lines
from fulfillment.channels.carriers import standing as carriers
from fulfillment.channels.carriers.standing import Standing
from fulfillment.channels.health import Health
from fulfillment.channels.sync import utc_now
from fulfillment.counting import how_many
from fulfillment.desk import board
from fulfillment.orders import requests
from fulfillment.orders.models import Cancellation, Refund, Ticket
from fulfillment.prepared import Prepared
from fulfillment.web import wants_fragment

# key (names the icon), label, URL name, who may open it
PLACES = (
    ("today", "Today", "today", May.SEE_ORDERS),
    ("orders", "Orders", "orders:list", May.SEE_ORDERS),
    ("truck", "Truck", "truck:board", May.SEE_WAREHOUSE),
    ("pack", "Packing", "pack:table", May.INSPECT),
    ("sourcing", "Sourcing", "sourcing:offers", May.SEE_ORDERS),
    ("requests", "Requests", "requests:waiting", May.SEE_ORDERS),
    ("tickets", "Tickets", "tickets:list", May.SEE_ORDERS),
    ("tracking", "Tracking", "tracking:list", May.SEE_ORDERS),
    ("receive", "Goods in", "stock:receive", May.INSPECT),
    ("inspections", "Inspections", "inspections:tablet", May.INSPECT),
    ("stock", "Stock", "stock:list", May.INSPECT),
    ("metrics", "Metrics", "metrics:index", May.SEE_METRICS),
    ("channels", "Channels", "channels:list", May.SEE_CHANNELS),
    ("alerts", "Alerts", "alerts", May.SEE_CHANNELS),
    ("rulebook", "Rulebook", "rulebook-index", May.SEE_RULES),
    ("team", "Team", "team", May.MANAGE_TEAM),
)

# Pages that are reached from a place and have an address of their own.
BESIDE = {"truck": ("/labels/",)}


def frame(request: HttpRequest) -> dict[str, Any]:
    membership: Membership | None = getattr(request, "membership", None)
    if not membership or wants_fragment(request):
        return {"membership": membership, "team": membership.team if membership else None}
    now = utc_now()
    team = membership.team
    found = _lines(membership, now=now)
    counts, feeds = _counted(membership, on_the_board=getattr(request, "on_the_board", None))
    return {
        "membership": membership,
        "team": team,
        "teams": sorted((each.team for each in _memberships(request)), key=lambda each: each.name),
        "sees_orders": membership.may(May.SEE_ORDERS),
        "nav": _nav(request, membership, found, counts),
        "now": now,
        **_fresh(membership, found, feeds, now=now),
    }


def freshness(membership: Membership, *, now: datetime) -> dict[str, Any]:
    """What `_health.html` says, for a fragment that brings the strip along; two queries."""
    team = Team.objects.filter(pk=membership.team_id)
    feeds = team.values_list(carriers.inside(membership.team), flat=True).get()
    return _fresh(membership, _lines(membership, now=now), feeds, now=now)


def _lines(membership: Membership, *, now: datetime) -> list[Health]:
    return lines.of_team(membership.team, now=now) if membership.may(May.SEE_CHANNELS) else []


def _fresh(
    membership: Membership, found: list[Health], feeds: list[dict[str, Any]], *, now: datetime
) -> dict[str, Any]:
    """Shops and carrier feeds, worst first; among equals the shops."""
    shops = [_health(each, may_run=membership.may(May.RUN_CHANNELS)) for each in found]
    shown = carriers.in_brief(feeds, now=now) if membership.may(May.SEE_CHANNELS) else []
    strip = [*shops, *map(_feed, shown)]
    strip.sort(key=lambda line: health.WORST_FIRST.index(line["state"]))
    return {
        "health": strip,
        "trouble": [line for line in strip if line["state"] != "ok"],  # on pages where room is short
        "imports": sorted(
            (each for each in found if each.is_active and each.progress is not None),
            key=lambda each: each.shop_name,
        ),
        "as_of": now,
        "as_of_zone": membership.team.time_zone,
    }


def _memberships(request: HttpRequest) -> list[Membership]:
    return getattr(request, "memberships", [])


def _nav(
    request: HttpRequest, membership: Membership, found: list[Health], counted: dict[str, int]
) -> list[dict[str, Any]]:
    places = [place for place in PLACES if membership.may(place[3])]
    counts = {"channels": sum(each.quarantined + each.differing for each in found)}
    counts |= counted
    return [
        {
            "key": key,
            "label": label,
            "url": reverse(name),
            "count": counts.get(key),
            "active": any(_is_under(request.path, each) for each in (reverse(name), *BESIDE.get(key, ()))),
        }
        for key, label, name, _ in places
    ]


def _counted(
    membership: Membership, *, on_the_board: int | None
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Counts by place, and the carrier feeds: one query. `on_the_board` is what the page itself has counted already."""
    sees_orders, sees_channels = membership.may(May.SEE_ORDERS), membership.may(May.SEE_CHANNELS)
    names, asked = _asking(sees_channels, sees_orders, sees_orders and on_the_board is None)
    rows = asked.named(names, membership.team_id, now=utc_now()) if names else []
    found = dict(rows[0]) if rows else {}
    feeds = [json.loads(each) for each in found.pop("feeds", None) or []]
    found["requests"] = found.pop("n_cancellations", 0) + found.pop("n_refunds", 0)
    counts = {key.removeprefix("n_"): count for key, count in found.items()}
    return counts if on_the_board is None else counts | {"today": on_the_board}, feeds


@cache
def _asking(channels: bool, orders: bool, board_too: bool) -> tuple[tuple[str, ...], Prepared]:
    """What is counted for somebody who may see these, and the query for it."""
    named: dict[str, Callable[[Team, datetime], Any]] = {}
    if channels:
        named["n_alerts"] = lambda team, now: how_many(Alert.objects.unseen().filter(team=team))
        named["feeds"] = lambda team, now: carriers.inside(team)
    if orders:
        named["n_cancellations"] = lambda team, now: how_many(requests.waiting(Cancellation, team))
        named["n_refunds"] = lambda team, now: how_many(requests.waiting(Refund, team))
        named["n_tickets"] = lambda team, now: how_many(Ticket.objects.filter(team=team).waiting())
    if board_too:
        named["n_today"] = lambda team, now: how_many(board.orders_on_it(team, now=now))

    def build(team_id: int, now: datetime) -> QuerySet[Team, Any]:
        asked = {name: each(Team(pk=team_id), now) for name, each in named.items()}
        return Team.objects.filter(pk=team_id).annotate(**asked).values_list(*asked)

    return tuple(named), Prepared(build)


def _is_under(path: str, place: str) -> bool:
    return path == "/" if place == "/" else path.startswith(place)


def _health(each: Health, *, may_run: bool) -> dict[str, Any]:
    fetches = each.fix == health.FETCH_THEM and may_run
    return {
        "shop_name": each.shop_name,
        "channel_label": each.channel_label,
        "state": each.tone,
        "sentence": each.sentence or f"read {_age(each)}, nothing missing",
        "action_label": each.fix if fetches or each.fix != health.FETCH_THEM else "See them",
        "action_url": _where(each, fetches=fetches) if each.fix else "",
        "action_method": "post" if fetches else "",
    }


def _feed(each: Standing) -> dict[str, Any]:
    return {
        "shop_name": each.label,
        "channel_label": "carrier scans",
        "state": each.tone,
        "sentence": each.sentence if each.tone != "ok" else f"heard {_age(each.row)}",
        "action_label": each.fix,
        "action_url": reverse("channels:carrier-feed", args=[each.row.pk]) if each.fix else "",
        "action_method": "",
    }


def _where(each: Health, *, fetches: bool) -> str:
    """The page, or the button's address, where the health's fix is done."""
    if fetches:
        return reverse("channels:fetch", args=[each.connection_id])
    if each.fix == health.FETCH_THEM:
        return reverse("channels:reconciliation")
    return reverse("channels:quarantine" if each.quarantined else "channels:list")


def _age(each: Any) -> str:
    if each.last_success_at is None:
        return "not yet"
    minutes = int((utc_now() - each.last_success_at).total_seconds() // 60)
    return "just now" if minutes < 1 else f"{minutes} min ago"
