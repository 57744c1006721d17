"""Both sides' orders are compared day by day on a schedule: what differs is named, and fetched where nothing else helps.

A difference is shown when it is first seen; one that is still there at the next look is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection as db
from django.db.models import QuerySet

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels import comparing, listing, wanting
from fulfillment.channels.comparing import DAYS, Cause, Comparison, Entry
from fulfillment.channels.models import (
    Connection,
    Discrepancy,
    QuarantinedItem,
    Reconciliation,
    SyncCursor,
    Wanted,
)
from fulfillment.channels.rounds import Round
from fulfillment.orders.models import Order

# The channel's clock and ours differ a little, and so does a change from the moment when its list shows it.
SLACK = timedelta(minutes=5)

OPEN_DAYS = """
INSERT INTO channels_reconciliation
    (team_id, shop_id, placed_on, next_at, page_token, listed, theirs, ours, too_new, states)
SELECT %(team)s, %(shop)s, day, %(now)s, '', '[]', 0, 0, 0, '{}'
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS day
ON CONFLICT (shop_id, placed_on) DO NOTHING
"""
KEEP = """
INSERT INTO channels_discrepancy AS d
    (team_id, shop_id, placed_on, external_id, kind, cause, status_there, status_here, changed_there_at, found_at)
SELECT %(team)s, %(shop)s, %(day)s, r.*, %(now)s
FROM unnest(%(ids)s::text[], %(kinds)s::text[], %(causes)s::text[], %(there)s::text[], %(here)s::text[],
    %(changed)s::timestamptz[]) AS r
ORDER BY 4
ON CONFLICT (shop_id, external_id) WHERE closed_at IS NULL DO UPDATE SET
    kind = excluded.kind, cause = excluded.cause, status_there = excluded.status_there,
    status_here = excluded.status_here, changed_there_at = excluded.changed_there_at
"""


def reconcile(round_: Round) -> bool:
    """The days that are due, newest first, for at most half of the time; True where some are left."""
    if round_.connection.first_sync_finished_at is None:
        return False
    shop, now = round_.connection.shop, round_.clock()
    today = local_day(shop, now)
    first = max(
        today - timedelta(days=DAYS), local_day(shop, listing.history_since(round_)) + timedelta(days=1)
    )
    _open_days(shop, first=first, last=today, now=now)
    Discrepancy.objects.filter(shop=shop, closed_at=None, placed_on__lt=first).update(closed_at=now)
    share = round_.half()
    due = Reconciliation.objects.filter(shop=shop, next_at__lte=now, placed_on__gte=first)
    return any(
        round_.is_over(share) or not _compare_day(round_, day, share) for day in due.order_by("-placed_on")
    )


def _open_days(shop: Shop, *, first: date, last: date, now: datetime) -> None:
    values: dict[str, Any] = {"team": shop.team_id, "shop": shop.pk, "first": first, "last": last, "now": now}
    newest = Reconciliation.objects.filter(shop=shop, placed_on__in=(first, last)).count()
    if newest < len({first, last}):
        with db.cursor() as cursor:
            cursor.execute(OPEN_DAYS, values)


def _compare_day(round_: Round, day: Reconciliation, share: float) -> bool:
    """False where time was up before the day's list ended; it goes on there next time."""
    since, until = bounds(round_.connection.shop, day.placed_on)
    while True:
        token = day.page_token
        page = round_.ask(partial(round_.adapter.placed, since=since, until=until, token=token))
        day.listed += [_stored(entry) for entry in page.entries]
        day.page_token = page.next_token if page.next_token != token else ""
        if not day.page_token:
            break
        with round_.step():
            day.save(update_fields=["listed", "page_token"])
        if round_.is_over(share):
            return False
    with round_.step():
        settle(round_.connection, day, unlisted=round_.adapter.unlisted, now=round_.clock())
    return True


