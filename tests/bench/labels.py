"""Papers of 600 orders as one PDF, beside setting their bare words without anything around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db import transaction

from tests.bench.database import WATCHED
from tests.bench.figures import Figure, Took, once

ORDERS = 600
TARGET = 20  # seconds


def labels() -> Iterator[Figure]:
    from django.utils import timezone

    from fulfillment.accounts.models import Team
    from fulfillment.channels.labels import asking, printing
    from fulfillment.orders.models import Order

    team, now = Team.objects.get(slug=WATCHED), timezone.now()
    with transaction.atomic():
        ready = Order.objects.of(team).open().filter(shipping_type="seller", stage__in=asking.TO_PACK)
        chosen = list(
            ready.exclude(holds__released_at=None, holds__isnull=False)[:ORDERS].values_list("pk", flat=True)
        )
        batch = asking.ask(
            team, Order.objects.filter(pk__in=chosen), name="bench", with_slips=True, by=None, now=now,
            client_uuid=uuid4(),
        )  # fmt: skip
        took = once(lambda: printing.work(batch.pk, clock=timezone.now))
        batch.refresh_from_db()
        note = f"{batch.pages:,} pages, {len(batch.content or b'') // 1024:,} kB, {batch.refused} refused"
        transaction.set_rollback(True)
    yield Figure(
        name=f"Papers of {len(chosen):,} orders in one PDF", **took.as_s, unit="s", limit=TARGET,
        floor=_bare(len(chosen)).clock, note=note,
    )  # fmt: skip


def _bare(pages: int) -> Took:
    from weasyprint import HTML

    def write() -> Any:
        words = "".join(f"<p>5764{place:014d}<br>LAMP-US-1<br>Glow lamp</p>" for place in range(pages))
        page = "@page{size:100mm 150mm}p{break-after:page}"
        return HTML(string=f"<style>{page}</style>{words}").write_pdf()

    return once(write)
