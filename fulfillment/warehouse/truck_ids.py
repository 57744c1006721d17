"""The rows of planned trucks by their digest: each is written once, by whoever plans it first."""

from __future__ import annotations

from collections.abc import Iterable

from fulfillment.accounts.models import Team
from fulfillment.orders.models import PlannedTruck
from fulfillment.warehouse.trucks import Planned


class TruckIds:
    """Of one team; what was once read is not asked again."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._known: dict[str | None, int] = {}

    def of(self, plans: Iterable[Planned]) -> dict[str | None, int]:
        """At least those of these plans; two queries where some are new, none where all are known."""
        new = {
            plan.truck["digest"]: plan.truck
            for plan in plans
            if plan.truck and plan.digest not in self._known
        }
        if new:
            PlannedTruck.objects.bulk_create(
                (
                    PlannedTruck(
                        team=self.team, digest=digest, window=told["window"], name=told["name"],
                        zone=told["zone"], told=told,
                    )
                    for digest, told in sorted(new.items())
                ),
                ignore_conflicts=True,
            )  # fmt: skip
            rows = PlannedTruck.objects.filter(team=self.team, digest__in=new)
            self._known.update(rows.values_list("digest", "pk"))
        return self._known
