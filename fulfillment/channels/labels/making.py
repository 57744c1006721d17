"""The pages of some orders: the platform's label, the carrier's that somebody attached, our packing slip; or why none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from pypdf.errors import PyPdfError

from fulfillment.channels.documents import WORDS, DocumentKind
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.labels import gathering, joining, numbering, setting
from fulfillment.channels.labels.deciding import Paper, decide
from fulfillment.channels.labels.fetching import Lines
from fulfillment.channels.labels.gathering import Parcels
from fulfillment.channels.labels.joining import Page
from fulfillment.channels.models import LabelBatch, LabelSheet
from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package

BROKEN = "Its papers could not be set: print it alone on its own page, and tell whoever runs this server."
UNREADABLE = "Its label cannot be read: print it where it comes from, or attach it as another file."


@dataclass
class Made:
    """What became of one sheet; without pages the problem says why."""

    sheet: LabelSheet
    told: Parcels | None = None
    kind: Paper | None = None
    problem: str = ""
    pages: list[Page] = field(default_factory=list)
    with_slip: bool = False

    @property
    def order(self) -> Order:
        return self.sheet.order

    @property
    def packages(self) -> list[Package]:
        return self.told.packages if self.told else []

    @property
    def name(self) -> str:
        """As the order's history calls it."""
        if self.kind == Paper.SLIP:
            return WORDS[DocumentKind.SLIP]
        return WORDS[DocumentKind.BOTH if self.with_slip else DocumentKind.LABEL]


def make(batch: LabelBatch, sheets: Sequence[LabelSheet], *, now: datetime) -> list[Made]:
    """In the order of the sheets. Nothing is changed but the numbers of printings."""
    told = gathering.parcels(batch.team, [each.order for each in sheets])
    made = [Made(sheet, facts) for sheet, facts in zip(sheets, told, strict=True)]
    for each in made:
        assert each.told
        each.kind, each.problem = decide(each.told.facts)
        each.with_slip = batch.with_slips
        _name_paper(each.sheet, numbering.SLIP if each.kind == Paper.SLIP else numbering.LABEL)
    wanted = [each for each in made if each.kind]
    numbering.reserve([each.sheet for each in wanted])
    _fetch([each for each in wanted if each.kind == Paper.PLATFORM], now=now)
    _attached([each for each in wanted if each.kind == Paper.FILE])
    labels = [each for each in wanted if each.pages]
    _mark(labels, batch, now=now)
    _add_slips(
        [
            each
            for each in wanted
            if each.kind == Paper.SLIP or (each.kind == Paper.FILE and batch.with_slips)
        ],
        batch,
        now=now,
    )
    return made


def _name_paper(sheet: LabelSheet, paper: str) -> None:
    """A sheet that was numbered as another paper, before its worker died, is numbered again."""
    if sheet.paper != paper:
        sheet.paper, sheet.printing = paper, None


def _fetch(wanted: Sequence[Made], *, now: datetime) -> None:
    with Lines(now=now) as lines:
        for each in wanted:
            kind = DocumentKind.BOTH if each.with_slip else DocumentKind.LABEL
            try:
                for package in each.packages:
                    pdf = lines.document(each.order.shop, package, kind)
                    each.pages += joining.pages_of(pdf)
            except ChannelError as fault:
                each.pages, each.problem = [], f"{fault.sentence} {fault.fix}"
            except (PyPdfError, ValueError, KeyError):
                each.pages, each.problem = [], UNREADABLE


def _attached(wanted: Sequence[Made]) -> None:
    files = gathering.files(each.sheet.order_id for each in wanted)
    for each in wanted:
        for content in files.get(each.sheet.order_id, []):
            each.pages += joining.pages_of(content)
        each.problem = "" if each.pages else UNREADABLE


def _mark(labels: Sequence[Made], batch: LabelBatch, *, now: datetime) -> None:
    """A label that is printed again says so at its foot."""
    pages = [
        (each, at, numbering.again(each.sheet, batch, now=now))
        for each in labels
        if (each.sheet.printing or 1) > 1
        for at in range(len(each.pages))
    ]
    if not pages:
        return
    boxes = [each.pages[at].content.mediabox for each, at, _ in pages]
    wanted = [
        setting.Mark(float(box.width), float(box.height), words)
        for box, (_, _, words) in zip(boxes, pages, strict=True)
    ]
    marks = joining.pages_of(setting.marks(wanted).pdf)
    for mark, (each, at, _) in zip(marks, pages, strict=True):
        each.pages[at] = each.pages[at]._replace(mark=mark.content)


def _add_slips(wanted: Sequence[Made], batch: LabelBatch, *, now: datetime) -> None:
    if not wanted:
        return
    addresses = gathering.addresses([each.order for each in wanted])
    found = setting.slips([_slip(each, batch, addresses, now=now) for each in wanted])
    pages = joining.pages_of(found.pdf)
    for each, (start, end) in zip(wanted, pairwise(found.first_pages), strict=True):
        each.pages += pages[start:end]


def _slip(each: Made, batch: LabelBatch, addresses: dict[int, str], *, now: datetime) -> dict[str, Any]:
    order = each.order
    return {
        "barcode": setting.barcode(order.external_id),
        "bars": setting.linear(order.external_id),
        "order": str(order),
        "shop": order.shop.name,
        "address": addresses.get(order.pk, ""),
        "truck": gathering.truck_words(order),
        "again": numbering.again(each.sheet, batch, now=now),
        "lines": each.told.lines if each.told else [],
        "foot": f"{each.sheet.place} of {batch.total}",
    }
