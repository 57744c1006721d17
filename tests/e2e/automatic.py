"""Rules that buy by themselves, and the exchange rates that they reckon with, for the buttons on their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from sourcing.models import AutoPause, AutoRule, OwnRate
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor

PAGE = "/sourcing/auto/"
RATES = "/sourcing/rates/"
LIMITS = {"most_per_order": Decimal(20), "most_per_day": Decimal(200), "changed_at": timezone.now()}


def rule(floor: Floor, currency: str = "USD") -> AutoRule:
    row, _ = AutoRule.objects.get_or_create(
        team=floor.team, supplier=None, currency=currency, defaults=LIMITS
    )
    return row


def rules(floor: Floor) -> Callable[[], object]:
    return lambda: list(AutoRule.objects.filter(team=floor.team).values("pk", "is_on", "most_per_day"))


def paused(floor: Floor) -> Callable[[], object]:
    return AutoPause.objects.filter(team=floor.team).exists


def add(floor: Floor) -> Click:
    told = {"currency": "CNY", "most_per_order": "90", "most_per_day": "900"}
    AutoRule.objects.filter(team=floor.team, currency="CNY").delete()
    return Click(reverse("auto:add"), "", rules(floor), told, says="Saved")


def change(floor: Floor) -> Click:
    path = reverse("auto:change", args=[rule(floor).pk])
    return Click(path, "", rules(floor), {"most_per_day": "321"}, says="Saved")


def of_rule(act: str, currency: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        return Click(PAGE, reverse(f"auto:{act}", args=[rule(floor, currency).pk]), rules(floor))

    return click


def own_rates(floor: Floor) -> Callable[[], object]:
    return lambda: list(OwnRate.objects.filter(team=floor.team).values_list("base", "quote", "rate"))


def own_rate(floor: Floor, base: str = "USD") -> OwnRate:
    told = {"rate": Decimal("25400"), "told_at": timezone.now()}
    key = {"base": base, "quote": "VND", "day_on": timezone.localdate()}
    row, _ = OwnRate.objects.get_or_create(team=floor.team, **key, defaults=told)
    return row


def write_rate(floor: Floor) -> Click:
    told = {"base": "EUR", "rate": "28100.5", "quote": "VND"}
    OwnRate.objects.filter(team=floor.team, base="EUR").delete()
    return Click(RATES, "", own_rates(floor), told, says="Saved")


def remove_rate(floor: Floor) -> Click:
    action = reverse("rates:remove", args=[own_rate(floor, "GBP").pk])
    return Click(RATES, action, own_rates(floor), says="is gone")


def pause(floor: Floor) -> Click:
    rule(floor)
    AutoPause.objects.filter(team=floor.team).delete()
    return Click(PAGE, reverse("auto:pause"), paused(floor), says="Paused")


def resume(floor: Floor) -> Click:
    rule(floor)
    AutoPause.objects.get_or_create(team=floor.team, defaults={"paused_at": timezone.now()})
    return Click(PAGE, reverse("auto:resume"), paused(floor), says="Resumed")


CLICKS: Clicks = {
    "auto:add": add,
    "auto:change": change,
    "auto:switch": of_rule("switch", "EUR"),
    "auto:remove": of_rule("remove", "GBP"),
    "auto:pause": pause,
    "auto:resume": resume,
    "rates:index": write_rate,
    "rates:remove": remove_rate,
}


def pages(floor: Floor) -> Iterator[str]:
    """The list with and without the pause, whose buttons are two; a rule's form and an empty one."""
    row = rule(floor)
    AutoPause.objects.filter(team=floor.team).delete()
    yield PAGE
    AutoPause.objects.create(team=floor.team, paused_at=timezone.now())
    yield PAGE
    yield reverse("auto:add")
    yield reverse("auto:change", args=[row.pk])
    own_rate(floor, "GBP")
    yield RATES
