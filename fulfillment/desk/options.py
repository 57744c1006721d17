"""What a list of one team's orders can be filtered by: shops, suppliers, carriers, members and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import connection

from fulfillment.accounts.models import Membership, Team
from fulfillment.tracking.numbers import carrier_name

# One statement for five small tables: a page that waits for the database once instead of five times.
READ = """
SELECT 'shop', id, slug::text, name, market, time_zone, false FROM catalog_shop WHERE team_id = %(team)s
UNION ALL
SELECT 'supplier', id, code::text, name, '', '', false FROM catalog_supplier WHERE team_id = %(team)s
UNION ALL
SELECT DISTINCT 'carrier', 0::bigint, carrier, '', '', '', false
FROM orders_lane WHERE team_id = %(team)s AND carrier <> ''
UNION ALL
SELECT 'member', u.id, u.email, trim(u.first_name || ' ' || u.last_name), '', '', false
FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE m.team_id = %(team)s
UNION ALL
SELECT 'view', id, CASE WHEN is_shared THEN 'shared' ELSE '' END, name, query, '', user_id = %(user)s FROM orders_savedview
WHERE team_id = %(team)s AND page = 'orders' AND (user_id = %(user)s OR is_shared)
ORDER BY 1, 4, 3
"""


@dataclass(frozen=True, slots=True)
class ShopOption:
    id: int
    slug: str
    name: str
    market: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class View:
    """A saved view; only its maker may share or delete it."""

    id: int
    name: str
    query: str
    is_mine: bool
    is_shared: bool


@dataclass(frozen=True)
class Options:
    """Suppliers by code, members by id, carriers by our code; names as people read them."""

    shops: Mapping[str, ShopOption] = field(default_factory=dict)
    suppliers: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    carriers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[int, str] = field(default_factory=dict)
    views: tuple[View, ...] = ()

    @cached_property
    def shop_by_id(self) -> dict[int, ShopOption]:
        return {shop.id: shop for shop in self.shops.values()}

    @cached_property
    def markets(self) -> list[str]:
        return sorted({shop.market for shop in self.shops.values() if shop.market})


def options_of(membership: Membership) -> Options:
    """Everything a filter of this team can be set to, and the views this member sees; one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"team": membership.team_id, "user": membership.user_id})
        rows = cursor.fetchall()
    found: dict[str, list[tuple]] = {}
    for kind, *values in rows:
        found.setdefault(kind, []).append(tuple(values))
    carriers = {code: carrier_name(code) for _, code, *_ in found.get("carrier", ())}
    return Options(
        shops={
            slug: ShopOption(pk, slug, name, market, ZoneInfo(zone))
            for pk, slug, name, market, zone, _ in found.get("shop", ())
        },
        suppliers={code: (pk, name) for pk, code, name, *_ in found.get("supplier", ())},
        carriers=dict(sorted(carriers.items(), key=lambda each: each[1].lower())),
        members={pk: name or email for pk, email, name, *_ in found.get("member", ())},
        views=tuple(
            View(pk, name, query, is_mine, bool(shared))
            for pk, shared, name, query, _, is_mine in found.get("view", ())
        ),
    )


def zones(options: Options, team: Team) -> dict[ZoneInfo, list[int]]:
    """Shop ids by the zone of their market: a day begins at another moment in each."""
    found: dict[ZoneInfo, list[int]] = {}
    for shop in options.shops.values():
        found.setdefault(shop.zone, []).append(shop.id)
    return found or {ZoneInfo(team.time_zone): []}
