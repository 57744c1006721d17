"""What the platform says of the demo's shop: its own figures, read and entered, and a violation with its deadline."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Shop
from fulfillment.desk.demo.evening.meetings import NEARLY_JUDGED
from fulfillment.desk.demo.people import manager_of
from fulfillment.orders.models import Order
from metrics.counts import Counts
from metrics.freshness import freshness
from metrics.models import Fact, PublishedFigure, Violation
from metrics.published import fetching
from metrics.published.bringing import ENTERED
from metrics.violations.states import State
from metrics.weekly import weeks
from metrics.weekly.weeks import Week

LATE = "late-dispatch-rate"
WEEKS = 4
THEIRS = 2  # orders a week that only the platform calls late
IN_IT = 6  # orders of the violation


def tell_platform(team: Team, *, now: datetime) -> int:
    """Figures and violations that are on record now; none while orders wait to be judged, or where there were some."""
    shop = Shop.objects.filter(team=team, channel="tiktok", market="US").order_by("pk").first()
    known = PublishedFigure.objects.filter(team=team, metric=LATE)
    manager = manager_of(team)
    if not (shop and manager) or known.exists() or freshness(team, now=now).waiting > NEARLY_JUDGED:
        return 0
    last = weeks.last_whole(now.astimezone(ZoneInfo(team.time_zone)).date())
    entered = [
        _enter(shop, Week(last.monday - timedelta(weeks=back)), by=manager, now=now) for back in range(WEEKS)
    ]
    return sum(entered) + fetching.read_due(now=now) + _violations(shop, last, by=manager, now=now)


def _enter(shop: Shop, week: Week, *, by: User, now: datetime) -> bool:
    """No interface tells late dispatch, so a manager copies it from the seller pages. One of our late orders they let
    pass; some that we call in time they date later."""
    facts = Fact.objects.filter(
        shop=shop, metric=LATE, day_on__range=(week.monday, week.sunday), in_denominator=True
    )
    late, fine = (facts.filter(in_numerator=each).order_by("unit_id") for each in (True, False))
    ours = Counts(late.count(), late.count() + fine.count())
    if not ours.denominator:
        return False
    theirs = [*_ids(late)[1:], *_ids(fine)[:THEIRS]]
    PublishedFigure.objects.create(
        team=shop.team, shop=shop, metric=LATE, since_on=week.monday, until_on=week.sunday,
        rate=Counts(len(theirs), ours.denominator).rate or 0, numerator=len(theirs), denominator=ours.denominator,
        against_ids=theirs, source=ENTERED, told_at=now, told_by=by,
    )  # fmt: skip
    return True


def _ids(facts: QuerySet[Fact]) -> list[str]:
    units = list(facts.values_list("unit_id", flat=True))
    orders = Order.objects.filter(pk__in=units).order_by("pk")
    return list(orders.values_list("external_id", flat=True))


def _violations(shop: Shop, last: Week, *, by: User, now: datetime) -> int:
    """One to be appealed within the week, and an earlier one that the platform took back."""
    today = now.astimezone(ZoneInfo(shop.team.time_zone)).date()
    told = [
        Violation(
            reference=f"LD-{last.label}", title="Late dispatch rate above target", points=4, state=State.OPEN,
            happened_on=last.after.monday, appeal_until_on=today + timedelta(days=6), order_ids=_worth_appealing(shop),
        ),
        Violation(
            reference="LD-earlier", title="Late dispatch rate above target", points=2, state=State.LIFTED,
            happened_on=last.monday - timedelta(weeks=5), appeal_until_on=last.monday - timedelta(weeks=2),
            note="Taken back: the pick-up was signed before the deadline.",
        ),
    ]  # fmt: skip
    for each in told:
        each.team, each.shop, each.metric = shop.team, shop, LATE
        each.entered_at = each.state_at = now
        each.entered_by = each.state_by = by
    return len(Violation.objects.bulk_create(told, ignore_conflicts=True))


def _worth_appealing(shop: Shop) -> list[str]:
    """Handed over, best of all in time and scanned too late; where the truck book is empty, any that are late."""
    orders = Order.objects.filter(shop=shop, dispatch_due_at__isnull=False)
    handed_over = orders.filter(handed_over_at__isnull=False)
    proven = handed_over.filter(
        handed_over_at__lte=F("dispatch_due_at"), last_first_scan_at__gt=F("dispatch_due_at")
    )
    late = orders.filter(last_first_scan_at__gt=F("dispatch_due_at"))
    found: dict[str, None] = {}
    for some in (proven, handed_over, late):
        found |= dict.fromkeys(some.order_by("-placed_at").values_list("external_id", flat=True)[:IN_IT])
    return list(found)[:IN_IT]
