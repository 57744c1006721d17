"""Rules that changed judge again: what each shop's facts were judged by is kept and compared with what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import structlog
from django.db import transaction

from fulfillment.catalog.models import FROM_THE_BEGINNING, Shop
from fulfillment.orders.models import Order
from fulfillment.orders.watch import wake
from fulfillment.tracking.models import Package
from metrics.figures import is_judged, versions_of
from metrics.models import JudgedRules

BATCH = 5000
A_DAY = timedelta(days=1)  # between the market's midnight and UTC's
log = structlog.get_logger()


def queue_changed_rules(*, now: datetime) -> int:
    """Orders whose rules say something else than when they were judged are woken; how many there were.

    A shop seen for the first time is only noted: what it has was judged by today's rules. Every batch commits by
    itself and the new content is kept last, so a killed worker's work is repeated, never lost.
    """
    known = {row.shop_id: row.contents for row in JudgedRules.objects.all()}
    woken = 0
    for shop in Shop.objects.order_by("pk"):
        contents = contents_of(shop)
        before = known.get(shop.pk)
        if contents is None or before == contents:
            continue
        if before is not None:
            woken += _wake_since(shop, first_difference(before, contents), now=now)
            log.info("rules changed", shop=shop.slug, orders=woken)
        JudgedRules.objects.update_or_create(
            shop=shop, defaults={"team_id": shop.team_id, "contents": contents, "noticed_at": now}
        )
    return woken


def contents_of(shop: Shop) -> dict[str, str] | None:
    """By first day of each version, a digest of what it rules for this shop; None where no book covers it."""
    if not is_judged(shop):
        return None
    since = "" if shop.scans_told_from_at in (None, FROM_THE_BEGINNING) else f" {shop.scans_told_from_at}"
    return {
        f"{rules.effective_from}": f"{rules.version} {rules.content_hash} {rules.zone}{since}"
        for rules in versions_of(shop)
    }


def first_difference(before: Mapping[str, str], after: Mapping[str, str]) -> date:
    """The first day from which orders may be judged otherwise: of a changed, new or vanished version."""
    days = {*before, *after}
    return min(date.fromisoformat(day) for day in days if before.get(day) != after.get(day))


def _wake_since(shop: Shop, since_on: date, *, now: datetime) -> int:
    since_at = datetime.combine(since_on, time(), tzinfo=UTC) - A_DAY
    last_id, woken = 0, 0
    while True:
        later = Order.objects.filter(shop=shop, placed_at__gte=since_at, pk__gt=last_id).order_by("pk")
        ids = list(later.values_list("pk", flat=True)[:BATCH])
        if not ids:
            return woken
        with transaction.atomic():
            wake(ids, now=now)
            served = Package.objects.filter(package_orders__order__in=ids).values("pk")
            Package.objects.filter(pk__in=served).update(verdict_until_at=now)
        last_id, woken = ids[-1], woken + len(ids)
