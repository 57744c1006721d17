"""The orders list as a table: django-tables2 knows the columns and the sort; it never sorts, counts or pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django_tables2.data import TableListData

from fulfillment.desk.order_rows import OrderRow
from fulfillment.desk.templatetags.figures import grouped, money
from fulfillment.desk.templatetags.flags import icon, level_icon, level_tone
from fulfillment.orders.states import Level
from fulfillment.web import address_of, filled

PICK_ALL = mark_safe(
    '<label><input type="checkbox" data-pick-all>'
    '<span class="visually-hidden">Select all on this page</span></label>'
)
PICK = mark_safe(
    '<td class="pick"><label><input type="checkbox" name="order" value="{pk}" form="bulk" data-pick>'
    '<span class="visually-hidden">Select {label}</span></label></td>'
)
# One template for a whole row: asking django-tables2 for each cell would take longer than all queries together.
ROW = """<tr data-row="{pk}" id="row-{pk}" tabindex="-1">{pick}
<td class="cell-left"><b class="{late}">{left}</b><small>{due}</small></td>
<td class="cell-order"><a href="{url}" data-open>{order}</a><small>{shop} · {lines}</small></td>
<td class="cell-placed cell-extra nowrap"><time datetime="{placed_at}">{day}</time><small>{clock}</small></td>
<td class="cell-state nowrap"><span class="flag {flag}">{icon}{state}</span></td>
<td class="cell-why">{why}<small>{detail}</small><small class="act-by">{act_by}</small></td>
<td class="cell-owner" data-label="Turn:">{turn}<small>{assigned}</small></td>
<td class="cell-tracking cell-extra">{carrier}<small>{tracking}</small></td>
<td class="cell-value cell-extra num">{value}</td></tr>
"""


class Slice(TableListData):
    """Rows that come in the order of the list."""

    def order_by(self, aliases: Any) -> None:
        pass


def column(name: str, head: str = "", *, orderable: bool = False) -> tables.Column:
    return tables.Column(verbose_name=name, attrs={"th": {"class": head}}, orderable=orderable)


class OrderTable(tables.Table):
    pick = column(PICK_ALL, "pick")
    due = column("Time left", orderable=True)
    order = column("Order")
    placed = column("Placed", orderable=True)
    state = column("State")
    why = column("Why")
    turn = column("Whose turn")
    tracking = column("Tracking")
    value = column("Value", "num col-value")

    class Meta:
        order_by_field = "sort"
        attrs = {"class": "list cards-on-phone orders-list", "thead": {}, "tbody": {}}

    def __init__(self, rows: Sequence[OrderRow], *, sort: str, may_act: bool) -> None:
        super().__init__(Slice(list(rows)), order_by=sort, exclude=() if may_act else ("pick",))
        self.may_act = may_act

    @cached_property
    def body(self) -> SafeString:
        """All rows, drawn at once."""
        icons = {level.value: icon(level_icon(level)) for level in Level} | {"": ""}
        drawn = (
            filled(ROW, url=address_of("orders:detail", row.pk), icon=icons[row.level], **self._cells(row))
            for row in self.data.data
        )
        return SafeString("".join(drawn))

    def _cells(self, row: OrderRow) -> dict[str, Any]:
        day, clock, zone = row.placed.rsplit(" ", 2)
        solid = " solid" if row.level == Level.AUTO_CANCEL_NEAR else ""
        return {
            "pk": row.pk,
            "pick": filled(PICK, pk=row.pk, label=row.label) if self.may_act else "",
            "late": "tone-breach tone-text" if row.is_late else "",
            "left": row.left,
            "due": row.due,
            "order": grouped(row.label),
            "shop": row.shop,
            "lines": f"{row.line_count} line{'' if row.line_count == 1 else 's'}",
            "placed_at": row.placed_at.isoformat(),
            "day": day,
            "clock": f"{clock} {zone}",
            "flag": f"tone-{level_tone(row.level)}{solid}" if row.level else "tone-plain",
            "state": row.state,
            "why": row.why,
            "detail": row.detail,
            "act_by": row.act_by,
            "turn": row.turn or "\N{EM DASH}",
            "assigned": row.assigned,
            "carrier": row.carrier,
            "tracking": row.tracking,
            "value": money(row.total, row.currency),
        }
