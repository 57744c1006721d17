"""Inspectors at work: a lot that orders were given to fails, deliveries come, and the queue is worked through."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from fulfillment.accounts.models import Team, User
from fulfillment.desk.demo.evening import pictures
from fulfillment.desk.demo.quality import shots
from fulfillment.desk.demo.quality.earlier import tell_lots
from fulfillment.desk.demo.quality.faults import Fault
from fulfillment.desk.demo.quality.looking import inspect
from fulfillment.inspections import queueing, references
from fulfillment.inspections.models import CorrectiveAction, Inspection, Reference
from fulfillment.warehouse import receiving
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Lot, Receipt, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of

SHOWN = 2  # pictures of a turn
MOST_HELD = 8  # orders: a lot that was given to more is too much for one demonstration
WAITING = 3  # lots that stay in the queue for whoever looks
PAUSE, BETWEEN = timedelta(minutes=4), timedelta(minutes=9)  # inspections, deliveries
WITH_PLUGS = ("GLOW", "FAN", "PRNT", "PROJ")


def work(team: Team, inspectors: list[User], *, now: datetime) -> None:
    """One turn."""
    _show(team, inspectors[0], now=now)
    tell_lots(team, inspectors, now=now)
    _recall(team, inspectors[0], now=now)
    _deliver(team, inspectors[-1], now=now)
    _inspect_next(team, inspectors, now=now)


def _show(team: Team, by: User, *, now: datetime) -> None:
    """What is kept here has its picture; two a turn, for drawing takes a while."""
    bare = Supply.objects.filter(team=team).exclude(sku__in=Reference.objects.filter(team=team).values("sku"))
    for supply in bare.select_related("sku__team").distinct("sku").order_by("sku")[:SHOWN]:
        photo = pictures.keep(team, f"look {supply.sku}", shots.reference(supply.sku.code), by=by, at=now)
        references.keep(supply.sku, photo, by=by, now=now)


def dangerous(sku: str) -> Fault:
    """What must never ship of it."""
    has_plug = any(name in sku for name in WITH_PLUGS)
    return Fault("variant", "wrong_plug" if has_plug else "wrong_colour", "critical", 1)


def _recall(team: Team, by: User, *, now: datetime) -> None:
    """Once: a lot that a few orders were given to is looked at again, and must not ship."""
    if CorrectiveAction.objects.filter(team=team).exists():
        return
    given = Lot.objects.of(team).filter(state=LotState.RELEASED, allocated__gt=0, allocated__lte=MOST_HELD)
    lot = given.select_related("sku", "team", "supplier").order_by("-allocated", "pk").first()
    if lot is None or lot.on_hand > lot.allocated + MOST_HELD:
        return
    row = inspect(lot, by, now, fault=dangerous(lot.sku.code))
    CorrectiveAction.objects.create(
        team=team, inspection=row, supplier=lot.supplier, client_uuid=uuid5(NAMESPACE_URL, f"demo:{row.pk}"),
        what="Plug and colour are checked against the order before boxing", owner="Mei Lin",
        due_on=(now + timedelta(days=7)).date(), asked_at=now, asked_by=by,
    )  # fmt: skip


def _deliver(team: Team, by: User, *, now: datetime) -> None:
    """While few lots wait."""
    latest = Receipt.objects.filter(team=team, reference__startswith="D-").order_by("-opened_at").first()
    if queueing.to_inspect(team) > WAITING + 2 or (latest and latest.opened_at > now - BETWEEN):
        return
    supplies = list(Supply.objects.filter(team=team).select_related("sku__supplier").order_by("pk"))
    if not supplies:
        return
    rng = Random(f"{now:%Y%m%d%H%M}")
    supply = rng.choice(supplies)
    receipt = receiving.open_receipt(
        default_of(team), supplier=supply.sku.supplier, reference=f"D-{now:%d%H%M}", by=by, now=now
    )
    scan = Scan(
        supply.sku,
        rng.randrange(20, 120, 10),
        lot_code=f"{supply.sku.code.removesuffix('-US')}-{now:%d%H%M}",
        is_quarantined=True,
    )
    receiving.receive(receipt, scan, by=by, now=now)
    receiving.close(receipt, is_all=True, now=now)


def _inspect_next(team: Team, inspectors: list[User], *, now: datetime) -> None:
    """The first of the queue, as long as enough is left in it."""
    latest = Inspection.objects.of(team).settled().order_by("-settled_at").first()
    if latest and latest.settled_at and latest.settled_at > now - PAUSE:
        return
    rows = [each for each, _ in queueing.waiting(team) if each.again is None]
    if len(rows) <= WAITING:
        return
    lot: Lot = rows[0].row
    inspect(lot, inspectors[lot.pk % len(inspectors)], now)
