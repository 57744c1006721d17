"""Orders of the British shop that wait for their papers, for the buttons that print and attach them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.labels import asking, printing
from fulfillment.channels.models import LabelBatch, LabelFile
from fulfillment.orders.models import Order
from fulfillment.warehouse import ledger
from tests.channels.labels.making_orders import pdf
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell


def page_of(order: Order) -> str:
    return reverse("orders:detail", args=[order.pk])


def made(floor: Floor) -> LabelBatch:
    """Of one order that is printed, and one that cannot be."""
    good, gone = tell(floor), tell(floor)
    Order.objects.filter(pk=gone.pk).update(stage="cancelled", is_open=False)
    now, by = timezone.now(), floor.people[Role.OPERATOR]
    row = asking.ask(
        floor.team, Order.objects.filter(pk__in=[good.pk, gone.pk]), name="Two orders", with_slips=True, by=by, now=now,
        client_uuid=ledger.new_uuid(),
    )  # fmt: skip
    printing.work(row.pk, clock=timezone.now)
    return row


def attached(floor: Floor) -> LabelFile:
    order = tell(floor)
    told = {"content": pdf(), "pages": 1, "digest": "0", "brought_at": timezone.now()}
    return LabelFile.objects.create(team=floor.team, order=order, file_name="ups.pdf", **told)


def ask(floor: Floor) -> Click:
    asked = LabelBatch.objects.filter(team=floor.team)
    path = reverse("labels:batches")
    return Click(path, path, asked.count, {"orders": tell(floor).external_id})


def attach(floor: Floor) -> Click:
    order = tell(floor)
    files = LabelFile.objects.filter(order=order)
    path = Path(gettempdir()) / f"label-{order.external_id}.pdf"
    path.write_bytes(pdf())
    action = reverse("labels:attach", args=[order.pk])
    return Click(page_of(order), action, files.count, {"file": str(path)}, says="is attached")


def remove(floor: Floor) -> Click:
    row = attached(floor)
    read = LabelFile.objects.filter(pk=row.pk).values_list("pages", flat=True)
    return Click(
        page_of(row.order), reverse("labels:remove-file", args=[row.pk]), lambda: read.get(), says="removed"
    )


CLICKS: Clicks = {
    "labels:batches": ask,
    "labels:attach": attach,
    "labels:remove-file": remove,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (reverse("labels:batches"), reverse("labels:batch", args=[made(floor).pk]))
    yield page_of(attached(floor).order)
