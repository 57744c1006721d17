"""Lots that failed, for the buttons of what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.inspections.following import disputing
from fulfillment.inspections.models import CorrectiveAction, Inspection, ReportDispute, Ruling
from fulfillment.orders.models import Hold
from fulfillment.warehouse import holding
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Lot
from tests import factories
from tests.e2e import stock
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell
from tests.inspections.tablets import Tablet


def failed(floor: Floor) -> Inspection:
    tablet = Tablet(floor.people[Role.INSPECTOR], stock.lot(floor), now=timezone.now())
    tablet.send_all(tablet.failing())
    return tablet.row


def page_of(row: Inspection) -> str:
    return reverse("following:follows", args=[row.pk])


def sort(floor: Floor) -> Click:
    row = failed(floor)
    read = Lot.objects.filter(pk=row.lot_id).values_list("on_hand", "state")
    action = reverse("following:sort", args=[row.lot_id])
    return Click(page_of(row), action, read.get, {"bad": "3"}, says="3 bad taken out")


def act(floor: Floor) -> Click:
    row = failed(floor)
    day = timezone.localdate() + timedelta(days=9)
    fill = {"what": "Plugs are checked before boxing", "owner": "Ms Lin", "due_on": f"{day}"}
    return Click(page_of(row), "", row.actions.count, fill, says="Noted")


def asked(floor: Floor) -> CorrectiveAction:
    row = failed(floor)
    return CorrectiveAction.objects.create(
        team=floor.team, inspection=row, client_uuid=row.client_uuid, what="New gauge", owner="Ms Lin",
        due_on=timezone.localdate(), asked_at=timezone.now(),
    )  # fmt: skip


def done(floor: Floor) -> Click:
    row = asked(floor)
    read = CorrectiveAction.objects.filter(pk=row.pk).values_list("done_by", flat=True)
    return Click(page_of(row.inspection), reverse("following:done", args=[row.pk]), read.get, says="Done.")


def held(floor: Floor) -> Inspection:
    """With an order that it holds."""
    row, order = failed(floor), tell(floor)
    assert row.lot is not None
    Hold.objects.create(
        team=floor.team, order=order, reason="failed_inspection", subject=f"lot {row.lot.code}", owner="us",
        action="see_inspection", evidence="1 critical; choose what still makes it", placed_at=timezone.now(),
    )  # fmt: skip
    return row


def rejected(floor: Floor) -> Lot:
    """By a person."""
    row = stock.lot(floor)
    told = {"found": "rejected by hand: smells", "why": "smells", "by": floor.people[Role.MANAGER]}
    holding.rule(row, LotState.REJECTED, now=timezone.now(), **told)
    return row


def disputed(floor: Floor) -> ReportDispute:
    row = failed(floor)
    row.supplier = factories.create_supplier(team=floor.team, code=f"S-{row.pk}")
    row.save(update_fields=["supplier"])
    return disputing.dispute(row, "The lamp was tried on the wrong plug.", now=timezone.now())


def rule(floor: Floor) -> Click:
    row = disputed(floor)
    read = ReportDispute.objects.filter(pk=row.pk).values_list("ruling", "ruling_words")
    fill = {"words": "Tried again on the right plug: it still flickers."}
    action = reverse("following:rule", args=[row.pk])
    return Click(page_of(row.inspection), action, read.get, fill, says="The report stands", has_undo=True)


def unrule(floor: Floor) -> Click:
    row = disputed(floor)
    disputing.rule(row, Ruling.UPHELD, "", by=floor.people[Role.MANAGER], now=timezone.now())
    read = ReportDispute.objects.filter(pk=row.pk).values_list("ruling", flat=True)
    return Click(page_of(row.inspection), reverse("following:unrule", args=[row.pk]), read.get, says="Undone")


CLICKS: Clicks = {
    "following:follows": act,
    "following:sort": sort,
    "following:done": done,
    "following:rule": rule,
    "following:unrule": unrule,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (page_of(held(floor)), page_of(asked(floor).inspection))
    yield page_of(disputed(floor).inspection)
    yield unrule(floor).path
    yield reverse("following:of-lot", args=[rejected(floor).pk])
