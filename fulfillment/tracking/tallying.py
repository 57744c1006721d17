"""How many packages need somebody, by everything that a list of them can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import BooleanField, Case, Count, Value, When

from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.tracking.attention import KINDS, NO_CARRIER, Narrowing, needing_somebody
from fulfillment.tracking.numbers import carrier_name


@dataclass(frozen=True, slots=True)
class Group:
    """Packages that are alike in everything that is counted."""

    verdict: str
    shop: str
    carrier: str
    problems: tuple[str, ...]
    is_correctable: bool
    count: int


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Tally:
    """How many packages there are, by everything one can choose; from one query."""

    asked: Narrowing
    groups: tuple[Group, ...]

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Of each kind, those that the other filters leave; a problem is one of invalid packages only."""
        plain = replace(self.asked, problem="")
        found: Counter[str] = Counter()
        for group in self.groups:
            filters = self.asked if group.verdict == "invalid" else plain
            if fits(filters, group, but="kind"):
                found[group.verdict] += group.count
        return {kind: found[kind] for kind in KINDS}

    @property
    def is_empty(self) -> bool:
        return not self.groups

    @cached_property
    def correctable(self) -> int:
        return sum(group.count for group in self.groups if group.is_correctable and fits(self.asked, group))

    @cached_property
    def total(self) -> int:
        return sum(group.count for group in self.groups if fits(self.asked, group))

    def shops(self) -> list[Option]:
        names = {slug: shop.name for slug, shop in self.asked.shops.items()}
        return self._options("shop", lambda group: [group.shop], names)

    def carriers(self) -> list[Option]:
        codes = {group.carrier or NO_CARRIER for group in self.groups} | {self.asked.carrier}
        names = {code: "Unknown carrier" if code == NO_CARRIER else carrier_name(code) for code in codes}
        return self._options("carrier", lambda group: [group.carrier or NO_CARRIER], names)

    def problems(self) -> list[Option]:
        return self._options("problem", lambda group: group.problems, TRACKING_PROBLEMS)

    def _options(
        self, name: str, values: Callable[[Group], Iterable[str]], labels: Mapping[str, str]
    ) -> list[Option]:
        """What this filter can be set to, with what the others leave; the chosen one also where it is none."""
        found: Counter[str] = Counter()
        for group in self.groups:
            if fits(self.asked, group, but=name):
                for value in values(group):
                    found[value] += group.count
        chosen = getattr(self.asked, name)
        listed = {*found, chosen} - {""}
        options = [Option(value, labels.get(value, value), found[value]) for value in listed]
        return sorted(options, key=lambda option: option.label.casefold())


def tally(asked: Narrowing) -> Tally:
    """One query over the packages that need somebody."""
    slugs = {shop.pk: slug for slug, shop in asked.shops.items()}
    correctable = Case(
        When(correct_by_at__gt=asked.now, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    rows = (
        needing_somebody(asked.team, now=asked.now)
        .filter(verdict__in=list(KINDS))
        .values("verdict", "shop_id", "carrier", "verdict_reasons", is_correctable=correctable)
        .annotate(count=Count("pk"))
    )
    return Tally(
        asked,
        tuple(
            Group(
                row["verdict"],
                slugs[row["shop_id"]],
                row["carrier"],
                tuple(row["verdict_reasons"]),
                row["is_correctable"],
                row["count"],
            )
            for row in rows
        ),
    )


def fits(asked: Narrowing, group: Group, *, but: str = "") -> bool:
    """Whether the packages of the group are among those asked for, one of the filters left out."""
    return (
        (but == "kind" or group.verdict == asked.kind)
        and (but == "shop" or not asked.shop or group.shop == asked.shop)
        and (but == "carrier" or not asked.carrier or (group.carrier or NO_CARRIER) == asked.carrier)
        and (but == "problem" or not asked.problem or asked.problem in group.problems)
    )
