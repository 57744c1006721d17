"""What a tablet sends of an inspection. Each item carries what it belongs to, so that they may come in any order. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

MOST = 1_000_000
Small = Annotated[int, Meta(ge=0, le=MOST)]
Text = Annotated[str, Meta(max_length=200)]


class About(msgspec.Struct):
    """`subject`: kind and id, as in `lot:12`, `line:4`, `order:9`, `sku:7`."""

    uuid: UUID
    subject: Annotated[str, Meta(pattern=r"^(lot|line|order|sku):\d{1,18}$")]
    size: Annotated[int, Meta(ge=1, le=MOST)]
    opened_at: datetime
    version: int | None = None
    supersedes: UUID | None = None
    why: Text = ""

    @property
    def of(self) -> tuple[str, int]:
        kind, _, pk = self.subject.partition(":")
        return kind, int(pk)


class Open(msgspec.Struct):
    about: About


class Unit(msgspec.Struct):
    about: About
    number: Small
    answers: dict[str, Text]
    proof: Annotated[str, Meta(max_length=20)] = ""
    proof_text: Text = ""


class Defect(msgspec.Struct):
    about: About
    finding: UUID
    number: Small
    check: Text
    severity: Annotated[str, Meta(pattern="^(critical|major|minor)$")]
    defect: Text = ""
    quantity: Annotated[int, Meta(ge=1, le=MOST)] = 1


class Photo(msgspec.Struct):
    about: About
    number: Small
    check: Text = ""
    finding: UUID | None = None
    asked: Text = ""


class Finish(msgspec.Struct):
    about: About
    samples: Small
    findings: Small
    verdict: Annotated[str, Meta(pattern="^(passed|failed)$")]
