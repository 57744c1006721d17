"""Figures that a platform tells by its interface: read twice a day, each evaluation kept once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.channels.performance import ToldFigure, days_of
from metrics import figures
from metrics.models import PublishedFigure
from metrics.published.bringing import READ

AGAIN = timedelta(hours=12)
log = structlog.get_logger()


def read_due(*, now: datetime) -> int:
    """How many figures were read; a channel that does not answer is asked again next time and keeps nobody waiting."""
    return sum(_read_safely(each, now=now) for each in _due(now=now))


def _due(*, now: datetime) -> list[Connection]:
    """Shops whose history is here and whose figures were not read for AGAIN; two queries."""
    channels = [slug for slug, each in base.CHANNELS.items() if each.performs]
    recent = PublishedFigure.objects.filter(source=READ, told_at__gt=now - AGAIN).values("shop")
    rows = Connection.objects.usable().filter(
        shop__channel__in=channels, first_sync_finished_at__isnull=False
    )
    return [
        each
        for each in rows.exclude(shop__in=recent)
        if base.told_metrics(each.shop) and figures.is_judged(each.shop)
    ]


def _read_safely(connection: Connection, *, now: datetime) -> int:
    try:
        return read(connection, now=now)
    except ChannelError as fault:
        log.warning("figures not read", shop=connection.shop_id, reason=fault.sentence)
        return 0


def read(connection: Connection, *, now: datetime) -> int:
    """Raises ChannelError."""
    return keep(connection.shop, base.told_figures(connection, now=now), now=now)


def keep(shop: Shop, told: Iterable[ToldFigure], *, now: datetime) -> int:
    """Each evaluation stands once; told again it says what was told last."""
    zone, known = figures.rules_of(shop, now=now).zone, figures.rules_of(shop, now=now).metrics
    rows = {}
    for each in told:
        first, last = days_of(each.since_at, each.until_at, zone)
        if each.metric in known:
            rows[each.metric, first, last] = PublishedFigure(
                team_id=shop.team_id, shop=shop, metric=each.metric, since_on=first, until_on=last, rate=each.rate,
                numerator=each.numerator, denominator=each.denominator, against_ids=list(each.against_ids),
                source=READ, told_at=now,
            )  # fmt: skip
    PublishedFigure.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["shop", "metric", "until_on", "since_on"],
        update_fields=["rate", "numerator", "denominator", "against_ids", "source", "told_at", "told_by"],
    )
    return len(rows)
