"""The verdicts, stored: packages whose next moment has come are judged, and their orders told.

Whatever changes a package makes it due (`verdict_until_at`); time alone does so for a number without a scan. A
batch locks orders before packages and both by id, as ingest does. Each batch is a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from django.db import transaction

from fulfillment.orders.rulings import Rulings
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.orders.watch import wake
from fulfillment.policies.parts import TrackingRules
from fulfillment.policies.rulebook import UnknownMarket
from fulfillment.tracking.correcting import corrections
from fulfillment.tracking.gathering import Looked, look_at, sharing
from fulfillment.tracking.models import Package
from fulfillment.tracking.record import links
from fulfillment.tracking.record.turns import record_turns
from fulfillment.tracking.states import PackageStatus
from fulfillment.tracking.validity import InvalidReason, judge, policy_of

log = structlog.get_logger()

BATCH = 2000
RETRY_AFTER = timedelta(hours=1)
# A shared number may be corrected on the other package: while it can be, ours is looked at once a day.
LOOK_AGAIN_AFTER = timedelta(days=1)
LOOK_AGAIN_FOR = timedelta(days=30)

LOCK_ORDERS = "SELECT id FROM orders_order WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"
LOCK_PACKAGES = "SELECT id FROM tracking_package WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"
WRITE = """
UPDATE tracking_package p
SET verdict = r.verdict, verdict_until_at = r.verdict_until_at, verdict_reasons = r.verdict_reasons,
    correct_by_at = r.correct_by_at
FROM json_to_recordset(%(rows)s::json)
    AS r(id bigint, verdict text, verdict_until_at timestamptz, verdict_reasons jsonb,
    correct_by_at timestamptz)
WHERE p.id = r.id AND (p.verdict, p.verdict_until_at, p.verdict_reasons, p.correct_by_at)
    IS DISTINCT FROM (r.verdict, r.verdict_until_at, r.verdict_reasons, r.correct_by_at)
"""
# The worst reason of the packages that an order waits for or was sent in; reasons stand worst first.
TELL_ORDERS = """
UPDATE orders_order o SET tracking_problem = t.problem
FROM (
    SELECT l.order_id, coalesce((array_agg(p.verdict_reasons ->> 0 ORDER BY
        array_position(%(reasons)s::text[], p.verdict_reasons ->> 0)) FILTER (WHERE p.verdict = 'invalid'))[1], '')
        AS problem
    FROM tracking_packageorder l JOIN tracking_package p ON p.id = l.package_id
    WHERE l.order_id = ANY(%(orders)s) AND l.is_current AND p.status <> 'cancelled'
    GROUP BY l.order_id
) t
WHERE o.id = t.order_id AND o.tracking_problem <> t.problem
RETURNING o.id
"""


def judge_due_packages(*, now: datetime, limit: int = BATCH) -> int:
    """Judges and writes up to `limit` due packages in one transaction; how many were due (0: none)."""
    with transaction.atomic():
        due = Package.objects.filter(verdict_until_at__lte=now).order_by("verdict_until_at", "pk")
        ids = list(due.values_list("pk", flat=True)[:limit])
        if ids:
            judge_packages(ids, now=now)
    return len(ids)


def judge_packages(package_ids: Sequence[int], *, now: datetime) -> None:
    """These packages' verdicts are those of `now`, and of all that turn out to share a number with them."""
    ids = sorted({*package_ids, *sharing(package_ids)})
    execute(LOCK_ORDERS, {"ids": links.orders_of(ids)})
    execute(LOCK_PACKAGES, {"ids": ids})
    looked = look_at(ids)
    rulings = Rulings.of_shops({one.shop_id for one in looked})
    rows = [_judged(one, rulings, now) for one in looked]
    execute(WRITE, {"rows": encode(rows)})
    was = {one.id: (one.verdict, msgspec.json.decode(one.reasons)) for one in looked}
    changed = [row["id"] for row in rows if was[row["id"]] != (row["verdict"], row["verdict_reasons"])]
    _tell_orders(changed, now)
    record_turns({one.id: one.verdict for one in looked}, rows, now=now)


def _tell_orders(package_ids: Sequence[int], now: datetime) -> None:
    orders = links.orders_of(package_ids)
    execute(TELL_ORDERS, {"orders": orders, "reasons": [str(reason) for reason in InvalidReason]})
    wake(orders, now=now)


def _judged(one: Looked, rulings: Rulings, now: datetime) -> dict[str, Any]:
    verdict, until, correct_by = "", None, None
    reasons: tuple[InvalidReason, ...] = ()
    if _has_left_us(one):
        try:
            rules = rulings.at(one.shop_id, one.facts.placed_at or one.facts.shipped_at or now).tracking
            found = judge(one.facts, policy_of(rules), now)
            verdict, until, reasons = found.state.value, found.until, found.reasons
            correct_by = _correct_by(one, reasons, rules)
        except UnknownMarket as error:
            log.warning("a package could not be judged", package=one.id, why=str(error))
            until = now + RETRY_AFTER
    if InvalidReason.REUSED in reasons and now - (one.facts.shipped_at or now) < LOOK_AGAIN_FOR:
        until = now + LOOK_AGAIN_AFTER
    return {
        "id": one.id,
        "verdict": verdict,
        "verdict_until_at": until,
        "verdict_reasons": [reason.value for reason in reasons],
        "correct_by_at": correct_by,
    }


def _has_left_us(one: Looked) -> bool:
    """A package without number, shipping and scan has nothing to be judged by; nor has a cancelled one."""
    facts = one.facts
    is_told = bool(facts.number or facts.shipped_at or facts.first_scan_at)
    return is_told and one.status != PackageStatus.CANCELLED


def _correct_by(one: Looked, reasons: Sequence[str], rules: TrackingRules) -> datetime | None:
    facts = one.facts
    found = corrections(
        rules,
        reasons=reasons,
        shipped_at=facts.shipped_at,
        shipping_type=facts.shipping_type,
        numbers_told=one.numbers_told,
    )
    return found.open_until() if found else None
