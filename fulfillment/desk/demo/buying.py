"""What the demonstration buys: cheap goods by a rule, some orders an hour by hand. Suppliers answer after a while; the
forgetful one does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import Role
from fulfillment.desk.demo.promises import PEOPLE
from sourcing.models import AutoRule, Purchase
from sourcing.purchasing.answering import Taken, answer
from sourcing.purchasing.gathering import plan, to_buy
from sourcing.purchasing.placing import place
from sourcing.supplier_pages import profile_of

AN_HOUR = 6  # orders
THINKS = timedelta(minutes=4)
FORGETS = 3  # one supplier in so many lets orders lie
GIVES_UP_AFTER = timedelta(hours=6)
# In USD; dearer goods wait for people.
BY_ITSELF = {"most_per_order": 30, "most_per_day": 250, "least_margin": 20}


def turn(team: Team, *, now: datetime) -> None:
    """Once an hour something is bought, and what was bought before is answered; pressed again it is the same."""
    _answer(team, now)
    AutoRule.objects.get_or_create(
        team=team, supplier=None, currency="USD", defaults=BY_ITSELF | {"changed_at": now}
    )
    key = uuid5(NAMESPACE_URL, f"demo:{team.pk}:{now:%Y-%m-%dT%H}")
    if Purchase.objects.of(team).filter(key=key).exists():
        return
    found = plan(team, to_buy(team, most=AN_HOUR), now=now)
    chosen = {each.need.line: each.chosen.offer for each in found.choices if each.chosen}
    if chosen:
        by = Membership.objects.select_related("user").filter(team=team, role=Role.OPERATOR).earliest("pk")
        place(team, chosen, key=key, by=by.user, now=now)


def _answer(team: Team, now: datetime) -> None:
    asked = Purchase.objects.of(team).unanswered().filter(placed_at__lte=now - THINKS)
    for row in asked.filter(placed_at__gte=now - GIVES_UP_AFTER).select_related("supplier", "team"):
        if row.supplier_id % FORGETS == 0:
            continue
        taken: dict[int, Taken] = {}
        first = row.lines.open().filter(shipped_at=None).order_by("pk").first()
        if first is None:
            continue
        if row.number % 5 == 0 and first.quantity > 1:
            taken[first.pk] = Taken(first.quantity - 1, "one is scratched")
        who = profile_of(row.supplier).contact_name or PEOPLE[0]
        on = (now + timedelta(days=1)).date()
        answer(row, taken, hand_over_on=on, words=f"{who}, by their page", by=None, now=now)
