"""Where a rate comes from: one shop's counts under each value of a dimension, most harm first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import F, Sum
from msgspec import Struct

from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.policies.terms import Better
from fulfillment.tracking.numbers import carrier_name
from fulfillment.warehouse.models import WarehouseAlias
from metrics import figures
from metrics.counts import Counts
from metrics.inspected import names_of_findings
from metrics.lanes import named as lane_named
from metrics.spans import Span

SHOWN = 20
TABS = {"supplier": "Supplier", "carrier": "Carrier", "sku": "SKU", "lane": "Lane", "shop": "Shop"}


class Part(Struct, frozen=True, kw_only=True):
    """`value` as facts have it ("" is not known), `name` for people; `against` of `counts` harm the shop."""

    value: str
    name: str
    counts: Counts
    against: int


def parts(shop: Shop, metric: str, dimension: str, span: Span, *, better: Better) -> tuple[list[Part], bool]:
    """The values with most units against the shop, at most SHOWN; True where there are more."""
    rows = figures.sums([shop], metric, since_on=span.since_on, until_on=span.until_on)
    summed = rows.filter(dimension=dimension).values("value")
    summed = summed.annotate(of_them=Sum("numerator"), counted=Sum("denominator")).filter(counted__gt=0)
    bad = F("of_them") if better == Better.LOWER else F("counted") - F("of_them")
    found = list(summed.annotate(bad=bad).order_by("-bad", "-counted", "value")[: SHOWN + 1])
    values = [row["value"] for row in found[:SHOWN]]
    names = names_of(shop.team_id, dimension, values)
    shown = [
        Part(
            value=row["value"],
            name=names.get(row["value"], row["value"]) or "not known",
            counts=Counts(row["of_them"], row["counted"]),
            against=row["bad"],
        )
        for row in found[:SHOWN]
    ]
    return shown, len(found) > SHOWN


def names_of(team_id: int, dimension: str, values: Sequence[str]) -> Mapping[str, str]:
    """What people call the values of a dimension; at most one query."""
    if dimension == "carrier":
        return {code: carrier_name(code) or code for code in values}
    if dimension == "sku":
        titles = Sku.objects.filter(team=team_id, code__in=values).values_list("code", "title")
        return {code: f"{code} · {title}" if title else code for code, title in titles}
    if dimension == "finding":
        return names_of_findings(team_id, values)
    if dimension == "warehouse":
        aliases = WarehouseAlias.objects.filter(team=team_id, external_id__in=values)
        return dict(aliases.values_list("external_id", "warehouse__name"))
    if dimension in ("supplier", "lane"):
        suppliers = dict(Supplier.objects.filter(team=team_id).values_list("code", "name"))
        return (
            suppliers if dimension == "supplier" else {lane: lane_named(lane, suppliers) for lane in values}
        )
    return {}
