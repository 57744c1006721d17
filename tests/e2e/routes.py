"""Routing rules for the buttons on their pages; a version is live and has two."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from sourcing.models import Rehearsal, RouteDecision, RoutingRule, RoutingRuleSet, SkuTag
from sourcing.models.routing import DRAFT
from sourcing.routes import applying, editing, rehearsals
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell

PAGE = "/sourcing/routing/"


def rules(floor: Floor) -> list[RoutingRule]:
    """Of the live version; what somebody worked on is thrown away."""
    RoutingRuleSet.objects.filter(team=floor.team, state=DRAFT).delete()
    if not editing.live_of(floor.team):
        for name, country in (("To Britain", "GB"), ("Everything else", "")):
            add(floor, name, countries=[country] if country else [])
        editing.make_live(draft(floor), by=None, now=timezone.now())
    return editing.rules_of_set(editing.live_of(floor.team))


def add(floor: Floor, name: str, **fields: object) -> None:
    editing.add_rule(floor.team, by=None, now=timezone.now(), name=name, carrier="ups", **fields)


def draft(floor: Floor) -> RoutingRuleSet:
    return editing.draft_of(floor.team, by=floor.people[Role.OWNER], now=timezone.now())


def told(floor: Floor) -> Callable[[], object]:
    return lambda: [
        (each.rule_set_id, each.name, each.is_paused)
        for each in editing.rules_of_set(editing.shown_of(floor.team))
    ]


def of_rule(act: str, place: int = 0) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        rule = rules(floor)[place]
        return Click(PAGE, reverse(f"routing:{act}", args=[rule.pk]), told(floor))

    return click


def change(floor: Floor) -> Click:
    path = reverse("routing:change", args=[rules(floor)[0].pk])
    return Click(path, "", told(floor), {"name": "To the island"}, says="Rehearse it")


def add_one(floor: Floor) -> Click:
    rules(floor)
    return Click(
        reverse("routing:add"), "", told(floor), {"name": "Third", "service": "Ground"}, says="added"
    )


def of_draft(act: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        rules(floor)
        made = draft(floor)
        state = RoutingRuleSet.objects.filter(team=floor.team, pk=made.pk).values_list("state", flat=True)
        return Click(PAGE, reverse(f"routing:{act}", args=[made.pk]), lambda: list(state.all()))

    return click


def rehearse(floor: Floor) -> Click:
    rules(floor)
    made = draft(floor)
    asked = Rehearsal.objects.filter(team=floor.team)
    return Click(PAGE, reverse("routing:rehearse", args=[made.pk]), asked.count)


def apply(floor: Floor) -> Click:
    """Only of a new order: whatever a person did to one, no other button meets."""
    rules(floor)
    applying.route_new(floor.team, now=timezone.now())
    tell(floor)
    decided = RouteDecision.objects.filter(team=floor.team)
    here = reverse("routing:apply")
    return Click(here, here, decided.count, says="another way than before")


def tag(floor: Floor) -> Click:
    rules(floor)
    sku = Sku.objects.filter(team=floor.team, tags=None)[0].code
    tags = SkuTag.objects.filter(team=floor.team)
    return Click(PAGE, reverse("routing:tag"), tags.count, {"sku": sku, "tags": "fragile"})


CLICKS: Clicks = {
    "routing:move": of_rule("move", 1),
    "routing:pause": of_rule("pause"),
    "routing:remove": of_rule("remove"),
    "routing:change": change,
    "routing:add": add_one,
    "routing:use": of_draft("use"),
    "routing:discard": of_draft("discard"),
    "routing:rehearse": rehearse,
    "routing:apply": apply,
    "routing:tag": tag,
}


def rehearsed(floor: Floor) -> Rehearsal:
    rules(floor)
    row = rehearsals.ask(draft(floor), by=None, now=timezone.now())
    rehearsals.run(row.pk, now=timezone.now())
    return row


def pages(floor: Floor) -> Iterator[str]:
    rules(floor)
    applying.route_new(floor.team, now=timezone.now())
    tell(floor)
    yield reverse("routing:apply")
    yield from (
        reverse("routing:add"),
        change(floor).path,
        reverse("routing:rehearsal", args=[rehearsed(floor).pk]),
    )
    yield PAGE
    yield from (reverse("routing:lanes"), reverse("readiness:index"))
