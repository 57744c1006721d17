"""One inspection of a lot, told item by item as a tablet sends it."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fulfillment.accounts.models import User
from fulfillment.captures.taking import Answer, Item, take
from fulfillment.desk.demo.quality import faults, shots
from fulfillment.desk.demo.quality.faults import Fault
from fulfillment.inspections import planning, taking
from fulfillment.inspections.asking import Asked
from fulfillment.inspections.checklists.sheets import Sheet, sheets_of
from fulfillment.inspections.models import Inspection
from fulfillment.warehouse.models import Lot

PIECE = timedelta(seconds=40)
PICTURED = 4  # defects of a lot


class Tablet(NamedTuple):
    lot: Lot
    by: User
    began: datetime
    uuid: UUID
    version: int | None

    def send(self, kind: str, after: int, told: dict[str, Any], picture: Any = None) -> None:
        """`after` so many pieces."""
        at = self.began + after * PIECE
        about = {
            "uuid": str(self.uuid), "subject": f"lot:{self.lot.pk}", "size": self.lot.on_hand,
            "opened_at": self.began.isoformat(), "version": self.version,
        }  # fmt: skip
        item = Item(uuid4(), kind, at, self.by.pk, {"about": about, **told})

        def act(each: Item) -> Answer:
            return taking.act(self.lot.team, each, by=self.by, now=at, picture=picture)

        take(self.lot.team, item, act, by=self.by, now=at)


def inspect(lot: Lot, by: User, at: datetime, *, fault: Fault | None = None) -> Inspection:
    """From the first piece to the verdict, which comes `at` that moment.

    `fault`: every third piece has it, whatever its supplier's goods usually are.
    """
    sheet = sheets_of(lot.team, [lot.sku_id]).get(lot.sku_id)
    asked = _asked(lot, sheet)
    rng = Random(lot.code)
    found = faults.of_lot(lot.sku.code, rng, asked)
    if fault:
        found = [(number, fault) for number in range(1, asked.sample + 1, 3)]
    tablet = Tablet(lot, by, at - (asked.sample + 2) * PIECE, uuid4(), sheet.version if sheet else None)
    tablet.send("open", 0, {})
    samples = _pieces(tablet, asked, dict(found))
    for number in _right(asked, dict(found))[:1]:
        _picture(tablet, number, rng)
    for place, (number, each) in enumerate(found):
        _defect(tablet, number, each, rng, with_picture=place < PICTURED)
    verdict = "failed" if faults.is_failed(asked, found) else "passed"
    told = {"samples": samples, "findings": len(found), "verdict": verdict}
    tablet.send("finish", asked.sample + 2, told)
    return Inspection.objects.get(team=lot.team, client_uuid=tablet.uuid)


def _asked(lot: Lot, sheet: Sheet | None) -> Asked:
    series = (lot.sku_id, lot.supplier_id)
    return planning.asked_of(lot.on_hand, planning.severities(lot.team, [series])[series], sheet=sheet)


def _pieces(tablet: Tablet, asked: Asked, found: dict[int, Fault]) -> int:
    """How many samples were told: the lot as a whole, where it is asked about, and each piece."""
    code = tablet.lot.sku.code
    whole = {check.key: faults.answer(check, code) for check in asked.checks if not check.per_unit}
    right = {check.key: faults.answer(check, code) for check in asked.checks if check.per_unit}
    if whole:
        tablet.send("unit", 0, {"number": 0, "answers": whole})
    for number in range(1, asked.sample + 1):
        answers = right | ({found[number].check: "fail"} if number in found else {})
        told = {"number": number, "answers": answers, "proof": "scan", "proof_text": code}
        tablet.send("unit", number, told)
    return asked.sample + bool(whole)


def _right(asked: Asked, found: dict[int, Fault]) -> list[int]:
    return [number for number in range(1, asked.sample + 1) if number not in found]


def _defect(tablet: Tablet, number: int, fault: Fault, rng: Random, *, with_picture: bool) -> None:
    finding = str(uuid4())
    told = {
        "finding": finding, "number": number, "check": fault.check, "defect": fault.defect, "severity": fault.severity,
    }  # fmt: skip
    tablet.send("defect", number, told)
    if with_picture:
        _picture(tablet, number, rng, fault.defect, {"check": fault.check, "finding": finding})


def _picture(
    tablet: Tablet, number: int, rng: Random, defect: str = "", of: dict[str, str] | None = None
) -> None:
    """Of a piece with a defect, or of one as the rest of the lot is."""
    sku, card = tablet.lot.sku, tablet.uuid.hex[-4:].upper()
    content = shots.shot(sku.code, sku.title, rng, defect=defect, card=card, number=number)
    file = SimpleUploadedFile("photo.jpg", content)
    tablet.send("photo", number, {"number": number, "asked": card, **(of or {})}, file)
