"""Buying by rules: what waits is planned as for a person, and what a rule may buy is placed the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet, Sum

from fulfillment.accounts.models import Team
from fulfillment.orders.models import OrderLine
from fulfillment.policies.calendars import moment
from sourcing.auto.deciding import Proposal, Rule, Verdict, decide
from sourcing.models import AutoPause, AutoPurchase, AutoRule, PurchaseLine
from sourcing.promising import lock
from sourcing.purchasing.choosing import Choice, Option
from sourcing.purchasing.gathering import Line, Plan, plan, to_buy
from sourcing.purchasing.placing import place
from sourcing.rates.book import Book, Dated
from sourcing.rates.keeping import book_of


def teams() -> QuerySet[Team]:
    """Those for which something may be bought now."""
    ruled = AutoRule.objects.filter(is_on=True).values("team")
    return Team.objects.filter(pk__in=ruled).exclude(pk__in=AutoPause.objects.values("team"))


def order_by_rules(team: Team, *, now: datetime) -> int:
    """Lines bought. Two that run at once buy nothing twice, nor more than a day's limit: the second waits for the first."""
    with transaction.atomic():
        lock(team)
        if AutoPause.objects.filter(team=team).exists():
            return 0
        found, spent = plan(team, to_buy(team), now=now), spent_today(team, now=now)
        verdicts = judged(team, found, AutoRule.objects.filter(team=team), spent, now=now)
        return _placed(team, verdicts, now=now)


def judged(
    team: Team, found: Plan, rules: Iterable[AutoRule], spent: Mapping[int, Decimal], *, now: datetime
) -> list[Verdict]:
    """What the rules do with each line of the plan that somebody promises. `spent`: as `spent_today` gives it."""
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    return decide(_proposals(found, book_of(team, [today]), today), map(_rule, rules), spent)


def spent_today(team: Team, *, now: datetime) -> dict[int, Decimal]:
    """Landed cost by rule, since midnight in the team's time zone; what was recalled is not spent."""
    zone = ZoneInfo(team.time_zone)
    since = moment(now.astimezone(zone).date(), time(0), zone)
    bought = AutoPurchase.objects.filter(
        team=team, rule__isnull=False, bought_at__gte=since, purchase_line__ended_at=None
    )
    return dict(bought.values_list("rule").annotate(total=Sum("cost")))


def _rule(row: AutoRule) -> Rule:
    return Rule(
        id=row.pk, supplier=row.supplier_id, currency=row.currency, most_per_order=row.most_per_order,
        most_per_day=row.most_per_day, least_margin=row.least_margin, is_on=row.is_on,
    )  # fmt: skip


def _proposals(found: Plan, book: Book, today: date) -> list[Proposal]:
    paid = _paid(each.line for each in found.lines)
    rate_on = cache(partial(book.rate, on=today))
    return [
        _proposal(line, choice.chosen, choice, *paid[line.line], rate_on)
        for line, choice in zip(found.lines, found.choices, strict=True)
        if choice.chosen
    ]


def _proposal(
    line: Line, option: Option, choice: Choice, price: Decimal | None, sold_in: str,
    rate_on: Callable[[str, str], Dated | None],
) -> Proposal:  # fmt: skip
    units, found = choice.need.units, rate_on(sold_in, option.currency)
    return Proposal(
        line=line.line, order=line.order_id, offer=option.offer, supplier=option.supplier, currency=option.currency,
        cost=option.landed * units, revenue=None if price is None else price * units, sold_in=sold_in,
        rate=found.rate if found else None, is_late=choice.is_late,
    )  # fmt: skip


def _paid(lines: Iterable[int]) -> dict[int, tuple[Decimal | None, str]]:
    rows = OrderLine.objects.filter(pk__in=list(lines))
    return {pk: (price, currency) for pk, price, currency in rows.values_list("pk", "unit_price", "currency")}


def _placed(team: Team, verdicts: Sequence[Verdict], *, now: datetime) -> int:
    wanted = {each.proposal.line: each for each in verdicts if each.why is None}
    if not wanted:
        return 0
    offers = {line: each.proposal.offer for line, each in wanted.items()}
    purchases = place(team, offers, key=uuid4(), by=None, now=now).purchases
    rows = [
        AutoPurchase(
            team=team, purchase_line=line, rule_id=wanted[line.order_line_id].rule,
            cost=line.landed * line.quantity, bought_at=now,
        )
        for line in PurchaseLine.objects.filter(purchase__in=purchases)
    ]  # fmt: skip
    AutoPurchase.objects.bulk_create(rows)
    return len(rows)
