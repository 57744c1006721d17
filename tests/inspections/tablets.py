"""A tablet for tests: makes the items that its outbox would send of an inspection, and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fulfillment.accounts.models import User
from fulfillment.captures.taking import Item, take
from fulfillment.inspections import taking
from fulfillment.inspections.models import Inspection
from fulfillment.warehouse.models import Lot
from tests.factories import NOW
from tests.photos.pictures import picture

PIECE = ("variant", "function", "appearance", "accessories", "packaging")


@dataclass
class Tablet:
    by: User
    lot: Lot
    now: datetime = NOW
    uuid: UUID = field(default_factory=uuid4)
    subject: str = ""
    size: int = 0
    samples: int = 0
    findings: int = 0

    def item(self, kind: str, **payload: Any) -> Item:
        self.now += timedelta(seconds=20)
        about = {
            "uuid": str(self.uuid), "subject": self.subject or f"lot:{self.lot.pk}", "size": self.size or self.lot.on_hand,
            "opened_at": NOW.isoformat(),
        }  # fmt: skip
        return Item(uuid4(), kind, self.now, self.by.pk, {"about": about, **payload})

    def send(self, item: Item, photo: Any = None) -> dict[str, Any]:
        def act(each: Item) -> Any:
            return taking.act(self.lot.team, each, by=self.by, now=self.now, picture=photo)

        return take(self.lot.team, item, act, by=self.by, now=self.now)

    def open(self) -> Item:
        return self.item("open")

    def whole(self, answer: str = "pass") -> Item:
        self.samples += 1
        return self.item("unit", number=0, answers={"cartons": answer})

    def piece(self, number: int, *, proof: str = "scan", proof_text: str = "LAMP", **answers: str) -> Item:
        self.samples += 1
        told = dict.fromkeys(PIECE, "pass") | answers
        return self.item("unit", number=number, answers=told, proof=proof, proof_text=proof_text)

    def defect(self, number: int, check: str, severity: str, **more: Any) -> Item:
        self.findings += 1
        return self.item(
            "defect", finding=str(uuid4()), number=number, check=check, severity=severity, **more
        )

    def finish(self, verdict: str = "passed") -> Item:
        return self.item("finish", samples=self.samples, findings=self.findings, verdict=verdict)

    def passing(self, pieces: int) -> list[Item]:
        """All of what passes a lot of which so many pieces are looked at."""
        seen = [self.piece(number) for number in range(1, pieces + 1)]
        return [self.open(), self.whole(), *seen, self.finish()]

    def failing(self) -> list[Item]:
        """One critical defect."""
        told = [self.open(), self.whole(), self.piece(1, variant="fail")]
        return [*told, self.defect(1, "variant", "critical", defect="wrong_variant"), self.finish("failed")]

    def send_all(self, items: list[Item]) -> list[dict[str, Any]]:
        return [self.send(item) for item in items]

    @property
    def row(self) -> Inspection:
        return Inspection.objects.get(client_uuid=self.uuid)


def shot(**told: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", picture(**told), content_type="image/jpeg")
