"""The orders list as a table: django-tables2 gets the 50 rows of a page and never sorts or counts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.data import TableListData

from fulfillment.desk.order_rows import OrderRow
from fulfillment.desk.templatetags.figures import grouped, money
from fulfillment.desk.templatetags.flags import icon, level_icon, level_tone

PICK_ALL = mark_safe(
    '<label><input type="checkbox" data-pick-all>'
    '<span class="visually-hidden">Select all on this page</span></label>'
)


class Slice(TableListData):
    """Rows that come in the order of the list."""

    def order_by(self, aliases: Any) -> None:
        pass


def column(name: str, css_class: str, **more: Any) -> tables.Column:
    more.setdefault("orderable", False)
    attrs = {"td": {"class": css_class, **more.pop("td", {})}, "th": {"class": more.pop("head", "")}}
    return tables.Column(verbose_name=name, attrs=attrs, empty_values=(), **more)


class OrderTable(tables.Table):
    pick = column(PICK_ALL, "pick", head="pick")
    due = column("Time left", "cell-left", orderable=True)
    order = column("Order", "cell-order")
    placed = column("Placed", "cell-placed cell-extra nowrap", orderable=True)
    state = column("State", "cell-state nowrap")
    why = column("Why", "cell-why")
    turn = column("Whose turn", "cell-owner", td={"data-label": "Turn:"})
    tracking = column("Tracking", "cell-tracking cell-extra")
    value = column("Value", "cell-value cell-extra num", head="num col-value")

    class Meta:
        order_by_field = "sort"
        attrs = {"class": "list cards-on-phone", "thead": {}, "tbody": {}}
        row_attrs = {
            "data-row": lambda record: record.pk,
            "id": lambda record: f"row-{record.pk}",
            "tabindex": "-1",
        }

    def __init__(self, rows: Sequence[OrderRow], *, sort: str, may_act: bool) -> None:
        super().__init__(Slice(list(rows)), order_by=sort, exclude=() if may_act else ("pick",))

    def render_pick(self, record: OrderRow) -> SafeString:
        return format_html(
            '<label><input type="checkbox" name="order" value="{}" form="bulk" data-pick>'
            '<span class="visually-hidden">Select {}</span></label>',
            record.pk,
            record.label,
        )

    def render_due(self, record: OrderRow) -> SafeString:
        tone = " tone-breach tone-text" if record.is_late else ""
        return format_html('<b class="{}">{}</b><small>{}</small>', tone.strip(), record.left, record.due)

    def render_order(self, record: OrderRow) -> SafeString:
        lines = f"{record.line_count} line{'' if record.line_count == 1 else 's'}"
        return format_html(
            '<a href="{}" data-open>{}</a><small>{} · {}</small>',
            reverse("orders:detail", args=[record.pk]),
            grouped(record.label),
            record.shop,
            lines,
        )

    def render_placed(self, record: OrderRow) -> SafeString:
        day, _, clock = record.placed.rpartition(" ")
        return format_html(
            '<time datetime="{}">{}</time><small>{}</small>', record.placed_at.isoformat(), day, clock
        )

    def render_state(self, record: OrderRow) -> SafeString:
        if not record.is_open:
            return format_html('<span class="flag tone-plain">{}</span>', record.state)
        solid = " solid" if record.level == "auto_cancel_near" else ""
        return format_html(
            '<span class="flag tone-{}{}">{}{}</span>',
            level_tone(record.level),
            solid,
            icon(level_icon(record.level)),
            record.state,
        )

    def render_why(self, record: OrderRow) -> SafeString:
        return format_html("{}<small>{}</small>", record.why, record.detail)

    def render_turn(self, record: OrderRow) -> SafeString:
        return format_html("{}<small>{}</small>", record.turn or "\N{EM DASH}", record.assigned)

    def render_tracking(self, record: OrderRow) -> SafeString:
        return format_html("{}<small>{}</small>", record.carrier, record.tracking)

    def render_value(self, record: OrderRow) -> str:
        return money(record.total, record.currency)


TEMPLATE = "_table.html"


def drawn(table: OrderTable, request: Any) -> SafeString:
    return mark_safe(get_template(TEMPLATE).render({"table": table}, request))
