"""One claimed order from its facts to what the watch writes: a thousand are judged without a query."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fulfillment.orders import pace
from fulfillment.orders.answer_times import Basis, answer_by, then
from fulfillment.orders.clock import Clock, OrderClockFacts, clock_of
from fulfillment.orders.facts import CancelRequest, LineFlags, OrderFacts
from fulfillment.orders.gathering import Due, Known
from fulfillment.orders.lifecycle import Place, Progress, channel_behind_since, first_scan, place
from fulfillment.orders.paces import Paces, stage_of_pace, waits_since
from fulfillment.orders.risk import Judgement, judge
from fulfillment.orders.rulings import OWN_STORE, Rulings, counts_when_late, version_of
from fulfillment.orders.states import DISPATCHED, SEVERITY, OrderStatus, Stage
from fulfillment.orders.thresholds import THRESHOLDS
from fulfillment.orders.trucks import planned
from fulfillment.orders.working_time import working_time
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import OrderKind, ShippingType

NO_FLAGS = LineFlags()
READY = DISPATCHED | {OrderStatus.READY}


class Judged(NamedTuple):
    """The derived columns of one order, and what became of it."""

    id: int
    lane_id: int | None
    is_open: bool
    stage: str
    stage_since_at: datetime
    dispatch_due_at: datetime | None
    due_source: str
    cancels_at: datetime | None
    dispatched_at: datetime | None
    dispatched_source: str
    rule_version: str
    level: str
    severity: int
    level_since_at: datetime
    reasons: list[dict[str, Any]]
    owner: str
    next_action: str
    next_check_at: datetime | None


class Surroundings(NamedTuple):
    """What a batch of orders is judged with."""

    known: Known
    rulings: Rulings
    paces: Paces
    now: datetime


def judge_order(due: Due, lane_id: int | None, around: Surroundings) -> Judged:
    rules = around.rulings.at(due.shop_id, due.progress.placed_at)
    clock = clock_of(clock_facts(due), rules)
    standing = place(due.progress, rules.stop_event, scans_told=rules.tracking.scans_told)
    if due.copy_of:
        standing = standing._replace(is_open=False)  # the original is the work
    facts = _facts(due, standing, rules, around)
    if standing.is_open:
        facts = _with_pace(facts, due, clock, rules, around)
    found = judge(facts, clock, around.now)
    return _written(due, lane_id, standing, clock, rules, found, around.now)


def clock_facts(due: Due) -> OrderClockFacts:
    progress, told = due.progress, due.told
    return OrderClockFacts(
        placed_at=progress.placed_at,
        paid_at=progress.paid_at,
        kind=OrderKind(told.kind),
        shipping_type=ShippingType(progress.shipping_type),
        handling_days=told.handling_days,
        handling_in_business_days=told.handling_in_business_days,
        release_at=told.release_at,
        ready_due_at=told.ready_due_at,
        scan_due_at=told.scan_due_at,
        cancel_unless_ready_at=told.cancel_unless_ready_at,
        cancel_unless_scanned_at=told.cancel_unless_scanned_at,
        cancel_fallback_at=told.cancel_fallback_at,
        on_hold=progress.status == OrderStatus.REMORSE,
        is_ready=progress.status in READY,
        is_scanned=progress.status in DISPATCHED or first_scan(progress) is not None,
    )


def _facts(due: Due, standing: Place, rules: Rules, around: Surroundings) -> OrderFacts:
    progress, told = due.progress, due.told
    return OrderFacts(
        status=progress.status,
        stage=standing.stage,
        is_open=standing.is_open,
        placed_at=progress.placed_at,
        stage_since_at=standing.since_at,
        dispatched_at=standing.dispatched_at,
        shipping_type=progress.shipping_type,
        kind=told.kind,
        is_sample=told.is_sample,
        is_replacement=told.is_replacement,
        counts=counts_when_late(
            rules,
            shipping_type=progress.shipping_type,
            kind=told.kind,
            is_sample=told.is_sample,
            is_replacement=told.is_replacement,
        ),
        release_at=told.release_at,
        packages_total=progress.packages_total,
        packages_scanned=progress.packages_scanned,
        tracking_problem=told.tracking_problem,
        may_correct=_may_correct(progress, rules),
        correct_by_at=_correct_by(progress, rules),
        carrier_asked_at=told.carrier_asked_at,
        address_missing=due.address_missing,
        channel_behind_since_at=channel_behind_since(progress) if rules.platform != OWN_STORE else None,
        cancel_request=_cancel_request(due, around.known, rules),
        question=around.known.questions.get(due.id),
        holds=around.known.holds.get(due.id, ()),
        country=told.country,
        copy_of=due.copy_of,
        lines=around.known.lines.get(due.id, NO_FLAGS),
        truck=planned(told.truck_at, told.act_by_at, told.truck),
        handed_over_at=told.handed_over_at,
        handover_proof=told.handover_proof,
        left_behind_at=told.left_behind_at,
    )


def _may_correct(progress: Progress, rules: Rules) -> bool:
    """Another number can be given only to our own parcels, and where the channel takes one."""
    return progress.shipping_type == ShippingType.SELLER and rules.tracking.edits_allowed > 0


def _correct_by(progress: Progress, rules: Rules) -> datetime | None:
    """Counted from the moment at which the last package got its number: none may be corrected after it."""
    if progress.labelled_at is None:
        return None
    return progress.labelled_at + timedelta(hours=rules.tracking.edit_window_hours)


def _cancel_request(due: Due, known: Known, rules: Rules) -> CancelRequest | None:
    """The open request; the order's own mark counts only while nobody told of the request itself."""
    marked_at = due.told.cancel_requested_at
    marked = CancelRequest(marked_at, None) if marked_at else None
    request = known.requests.get(due.id, marked)
    if request is None:
        return None
    found = answer_by(told_at=request.answer_by_at, asked_at=request.asked_at, rules=rules)
    itself = found.basis in (Basis.TOLD, Basis.RULED)
    return CancelRequest(request.asked_at, found.at, then(found), answers_itself=itself)


