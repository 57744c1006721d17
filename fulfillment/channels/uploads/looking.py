"""One number for one order, looked at as a form or a list gives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.channels.uploads.findings import Finding
from fulfillment.channels.uploads.gathering import Gathered, gather, with_parts
from fulfillment.channels.uploads.parts import asked_for
from fulfillment.channels.uploads.preflight import SHIPPED, Doing, OrderFacts, ShopFacts, Upload, look, tidy
from fulfillment.orders.models import Order
from fulfillment.tracking.carriers.directory import CARRIERS
from fulfillment.tracking.numbers import ANY_POST, Check, carrier_from_name, carrier_name, identify


class Looked(NamedTuple):
    order: Order
    upload: Upload
    facts: OrderFacts
    shop: ShopFacts
    findings: list[Finding]
    guessed: bool  # the carrier was read off the number

    @property
    def may_go(self) -> bool:
        return not any(finding.refuses for finding in self.findings)

    @property
    def has_warnings(self) -> bool:
        return any(finding.warns for finding in self.findings)

    @property
    def carrier(self) -> str:
        return carrier_name(self.upload.carrier)


def look_at(team: Team, order: Order, given: Mapping[str, str], *, now: datetime) -> Looked:
    """`given`: number, carrier, package, doing, units per line, as a form sends them."""
    number = tidy(given.get("number", ""))
    gathered = with_parts(gather(team, [order], [number], now=now), [order])
    return judge(order, number, given, gathered, now=now)


def judge(
    order: Order, number: str, given: Mapping[str, str], gathered: Gathered, *, now: datetime
) -> Looked:
    facts, shop = gathered.facts(order.pk, number), gathered.shops[order.shop_id]
    chosen = carrier_from_name(given.get("carrier", "")) or ""
    carrier = chosen or guess(number, shop.accepted)
    doing = doing_of(given.get("doing", ""), facts)
    parts = asked_for(facts.left, given) if doing is Doing.UPLOAD else ()
    upload = Upload(number, carrier, doing, given.get("package", "")[:64], parts)
    findings = look(upload, facts, shop, now=now)
    return Looked(order, upload, facts, shop, findings, guessed=bool(carrier) and not chosen)


def doing_of(word: str, facts: OrderFacts) -> Doing:
    """What was asked for; else what the order needs."""
    if word in set(Doing):
        return Doing(word)
    return Doing.CORRECT if facts.status in SHIPPED else Doing.UPLOAD


def guess(number: str, accepted: frozenset[str] | None) -> str:
    """The carrier whose number this is, one that the market accepts first; blank where it may be of any.

    Of a mistyped number the carrier whose shape it has: so its check digit can be spoken of.
    """
    read = [each for each in identify(number) if each.carrier != ANY_POST and each.carrier in CARRIERS]
    right = [each.carrier for each in read if each.check is not Check.INVALID]
    taken = [carrier for carrier in right if accepted is None or carrier in accepted]
    return next(iter(taken or right or [each.carrier for each in read]), "")
