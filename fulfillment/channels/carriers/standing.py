"""How each carrier feed is doing: one state, one sentence, one thing to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject, Length
from msgspec import Struct

from fulfillment.accounts.models import Team
from fulfillment.channels.carriers import asking, kinds
from fulfillment.channels.health import SILENT_AFTER, STALE_AFTER, WORST_FIRST, Said, State
from fulfillment.channels.models import CarrierFeed, CarrierMessage, FollowedNumber
from fulfillment.counting import how_many


class Standing(Struct, frozen=True, kw_only=True):
    row: Any  # with its counts
    label: str
    tone: str  # ok, warning, bad
    word: str
    sentence: str
    fix: str = ""
    alarm: str = ""  # the kind of alert that it deserves
    is_asked: bool = True


def with_refused(feeds: QuerySet[CarrierFeed]) -> QuerySet[CarrierFeed]:
    """All that `describe` needs to know; the other counts are for pages that show them."""
    refused = CarrierMessage.objects.filter(feed=OuterRef("pk"), outcome="refused")
    return feeds.annotate(refused=how_many(refused)).order_by("created_at")


def with_counts(feeds: QuerySet[CarrierFeed]) -> QuerySet[CarrierFeed]:
    waiting = CarrierMessage.objects.filter(feed=OuterRef("pk"), outcome="waiting")
    followed = FollowedNumber.objects.filter(feed=OuterRef("pk"))
    return with_refused(feeds).annotate(
        waiting=how_many(waiting),
        followed_now=how_many(followed.filter(next_ask_at__isnull=False)),
        not_taken=how_many(followed.exclude(refused="")),
    )


def of_team(team: Team, *, now: datetime) -> list[Standing]:
    """With their counts, worst first."""
    return _worst_first(with_counts(CarrierFeed.objects.filter(team=team)), now=now)


TOLD = ("pk", "kind", "state", "is_active", "problem", "fix", "failures", "refused")
MOMENTS = ("created_at", "last_success_at", "last_message_at")


def inside(team: Team) -> ArraySubquery:
    """The team's feeds inside another query, without the counts that no strip shows; `in_brief` reads them."""
    told = {name: name for name in (*TOLD, *MOMENTS)}
    rows = with_refused(CarrierFeed.objects.filter(team=team))
    return ArraySubquery(rows.values(told=JSONObject(**told, secrets=Length("secrets"))))


def in_brief(told: Iterable[Mapping[str, Any]], *, now: datetime) -> list[Standing]:
    """What `inside` answered, worst first."""
    return _worst_first(map(_row, told), now=now)


def _row(told: Mapping[str, Any]) -> SimpleNamespace:
    moments = {name: told[name] and datetime.fromisoformat(told[name]) for name in MOMENTS}
    return SimpleNamespace(**{**told, **moments})


def _worst_first(rows: Iterable[Any], *, now: datetime) -> list[Standing]:
    return sorted((describe(row, now=now) for row in rows), key=lambda each: WORST_FIRST.index(each.tone))


def describe(row: Any, *, now: datetime) -> Standing:
    """`row` comes from `with_refused` or `with_counts`."""
    said = _said(row, now=now)
    return Standing(
        row=row,
        label=kinds.label(row.kind),
        tone=said.tone,
        word=_word(row, said),
        sentence=said.sentence.rstrip("."),
        fix=said.fix.rstrip("."),
        alarm=said.alarm,
        is_asked=asking.can_be_asked(row.kind),
    )


def _said(row: Any, *, now: datetime) -> Said:
    if row.state == State.DISCONNECTED:
        return Said("warning", "disconnected; what it told is kept", "Connect it again")
    if not row.is_active:
        return Said("warning", "paused: messages are stored and not read", "Resume it")
    if row.state == State.NEEDS_ATTENTION:
        return Said("bad", row.problem, row.fix, "carriers_failing")
    silent = now - (row.last_success_at or row.created_at)
    if row.failures:
        return Said("bad" if silent > SILENT_AFTER else "warning", row.problem, row.fix, "carriers_failing")
    if silent > STALE_AFTER:
        return Said(
            "bad",
            "no round ended for a while",
            "Check that the background worker is running",
            "carriers_failing",
        )
    if not row.secrets:
        return Said("warning", "it has no secret yet, so nothing can be sent", "Make its secret")
    if row.refused:
        noun = "message could" if row.refused == 1 else "messages could"
        return Said("warning", f"{row.refused} {noun} not be read", "Look at them", "carriers_unread")
    return _going_well(row)


def _going_well(row: Any) -> Said:
    if row.last_success_at is None:
        return Said("ok", "connected, its first round is coming")
    if row.last_message_at is None:
        only = "nothing was pushed yet; parcels are asked for" if asking.can_be_asked(row.kind) else ""
        return Said("ok", only or "it waits for its first message")
    return Said("ok", "everything that it told is on its parcels")


def _word(row: Any, said: Said) -> str:
    if row.state == State.DISCONNECTED:
        return "Disconnected"
    if not row.is_active:
        return "Paused"
    if said.tone == "bad":
        return "Needs you"
    return "Trying again" if row.failures else "Listening"