def _with_pace(facts: OrderFacts, due: Due, clock: Clock, rules: Rules, around: Surroundings) -> OrderFacts:
    """With the usual hours of this step, and the moment from which being late is more likely than not."""
    supplier = around.known.suppliers.get(due.id)
    goal = stage_of_pace(facts.stage, rules.stop_event)
    stage = Stage.AWAITING_SCAN if facts.stage == Stage.AWAITING_SCAN else goal
    known = around.paces.get((due.shop_id, stage))
    match = pace.narrowest(known, supplier=supplier, carrier=due.told.carrier) if known else None
    if match is None:
        return facts
    quantiles = match.learned.quantiles
    late_likely_at = None
    if clock.dispatch_due_at is not None and facts.dispatched_at is None and stage == goal:
        scale = working_time(rules.calendar, rules.zone, facts.placed_at.year)
        started = scale.hours(waits_since(facts))
        allowed = scale.hours(clock.dispatch_due_at) - started
        waited = pace.elapsed_when_late_likely(quantiles, allowed=allowed, probability=THRESHOLDS.late_likely)
        late_likely_at = scale.moment(started + waited)
    return facts._replace(
        usual_hours=round(pace.hours_needed(quantiles, elapsed=0.0), 2), late_likely_at=late_likely_at
    )


def _written(
    due: Due,
    lane_id: int | None,
    standing: Place,
    clock: Clock,
    rules: Rules,
    found: Judgement,
    now: datetime,
) -> Judged:
    before = due.before
    same_level = before.level == found.level and before.level_since_at is not None
    return Judged(
        id=due.id,
        lane_id=lane_id,
        is_open=standing.is_open,
        stage=standing.stage,
        stage_since_at=standing.since_at,
        dispatch_due_at=clock.dispatch_due_at,
        due_source=clock.due_source or "",
        cancels_at=clock.cancels_at if standing.is_open else None,
        dispatched_at=standing.dispatched_at,
        dispatched_source=standing.dispatched_source,
        rule_version=version_of(rules),
        level=found.level,
        severity=SEVERITY[found.level],
        level_since_at=before.level_since_at if same_level and before.level_since_at else now,
        reasons=[each.as_data() for each in found.reasons],
        owner=found.owner,
        next_action=found.next_action,
        next_check_at=found.next_check_at,
    )
