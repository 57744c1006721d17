"""Orders that wait for their papers, and files that are labels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from pypdf import PdfReader, PdfWriter

from fulfillment.channels.labels import asking, printing
from fulfillment.channels.models import LabelBatch
from fulfillment.orders.models import Buyer, Order
from tests import factories
from tests.factories import NOW

TRUCK = {
    "window": 7,
    "name": "UPS pick-up",
    "zone": "UTC",
    "words": {"truck": "UPS pick-up Tue 24 Nov 17:30"},
}


def create_order(*, shop: Any, sku: Any = None, quantity: int = 1, name: str = "", **fields: Any) -> Order:
    """Open, judged, with one line and a truck."""
    truck = factories.create_truck(team=shop.team, told=TRUCK)
    told = {"stage": "to_ship", "truck": truck, "truck_at": NOW + timedelta(hours=5), **fields}
    if name:
        told["buyer"] = Buyer.objects.create(
            team=shop.team, shop=shop, key=str(uuid4()), name=name, city="Paris"
        )
    order = factories.create_order(shop=shop, **told)
    factories.create_line(order=order, sku=sku, quantity=quantity)
    return order


def ask(
    team: Any, *orders: Order, by: Any = None, with_slips: bool = True, uuid: UUID | None = None
) -> LabelBatch:
    chosen = Order.objects.filter(pk__in=[each.pk for each in orders])
    return asking.ask(
        team, chosen, name="Papers", with_slips=with_slips, by=by, now=NOW, client_uuid=uuid or uuid4()
    )


def printed(batch: LabelBatch, clock: Callable[[], datetime] = lambda: NOW) -> LabelBatch:
    assert printing.work(batch.pk, clock=clock)
    batch.refresh_from_db()
    return batch


def texts(batch: LabelBatch) -> list[str]:
    """The words of each page."""
    assert batch.content is not None
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(batch.content))).pages]


def pdf(*, pages: int = 1, width: float = 288, height: float = 432, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def png(width: int = 812, height: int = 1218, mode: str = "RGBA") -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()
