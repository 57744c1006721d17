"""Copies of one order on several channels: linked as told, or by a person; unlinked for good. With their events.

A copy is no open work, counts in no rate, and what waited to be sent about it is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.orders.folding import fold
from fulfillment.orders.history import record
from fulfillment.orders.likeness import WITHIN, Seen, may_be_one
from fulfillment.orders.models import NotACopy, Order, OrderCopy
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.orders.upsert.rowset import encode, execute
from fulfillment.orders.watch import judge_at_once, wake
from fulfillment.outbox.asking import withdraw
from fulfillment.outbox.models import OutboundWrite

LINKED, UNLINKED = "copy.linked", "copy.unlinked"
DISMISSED, ASKED_AGAIN = "copy.dismissed", "copy.dismissal_undone"
LOOKED_AT = 20

# Pairs that the channels name, whichever of the two came first; the root of a set, where the named is a copy itself.
TOLD = """
SELECT c.id, coalesce(r.original_id, o.id)
FROM orders_order c
JOIN orders_order o ON o.external_id = c.copied_from AND o.team_id = c.team_id AND o.shop_id <> c.shop_id
LEFT JOIN orders_ordercopy r ON r.order_id = o.id
WHERE c.team_id = %(team)s AND c.copied_from <> '' AND (c.id = ANY(%(ids)s) OR c.copied_from = ANY(%(names)s))
    AND NOT EXISTS (SELECT FROM orders_ordercopy k WHERE k.order_id = c.id)
    AND NOT EXISTS (SELECT FROM orders_notacopy n WHERE n.order_id = c.id AND n.other_id = o.id)