def settle(
    connection: Connection, day: Reconciliation, *, unlisted: frozenset[str], now: datetime
) -> Comparison:
    """The day's list is held against ours; its discrepancies are those of this look and no others."""
    shop = connection.shop
    read_up_to = _read_up_to(connection) - SLACK
    since, until = bounds(shop, day.placed_on)
    orders = Order.objects.filter(shop=shop, placed_at__gte=since, placed_at__lt=min(until, read_up_to))
    rows = orders.exclude(channel_status__in=unlisted).values_list(
        "external_id", "channel_status", "remote_updated_at"
    )
    found = comparing.compare(
        [_read(row) for row in day.listed],
        [Entry(*row) for row in rows],
        read_up_to=read_up_to,
        asked_for=set(
            Wanted.objects.filter(connection=connection, kind="order").values_list("external_id", flat=True)
        ),
        quarantined=set(_quarantined(shop)),
    )
    _keep(day, found, now=now)
    today = local_day(shop, now)
    day.next_at = comparing.next_at(day.placed_on, today=today, now=now, is_different=bool(found.differences))
    day.compared_at, day.page_token, day.listed = now, "", []
    day.theirs, day.ours, day.too_new = found.theirs, found.ours, found.too_new
    day.states = {state: list(counts) for state, counts in found.states.items()}
    day.save()
    return found


def _keep(day: Reconciliation, found: Comparison, *, now: datetime) -> None:
    ids = [each.external_id for each in found.differences]
    before = Discrepancy.objects.filter(shop=day.shop_id, closed_at=None, placed_on=day.placed_on)
    before.exclude(external_id__in=ids).update(closed_at=now)
    if not ids:
        return
    lasting = before.exclude(cause__in=(Cause.QUARANTINED, Cause.ASKED_FOR))
    _ask_for(day.shop, lasting, now=now)
    values: dict[str, Any] = {
        "team": day.team_id, "shop": day.shop_id, "day": day.placed_on, "now": now, "ids": ids,
        "kinds": [each.kind for each in found.differences],
        "causes": [each.cause for each in found.differences],
        "there": [each.status_there for each in found.differences],
        "here": [each.status_here for each in found.differences],
        "changed": [each.changed_there_at for each in found.differences],
    }  # fmt: skip
    with db.cursor() as cursor:
        cursor.execute(KEEP, values)


def fetch(shop: Shop, discrepancies: QuerySet[Discrepancy], *, now: datetime) -> int:
    """Each order is asked for by its id in the next round, and its day compared again after that; how many."""
    days = _ask_for(shop, discrepancies, now=now)
    compare_again(shop, set(days), now=now)
    return len(days)


def _ask_for(shop: Shop, discrepancies: QuerySet[Discrepancy], *, now: datetime) -> list[date]:
    """The day of each order that is now wanted."""
    rows = list(discrepancies.values_list("pk", "external_id", "placed_on"))
    if rows:
        wanting.want(Connection.objects.get(shop=shop), "order", [row[1] for row in rows], now=now)
        Discrepancy.objects.filter(pk__in=[row[0] for row in rows]).update(fetched_at=now)
    return [row[2] for row in rows]


def compare_again(shop: Shop, days: Iterable[date], *, now: datetime) -> int:
    """These days are due at once, in the shop's next round, which is due too."""
    due = Reconciliation.objects.filter(shop=shop, placed_on__in=list(days))
    count = due.update(next_at=now, page_token="", listed=[])
    Connection.objects.filter(shop=shop).update(next_sync_at=now)
    return count


def open_of(team: Team) -> QuerySet[Discrepancy]:
    """What is still there and nobody has accepted."""
    return Discrepancy.objects.filter(team=team, closed_at=None, accepted_at=None)


def bounds(shop: Shop, day: date) -> tuple[datetime, datetime]:
    """The market-local day, half open."""
    zone = ZoneInfo(shop.time_zone)
    begin = datetime.combine(day, time(), zone)
    return begin, datetime.combine(day + timedelta(days=1), time(), zone)


def local_day(shop: Shop, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(shop.time_zone)).date()


def _read_up_to(connection: Connection) -> datetime:
    cursor = SyncCursor.objects.filter(connection=connection, stream="orders").first()
    return (cursor and cursor.position_at) or connection.created_at


def _quarantined(shop: Shop) -> Sequence[str]:
    items = QuarantinedItem.objects.filter(shop=shop, kind="order", resolved_at=None)
    return list(items.values_list("external_id", flat=True))


def _stored(entry: Entry) -> list[str | None]:
    return [entry.external_id, entry.status, entry.updated_at.isoformat() if entry.updated_at else None]


def _read(row: list[Any]) -> Entry:
    return Entry(row[0], row[1], datetime.fromisoformat(row[2]) if row[2] else None)
