"""A list row by row: the order, what speaks against the number, and what became of it once it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fulfillment.channels.models import NumberList
from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.gathering import Gathered, gather
from fulfillment.channels.uploads.lists.clashes import Meant, clashes
from fulfillment.channels.uploads.lists.keeping import lines_of
from fulfillment.channels.uploads.lists.naming import Named, orders_of
from fulfillment.channels.uploads.lists.parcels import WHOLE, Parcel, may_part, parcels_of
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.channels.uploads.looking import Looked, doing_of, judge
from fulfillment.channels.uploads.preflight import SHIPPED, Doing, corrected_parcel, tidy
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import UNSETTLED, Kind, State
from fulfillment.tracking.numbers import carrier_from_name

NOTHING_TO_DO = {"same_number", "repeated", "same_parcel"}


class Verdict(StrEnum):
    """Where a row stands: not sent yet and why, or sent and what came of it."""

    GOOD = "good"
    WARNED = "warned"
    REFUSED = "refused"
    THERE = "there"  # nothing to send: the channel shows it, or another row says the same
    GOING = "going"
    ARRIVED = "arrived"
    TURNED_DOWN = "turned-down"  # by the channel
    STUCK = "stuck"  # somebody must look
    TAKEN_BACK = "taken-back"


FATES = {
    State.DONE: Verdict.ARRIVED,
    State.REFUSED: Verdict.TURNED_DOWN,
    State.NEEDS_PERSON: Verdict.STUCK,
    **dict.fromkeys(UNSETTLED, Verdict.GOING),
}
Key = tuple[int, str, str]  # shop, order as its channel calls it, number
UNSENT = frozenset({Verdict.GOOD, Verdict.WARNED, Verdict.REFUSED, Verdict.THERE})


@dataclass(frozen=True, slots=True)
class Row:
    """`write` is the newest that was asked for of this row; `looked` is there where it may be sent (again)."""

    line: Line
    order: Order | None
    looked: Looked | None
    findings: list[Finding]
    write: OutboundWrite | None = None

    @property
    def verdict(self) -> Verdict:
        if self.is_sent and self.write:
            if self.write.kind == Kind.SHIPMENT_CANCEL and self.write.state == State.DONE:
                return Verdict.TAKEN_BACK
            return FATES[State(self.write.state)]
        refusals = {finding.code for finding in self.findings if finding.refuses}
        if refusals and refusals <= NOTHING_TO_DO:
            return Verdict.THERE
        if refusals:
            return Verdict.REFUSED
        return Verdict.WARNED if any(finding.warns for finding in self.findings) else Verdict.GOOD

    @property
    def is_sent(self) -> bool:
        return self.write is not None and self.write.state != State.WITHDRAWN


def rows_of(numbers: NumberList, *, now: datetime) -> list[Row]:
    """Every row as it stands now, in a fixed number of queries however many there are."""
    lines = lines_of(numbers)
    named = orders_of(numbers.team, lines, numbers.shop)
    writes = _writes(numbers)
    sent_by = _senders(lines, named, writes)
    unsent = [each.order for place, each in enumerate(named) if each.order and place not in sent_by]
    orders = list({order.pk: order for order in unsent}.values())
    gathered = gather(numbers.team, orders, [tidy(line.number) for line in lines], now=now)
    against = clashes(_meant(lines, named, gathered))
    parcels = parcels_of(lines, named, sent_by, gathered)
    rows = []
    for place, (line, each) in enumerate(zip(lines, named, strict=True)):
        write = sent_by.get(place)
        if write is not None or each.order is None:
            rows.append(Row(line, each.order, None, [each.why_not] if each.why_not else [], write))
            continue
        parcel = parcels.get(line.row, WHOLE)
        looked = _look(numbers, line, each.order, gathered, parcel, now=now)
        said = against.get(line.row, [])
        inside = [finding for finding in said if finding.code == "same_parcel"]
        findings = inside or [*looked.findings, *said, *parcel.findings]
        findings.sort(key=lambda found: not found.refuses)
        asked = writes.get((each.order.shop_id, each.order.external_id, tidy(line.number)))
        withdrawn = asked is not None and asked.state == State.WITHDRAWN
        rows.append(Row(line, each.order, looked, findings, asked if withdrawn else None))
    return rows


def _writes(numbers: NumberList) -> dict[Key, OutboundWrite]:
    """The newest about each order's number."""
    rows = OutboundWrite.objects.of(numbers.team).filter(batch=numbers.pk).order_by("created_at", "pk")
    return {(row.shop_id, row.subject, row.payload.get("tracking_number", "")): row for row in rows}


def _senders(
    lines: Sequence[Line], named: Sequence[Named], writes: dict[Key, OutboundWrite]
) -> dict[int, OutboundWrite]:
    """By place: the first row that names the order with the number that was sent."""
    found: dict[int, OutboundWrite] = {}
    taken: set[Key] = set()
    for place, (line, each) in enumerate(zip(lines, named, strict=True)):
        if each.order is None:
            continue
        key = (each.order.shop_id, each.order.external_id, tidy(line.number))
        write = writes.get(key)
        if write and write.state != State.WITHDRAWN and key not in taken:
            taken.add(key)
            found[place] = write
    return found


def _meant(lines: Sequence[Line], named: Sequence[Named], gathered: Gathered) -> list[Meant]:
    """An order of which everything was sent is not looked at any more: what its rows say is past."""
    return [
        Meant(
            line.row,
            each.order.pk,
            str(each.order),
            each.order.buyer_key,
            tidy(line.number),
            (line.item, line.units if line.item else ""),
            may_part(each.order, gathered),
        )
        for line, each in zip(lines, named, strict=True)
        if each.order
    ]


def _look(
    numbers: NumberList, line: Line, order: Order, gathered: Gathered, said: Parcel, *, now: datetime
) -> Looked:
    """A list ships; it corrects only where whoever brought it said so, for a correction can rarely be repeated."""
    number = tidy(line.number)
    facts = gathered.orders[order.pk]
    doing = doing_of("", facts) if numbers.corrects else Doing.UPLOAD
    if said.left:
        facts = facts._replace(left=said.left, parts_wait=True, waiting="")
        gathered = gathered._replace(orders={order.pk: facts})
    given = {"carrier": line.carrier, "doing": doing, **said.form}
    looked = judge(order, number, given, gathered, now=now)
    more = []
    if doing is Doing.CORRECT and facts.status in SHIPPED:
        parcel = corrected_parcel(facts, "")
        if parcel and parcel.number not in ("", number):
            more.append(told("replaces", old=parcel.number))
    if line.carrier and looked.guessed and not carrier_from_name(line.carrier):
        more.append(told("unknown_carrier", given=line.carrier, carrier=looked.carrier))
    return looked._replace(findings=[*looked.findings, *more])