"""
LINK = """
WITH pairs AS (
    SELECT DISTINCT ON (r.copy) r.copy, r.original
    FROM json_to_recordset(%(rows)s::json) AS r(copy bigint, original bigint)
    WHERE r.copy <> r.original ORDER BY r.copy, r.original
)
INSERT INTO orders_ordercopy (order_id, original_id, team_id, is_told, linked_at, linked_by_id)
SELECT e.order_id, e.original, %(team)s, %(told)s, %(now)s, %(by)s
FROM (
    SELECT original AS order_id, original FROM pairs WHERE original NOT IN (SELECT copy FROM pairs)
    UNION SELECT copy, original FROM pairs WHERE original NOT IN (SELECT copy FROM pairs)
) e ORDER BY e.order_id
ON CONFLICT (order_id) DO NOTHING
RETURNING order_id, original_id
"""


class Refused(Exception):
    """Nothing was linked; the words say why."""


def link_told(team: Team, orders: dict[int, str], *, now: datetime) -> int:
    """Of these orders (external ids by id) those that are copies, or have some, are linked; how many copies."""
    values = {"team": team.pk, "ids": list(orders), "names": list(orders.values())}
    pairs = [(copy, original) for copy, original in execute(TOLD, values)]
    return len(_link(team, pairs, is_told=True, by=None, now=now)) if pairs else 0


def link(copy: Order, original: Order, *, by: User, now: datetime) -> None:
    """The one is a copy of the other, or of what that is a copy of."""
    if copy.team_id != original.team_id or copy.pk == original.pk:
        raise Refused("An order can only be a copy of another one of the same team.")
    with transaction.atomic():
        lock_these([copy.pk, original.pk])
        known = {row.order_id: row for row in OrderCopy.objects.filter(order__in=[copy.pk, original.pk])}
        if copy.pk in known:
            has = "has copies of its own" if known[copy.pk].original_id == copy.pk else "is a copy already"
            raise Refused(f"{copy} {has}. Unlink it first.")
        root = known[original.pk].original_id if original.pk in known else original.pk
        NotACopy.objects.filter(order=copy.pk, other__in=[root, original.pk]).delete()
        _link(copy.team, [(copy.pk, root)], is_told=False, by=by, now=now)


def unlink(copy: Order, *, by: User, now: datetime, for_good: bool = True) -> int | None:
    """It is an order of its own again, and stays so whatever its channel names; the id of what it was a copy of."""
    with transaction.atomic():
        row = OrderCopy.objects.filter(order=copy).first()
        if row is None or row.original_id == copy.pk:
            return None
        original_id = row.original_id
        lock_these([copy.pk, original_id])
        row.delete()
        if not OrderCopy.objects.filter(original=original_id).exclude(order=original_id).exists():
            OrderCopy.objects.filter(order=original_id).delete()
        if for_good:
            deny(copy, original_id)
        _tell([(copy.pk, original_id)], UNLINKED, by=by, now=now)
    return original_id


def deny(order: Order, other_id: int) -> None:
    """They are two orders: neither is linked to or suggested for the other any more."""
    pairs = [(order.pk, other_id), (other_id, order.pk)]
    rows = [NotACopy(team_id=order.team_id, order_id=one, other_id=two) for one, two in pairs]
    NotACopy.objects.bulk_create(rows, ignore_conflicts=True)


def dismiss(order: Order, other: Order, *, by: User, now: datetime) -> None:
    """A suggestion is said to be wrong: the two are two orders."""
    if order.team_id != other.team_id or order.pk == other.pk:
        raise Refused("Only two orders of the same team can be told apart.")
    with transaction.atomic():
        lock_these([order.pk, other.pk])
        roots = OrderCopy.objects.filter(order__in=[order.pk, other.pk]).values_list("original", flat=True)
        if len(roots) == 2 and len(set(roots)) == 1:
            raise Refused(f"{order} and {other} are linked. Unlink them first.")
        deny(order, other.pk)
        _tell([(order.pk, other.pk)], DISMISSED, by=by, now=now)


def ask_again(order: Order, other_id: int, *, by: User, now: datetime) -> bool:
    """The two may be suggested for each other again; False where nobody had told them apart."""
    with transaction.atomic():
        lock_these([order.pk, other_id])
        pairs = NotACopy.objects.filter(order__in=[order.pk, other_id], other__in=[order.pk, other_id])
        gone, _ = pairs.delete()
        if gone:
            _tell([(order.pk, other_id)], ASKED_AGAIN, by=by, now=now)
    return bool(gone)


def suggested(order: Order) -> list[Order]:
    """Orders of other shops that may be the same one; two queries, however many orders there are."""
    if order.total is None or order.buyer is None or OrderCopy.objects.filter(order=order).exists():
        return []
    near = Order.objects.filter(
        team=order.team_id,
        placed_at__range=(order.placed_at - WITHIN, order.placed_at + WITHIN),
        total=order.total,
        currency=order.currency,
        buyer__search=SearchQuery(fold(order.buyer.name), config="simple"),
    ).exclude(shop=order.shop_id)
    denied = NotACopy.objects.filter(order=order).values("other")
    others = near.exclude(pk__in=denied).filter(copy_row=None).select_related("buyer", "shop")
    found = list(others.prefetch_related("lines").order_by("placed_at", "pk")[:LOOKED_AT])
    return [other for other in found if may_be_one(_seen(order), _seen(other))]


def _seen(order: Order) -> Seen:
    buyer = order.buyer
    lines = sorted((line.sku_code, line.quantity) for line in order.lines.all())
    return Seen(
        order.shop_id,
        order.placed_at,
        order.total,
        order.currency,
        fold(buyer.name) if buyer else "",
        fold(f"{buyer.line1} {buyer.postal_code}") if buyer else "",
        tuple(lines),
    )


def _link(
    team: Team, pairs: Sequence[tuple[int, int]], *, is_told: bool, by: User | None, now: datetime
) -> list[tuple[int, int]]:
    """The pairs that are new, in a fixed number of statements."""
    rows = [{"copy": copy, "original": original} for copy, original in pairs]
    with transaction.atomic():
        lock_these({pk for pair in pairs for pk in pair})
        values = {"rows": encode(rows), "team": team.pk, "told": is_told, "now": now}
        written = execute(LINK, values | {"by": by.pk if by else None})
        linked = [(copy, original) for copy, original in written if copy != original]
        _withdraw_numbers(team, [copy for copy, _ in linked], now=now)
        _tell(linked, LINKED, by=by, now=now)
    return linked


def _withdraw_numbers(team: Team, copies: list[int], *, now: datetime) -> None:
    named = set(Order.objects.filter(pk__in=copies).values_list("shop", "external_id"))
    rows = OutboundWrite.objects.of(team).unsettled().filter(kind__startswith="shipment.")
    waiting = rows.filter(subject__in=[name for _, name in named]).values_list("pk", "shop", "subject")
    numbers = [pk for pk, shop_id, name in waiting if (shop_id, name) in named]
    if numbers:
        withdraw(OutboundWrite.objects.filter(pk__in=numbers), now=now)


def _tell(pairs: Iterable[tuple[int, int]], kind: str, *, by: User | None, now: datetime) -> None:
    pairs = list(pairs)
    both = sorted({pk for pair in pairs for pk in pair})
    record(both, kind=kind, key=f"{kind}:{now.isoformat()}", by=by, now=now)
    (judge_at_once if by else wake)(both, now=now)
