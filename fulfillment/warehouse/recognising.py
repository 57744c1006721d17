"""Which SKU a scanned code is, and what to say where it is none."""

from __future__ import annotations

from datetime import datetime

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package
from fulfillment.warehouse.models import Barcode, Lot
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.scanning import LONGEST, spellings


class Unknown(NotDone):
    """Nobody has said which SKU the code is; it can be said at once."""


def sku_of(team: Team, text: str) -> Sku:
    """By its own code or by a barcode somebody has told; raises NotDone with what the code is instead."""
    if not text:
        raise NotDone("Nothing was scanned: scan the goods, or type their SKU or barcode.")
    if len(text) > LONGEST:
        raise NotDone(f"This code has {len(text)} characters: that is no barcode of goods.")
    told = Barcode.objects.filter(team=team, text__in=spellings(text)).select_related("sku").first()
    found = told.sku if told else named(team, text)
    if found is not None:
        return found
    raise _instead(team, text)


def named(team: Team, code: str) -> Sku | None:
    """By its code; in other capitals where that leaves one."""
    alike = list(Sku.objects.filter(team=team, code__iexact=code)[:2])
    return next((sku for sku in alike if sku.code == code), alike[0] if len(alike) == 1 else None)


def _instead(team: Team, text: str) -> NotDone:
    if lot := Lot.objects.filter(team=team, code__iexact=text).select_related("sku").first():
        return NotDone(
            f"{lot.code} is the label of a lot that is here already, of {lot.sku.code}. Goods in takes what just came: "
            f"scan the goods, or count the lot."
        )
    if Package.objects.filter(team=team, tracking_number=text.upper()).exists():
        return NotDone(f"{text} is the number of a parcel of ours: scan the goods, not the parcel.")
    if Order.objects.filter(team=team, external_id=text).exists():
        return NotDone(f"{text} is an order of ours: scan the goods, not its papers.")
    return Unknown(
        f"Nobody has said which SKU {text} is. Say it once below, and every later scan knows it; or set the piece aside."
    )


def learn(team: Team, text: str, code: str, *, by: User, now: datetime) -> Sku:
    """From now on the barcode is this SKU; said twice, the first word stands."""
    sku = named(team, code.strip())
    if sku is None:
        raise Unknown(
            f"There is no SKU called {code.strip()[:60]!r}: check its spelling in the orders or the catalogue."
        )
    Barcode.objects.get_or_create(team=team, text=text, defaults={"sku": sku, "said_at": now, "said_by": by})
    return sku
