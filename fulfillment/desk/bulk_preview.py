"""What an act on many will do to which orders, said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fulfillment.accounts.models import Membership
from fulfillment.desk.bulk_acts import BULK_ACTS, BulkAct
from fulfillment.desk.doing import Doing
from fulfillment.desk.left_out import GONE, Standing, counted, standing_of, why
from fulfillment.orders.models import Order

SNOOZES = {"1": "1 hour", "4": "4 hours", "16": "16 hours", "72": "3 days"}
USUAL_SNOOZE = "4"


@dataclass(frozen=True, slots=True)
class Row:
    """`why` it is left out, or nothing; `note` is what the act changes of it."""

    pk: int
    label: str
    shop: str
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` are those left out first; `gone` of the selected ids are no orders of this team."""

    act: BulkAct
    rows: Sequence[Row]
    gone: int
    members: dict[int, str] = field(default_factory=dict)

    @property
    def will(self) -> int:
        return sum(not row.why for row in self.rows)

    @property
    def ids(self) -> str:
        """Those that it will change, as the form sends them on; nobody confirms what was not shown."""
        return ",".join(str(row.pk) for row in self.rows)

    @property
    def heading(self) -> str:
        orders = f"{self.will:,} order{'' if self.will == 1 else 's'}"
        return self.act.heading.format(orders) if self.will else f"{self.act.label}: nothing to change"

    @property
    def left_out(self) -> str:
        """`2 of 9 are left out: 1 on hold already, 1 no longer open: in transit.`, or nothing."""
        reasons = [row.why for row in self.rows if row.why] + [GONE] * self.gone
        if not reasons:
            return ""
        verb = "is" if len(reasons) == 1 else "are"
        return f"{len(reasons):,} of {len(self.rows) + self.gone:,} {verb} left out: {counted(reasons)}."

    @property
    def snoozes(self) -> list[tuple[str, str, bool]]:
        return [(hours, words, hours == USUAL_SNOOZE) for hours, words in SNOOZES.items()]


def preview_of(act: str, ids: Sequence[int], doing: Doing) -> Preview:
    """A fixed number of queries, whatever the number of orders."""
    found = standing_of(Order.objects.of(doing.team).filter(pk__in=ids), now=doing.now)
    members = members_of(doing) if act == "assign" else {}
    rows = [Row(each.pk, each.label, each.shop, why(act, each), _note(act, each, members)) for each in found]
    return Preview(BULK_ACTS[act], sorted(rows, key=lambda row: not row.why), len(ids) - len(found), members)


def members_of(doing: Doing) -> dict[int, str]:
    """Name by id, oneself first."""
    found = Membership.objects.filter(team=doing.team).select_related("user").order_by("user__email")
    names = {each.user_id: str(each.user) for each in found}
    return {doing.by.pk: "Me", **{pk: name for pk, name in names.items() if pk != doing.by.pk}}


def _note(act: str, order: Standing, members: dict[int, str]) -> str:
    if act == "assign":
        name = members.get(order.assignee_id or 0)
        return "mine now" if name == "Me" else f"{name}’s now" if name else "nobody’s now"
    return "snoozed now" if act == "snooze" and order.is_snoozed else ""
