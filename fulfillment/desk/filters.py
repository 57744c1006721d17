"""The filters of the orders list: each is one word in the URL, one field in the form and one chip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from fulfillment.accounts.models import Team
from fulfillment.desk.act_by import is_key, truck_of
from fulfillment.desk.options import Options, zones
from fulfillment.desk.templatetags.flags import LEVELS, OWNERS
from fulfillment.orders.models import Hold, Order, OrderLine
from fulfillment.orders.states import SEVERITY, Level, Owner, Stage
from fulfillment.policies.terms import OrderKind, ShippingType
from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.verdicts import VerdictState
from fulfillment.warehouse.board import MISSED, NONE, missed, without_truck
from fulfillment.warehouse.departing import from_key
from fulfillment.web import filled

STAGES: dict[str, str] = {
    Stage.UNPAID: "Not paid",
    Stage.REMORSE: "Not released yet",
    Stage.TO_SHIP: "To ship",
    Stage.AWAITING_SCAN: "Label made, no scan",
    Stage.IN_TRANSIT: "In transit",
    Stage.DELIVERED: "Delivered",
    Stage.CANCELLED: "Cancelled",
}
SHIPPING = {
    ShippingType.SELLER: "We ship",
    ShippingType.PLATFORM: "The platform ships",
    ShippingType.PLATFORM_WAREHOUSE: "From the platform's warehouse",
    ShippingType.DIGITAL: "Digital",
}
KINDS = {
    OrderKind.REGULAR: "Regular",
    OrderKind.MADE_TO_ORDER: "Made to order",
    OrderKind.BACKORDER: "Backorder",
    OrderKind.CUSTOM: "Own handling time",
    OrderKind.PRE_ORDER: "Pre-order",
    OrderKind.SAMPLE: "Sample",
    OrderKind.REPLACEMENT: "Replacement",
}
VERDICTS = {
    VerdictState.INVALID: "Not valid",
    VerdictState.PENDING: "Waits for its first scan",
    VerdictState.VALID: "Valid",
}
NOBODY = "nobody"
SELECTED = mark_safe(" selected")
WORST_FIRST = sorted(Level, key=lambda level: -SEVERITY[level])


class PlainSelect(forms.Select):
    """The same markup, written at once: hundreds of options through a template each take longer than the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        option = '<option value="{}"{}>{}</option>'
        drawn = (
            filled(option, each, SELECTED if str(each) == chosen else "", label)
            for each, label in self.choices
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return filled("<select{}>{}</select>", attributes, SafeString("".join(drawn)))


def choice(label: str, choices: Iterable[tuple[str, str]] = (), **more: Any) -> df.ChoiceFilter:
    return df.ChoiceFilter(label=label, choices=list(choices), empty_label="Any", widget=PlainSelect, **more)


def day(label: str, method: str) -> df.DateFilter:
    return df.DateFilter(label=label, method=method, widget=forms.DateInput(attrs={"type": "date"}))


def only(label: str, method: str) -> df.BooleanFilter:
    return df.BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class OrderFilters(df.FilterSet):
    """Orders of one team narrowed by what the URL asks; what it cannot mean is an error of the form."""

    shop = choice("Shop", method="by_shop")
    market = choice("Market", method="by_market")
    stage = choice("Stage", STAGES.items())
    level = choice("Risk", ((each, LEVELS[each][0]) for each in WORST_FIRST), method="by_level")
    owner = choice("Whose turn", ((each, OWNERS[each]) for each in Owner), method="by_owner")
    assignee = choice("Assigned to", method="by_assignee")
    carrier = choice("Carrier")
    tracking = choice("Tracking", VERDICTS.items(), method="by_verdict")
    supplier = choice("Supplier", method="by_nothing")
    sku = df.CharFilter(label="SKU", method="by_nothing")
    shipping = choice("Shipping", SHIPPING.items(), field_name="shipping_type")
    kind = choice("Kind", KINDS.items(), method="by_kind")
    since = day("Placed from", "placed_since")
    until = day("Placed to", "placed_until")
    due = day("Due by", "due_by")
    truck = df.CharFilter(label="Truck", method="by_truck", widget=forms.HiddenInput, validators=[is_key])
    open = only("Open only", "only_open")
    hold = only("On hold", "only_held")
    snoozed = only("Snoozed", "only_snoozed")

    def __init__(self, asked: Any, *, team: Team, options: Options) -> None:
        super().__init__(asked, queryset=Order.objects.of(team))
        self.team, self.options = team, options
        self.zones = zones(options, team)
        members = [(str(pk), name) for pk, name in options.members.items()]
        for name, choices in (
            ("shop", [(slug, shop.name) for slug, shop in options.shops.items()]),
            ("market", [(each, each) for each in options.markets]),
            ("supplier", [(code, name) for code, (_, name) in options.suppliers.items()]),
            ("carrier", list(options.carriers.items())),
            ("assignee", [(NOBODY, "Nobody"), *members]),
        ):
            self.filters[name].extra["choices"] = choices

    def lines(self) -> QuerySet[OrderLine] | None:
        """The lines that an order must have one of, where supplier or SKU is asked for."""
        supplier, sku = self.value("supplier"), self.value("sku")
        if not supplier and not sku:
            return None
        lines = OrderLine.objects.filter(team=self.team)
        if supplier:
            lines = lines.filter(supplier=self.options.suppliers[supplier][0])
        return lines.filter(sku_code=sku.strip()) if sku else lines

    def narrowed(self) -> QuerySet[Order]:
        return self.qs

    def is_narrow(self) -> bool:
        """Whether anything but supplier and SKU narrows the orders."""
        return any(self.value(name) for name in self.filters if name not in ("supplier", "sku"))

    def value(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.form.is_valid() or self.form.is_bound else None

    def by_nothing(self, orders: Any, name: str, value: Any) -> Any:
        return orders

    def by_shop(self, orders: Any, name: str, value: str) -> Any:
        return orders.filter(shop=self.options.shops[value].id)

    def by_market(self, orders: Any, name: str, value: str) -> Any:
        ids = [shop.id for shop in self.options.shops.values() if shop.market == value]
        return orders.filter(shop=ids[0]) if len(ids) == 1 else orders.filter(shop__in=ids)

    def by_level(self, orders: Any, name: str, value: str) -> Any:
        return orders.filter(is_open=True, severity=SEVERITY[Level(value)])

    def by_owner(self, orders: Any, name: str, value: str) -> Any:
        return orders.filter(is_open=True, owner=value)

    def by_assignee(self, orders: Any, name: str, value: str) -> Any:
        """Nobody's are open ones: whose turn a finished order was is of no use."""
        return (
            orders.filter(is_open=True, assignee=None)
            if value == NOBODY
            else orders.filter(assignee=int(value))
        )

    def by_verdict(self, orders: Any, name: str, value: str) -> Any:
        """Orders with a package of that verdict; what is invalid stands at the order itself."""
        if value == VerdictState.INVALID:
            return orders.exclude(tracking_problem="")
        if value == VerdictState.PENDING:
            waiting = PackageOrder.objects.filter(
                is_current=True,
                package__team=self.team,
                package__verdict=value,
                package__verdict_until_at__isnull=False,
            )
            return orders.filter(pk__in=waiting.filter(team=self.team).values("order"))
        packages = PackageOrder.objects.filter(order=OuterRef("pk"), is_current=True, package__verdict=value)
        if value == VerdictState.VALID:  # without a scan none is, and the newest orders have none yet
            orders = orders.filter(packages_scanned__gt=0)
        return orders.filter(Exists(packages))

    def by_kind(self, orders: Any, name: str, value: str) -> Any:
        if value == OrderKind.SAMPLE:
            return orders.filter(is_sample=True)
        if value == OrderKind.REPLACEMENT:
            return orders.filter(is_replacement=True)
        return orders.filter(kind=value)

    def placed_since(self, orders: Any, name: str, value: date) -> Any:
        return orders.filter(self.on_days("placed_at__gte", value))

    def placed_until(self, orders: Any, name: str, value: date) -> Any:
        return orders.filter(self.on_days("placed_at__lt", value + timedelta(days=1)))

    def due_by(self, orders: Any, name: str, value: date) -> Any:
        """By the end of that day; finished orders are due no more."""
        is_due = self.on_days("dispatch_due_at__lt", value + timedelta(days=1))
        return orders.filter(is_due, is_open=True)

    def by_truck(self, orders: Any, name: str, value: str) -> Any:
        """Open orders whose last useful truck is that departure, or that none is known for."""
        if value in (NONE, MISSED):
            return without_truck(orders) if value == NONE else missed(orders)
        window_id, at = from_key(value)
        return orders.filter(is_open=True, truck_at=at, truck__window=window_id)

    def only_open(self, orders: Any, name: str, value: bool) -> Any:
        return orders.filter(is_open=True) if value else orders

    def only_held(self, orders: Any, name: str, value: bool) -> Any:
        held = Hold.objects.open().filter(team=self.team).values("order")
        return orders.filter(pk__in=held) if value else orders

    def only_snoozed(self, orders: Any, name: str, value: bool) -> Any:
        return orders.filter(is_open=True, snoozed_until_at__gt=Now()) if value else orders

    def on_days(self, lookup: str, first: date) -> Q:
        """The moment at which the day begins in the market of each shop, within the bound of all of them."""
        begins: dict[datetime, list[int]] = {}
        for zone, shops in self.zones.items():
            begins.setdefault(datetime.combine(first, time(), zone), []).extend(shops)
        if len(begins) == 1:
            return Q(**{lookup: next(iter(begins))})
        widest = min if lookup.endswith("gte") else max
        by_market = Q()
        for moment, shops in begins.items():
            by_market |= Q(**{lookup: moment, "shop__in": shops})
        return Q(**{lookup: widest(begins)}) & by_market


def chips(filters: OrderFilters, url: Callable[..., str]) -> list[dict[str, str]]:
    """What is on, in words, each with the address of the list without it."""
    found = []
    for name, each in filters.form.fields.items():
        value = filters.value(name)
        if value in (None, "", False):
            continue
        words = truck_of(filters.team, value) if name == "truck" else value
        words = dict(getattr(each, "choices", ())).get(value, words)
        words = f"{words:%a} {words.day} {words:%b %Y}" if isinstance(words, date) else words
        label = each.label if value is True else f"{each.label}: {words}"
        found.append({"label": label, "url": url(without=name)})
    return found
