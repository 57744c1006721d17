"""Which order each row of a list means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.lists.tabular import Line, folded
from fulfillment.orders.models import Order

# What is looked at of an order: rows of orders are wide, and a list has thousands.
READ = (
    "team_id", "shop_id", "external_id", "number", "status", "shipping_type", "placed_at", "paid_at", "buyer_key",
    "buyer__erased_at", "buyer__line1", "buyer__city", "buyer__postal_code", "buyer__country",
)  # fmt: skip


class Named(NamedTuple):
    """The order, or why there is none."""

    order: Order | None = None
    why_not: Finding | None = None


def orders_of(team: Team, lines: Sequence[Line], only: Shop | None) -> list[Named]:
    """For each line; three queries. `only`: the shop that all of them shall be of."""
    shops = {shop.pk: shop for shop in Shop.objects.of(team).select_related("team")}
    by_name = defaultdict(set)
    for shop in shops.values():
        by_name[folded(shop.name)].add(shop.pk)
        by_name[folded(shop.slug)].add(shop.pk)
    known = _known(team, shops, {spelling for line in lines for spelling in _spellings(line.order)})
    return [_named(line, known, by_name, only) for line in lines]


def _known(team: Team, shops: dict[int, Shop], words: set[str]) -> dict[str, dict[int, Order]]:
    """By each word that may name it."""
    found: dict[str, dict[int, Order]] = defaultdict(dict)
    orders = Order.objects.of(team).select_related("buyer").only(*READ)
    for order in (*orders.filter(external_id__in=words), *orders.filter(number__in=words).exclude(number="")):
        order.shop = shops[order.shop_id]
        for word in {order.external_id, order.number} & words:
            found[word][order.pk] = order
    return found


def _spellings(word: str) -> list[str]:
    """People write "#1001" for 1001, and the other way round."""
    if not word:
        return []
    return [word, word[1:] if word.startswith("#") else f"#{word}"]


def _named(
    line: Line, known: dict[str, dict[int, Order]], shops: dict[str, set[int]], only: Shop | None
) -> Named:
    if line.problem:
        return Named(why_not=told("unreadable", why=line.problem))
    if not line.order:
        return Named(why_not=told("no_order"))
    if line.shop and folded(line.shop) not in shops:
        return Named(why_not=told("unknown_shop", shop=line.shop))
    wanted = shops[folded(line.shop)] if line.shop else {only.pk} if only else None
    found = [list(known[word].values()) for word in _spellings(line.order) if word in known]
    fitting = [[order for order in orders if wanted is None or order.shop_id in wanted] for orders in found]
    left = next((orders for orders in fitting if orders), [])
    if not found:
        return Named(why_not=told("unknown_order", order=line.order))
    if not left or (only and left[0].shop_id != only.pk):
        return Named(why_not=told("other_shop", order=line.order, shop=found[0][0].shop.name))
    if len(left) > 1:
        names = " and ".join(sorted({order.shop.name for order in left}))
        return Named(why_not=told("in_two_shops", order=line.order, shops=names))
    return Named(order=left[0])
