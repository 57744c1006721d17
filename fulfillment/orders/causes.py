"""What keeps an order from leaving, one finder each; and that the carrier was asked about it. Pure."""

from __future__ import annotations

from collections.abc import Callable

from fulfillment.orders.facts import CancelRequest, OrderFacts
from fulfillment.orders.kinds import HELD_RANK, SLOWED_RANK, kind_of
from fulfillment.orders.looking import Look, iso, waits_until, worse
from fulfillment.orders.reasons import Reason
from fulfillment.orders.states import Level, OrderStatus, Stage
from fulfillment.orders.tracking_words import TRACKING_PROBLEMS
from fulfillment.orders.trucks import find_truck
from fulfillment.policies.terms import OrderKind, ShippingType, StopEvent


def _buyers_request(look: Look) -> None:
    request = look.facts.cancel_request
    if request is None:
        return
    look.cause(
        "buyer_asked_to_cancel",
        _answer_level(request, look),
        asked_at=iso(request.asked_at),
        answer_by_at=iso(request.answer_by_at),
        then=request.then or None,
        must=_answer_before(look.facts),
    )


def _answer_level(request: CancelRequest, look: Look) -> Level:
    """A time that no source tells hurries us and puts nothing at risk."""
    by_at = request.answer_by_at
    if by_at is None or not look.ticker.passed(by_at - look.limits.answer_soon):
        return Level.ON_HOLD
    is_close = request.answers_itself and look.ticker.passed(by_at - look.limits.answer_now)
    return Level.AT_RISK if is_close else Level.DUE_SOON


def _answer_before(facts: OrderFacts) -> str:
    if facts.packages_scanned:
        return "part of it is with the carrier already, answer now"
    if facts.stage == Stage.AWAITING_SCAN or facts.status == OrderStatus.PARTLY_SHIPPED:
        return "its label is made, so answer before the carrier takes it"
    return "answer before shipping"


def _remorse(look: Look) -> None:
    """The channel's own hold wins; a market without that status is given its hour by the clock."""
    until_at = look.clock.remorse_until
    held = look.facts.status == OrderStatus.REMORSE
    over = look.ticker.passed(until_at)
    if over and _waits_for_release(look):
        return
    if not held and (over or until_at is None):
        return
    look.cause("remorse_overrun" if over else "remorse_hour", Level.ON_HOLD, until_at=iso(until_at))


def _pre_order(look: Look) -> None:
    if _waits_for_release(look):
        look.cause("pre_order_waiting", Level.ON_HOLD, release_at=iso(look.facts.release_at))


def _waits_for_release(look: Look) -> bool:
    release_at = look.facts.release_at
    waits = look.facts.kind == OrderKind.PRE_ORDER and look.facts.stage != Stage.AWAITING_SCAN
    return waits and release_at is not None and not look.ticker.passed(release_at)


def _address(look: Look) -> None:
    """Told only once it matters: a platform's label needs no address of ours, a held order has none yet."""
    facts = look.facts
    if facts.address_missing and facts.stage == Stage.TO_SHIP and facts.shipping_type == ShippingType.SELLER:
        look.cause("address_missing", Level.ON_HOLD)


def _lines(look: Look) -> None:
    """To be looked at before anybody buys or packs it: with a label it is too late for both."""
    facts, lines = look.facts, look.facts.lines
    if facts.stage == Stage.AWAITING_SCAN:
        return
    if lines.misfit:
        look.cause(
            "wrong_variant",
            Level.DUE_SOON,
            word=lines.misfit,
            says=lines.misfit_says,
            line=lines.misfit_line,
            country=facts.country,
        )
    if lines.unmapped:
        more = f" and {lines.unmapped - 1} more" if lines.unmapped > 1 else ""
        look.cause("no_sku", Level.ON_HOLD, line=f"{lines.unmapped_line}{more}")


def _holds(look: Look) -> None:
    for hold in sorted(look.facts.holds, key=lambda each: kind_of(each.reason).rank):
        overdue = look.ticker.passed(hold.until_at)
        floor = Level.ON_HOLD if hold.blocks else Level.ON_TRACK
        kind = kind_of(hold.reason)
        values = {
            "hold": hold.id,
            "subject": hold.subject,
            "evidence": hold.evidence,
            "since_at": iso(hold.placed_at),
            "until_at": iso(hold.until_at),
        }
        level = worse(Level.DUE_SOON if overdue and hold.blocks else floor, look.base)
        rank = HELD_RANK if hold.blocks else SLOWED_RANK
        look.found.append(
            Reason(hold.reason, hold.owner or kind.owner, hold.action or kind.action, level, rank, values)
        )


def _tracking(look: Look) -> None:
    problem = look.facts.tracking_problem
    if problem:
        words = TRACKING_PROBLEMS.get(problem, problem.replace("_", " ").capitalize())
        correct_by_at = iso(look.facts.correct_by_at)
        code = _tracking_code(look)
        look.cause(code, Level.AT_RISK, verdict=problem, problem=words, correct_by_at=correct_by_at)


def _tracking_code(look: Look) -> str:
    if look.facts.tracking_problem == "no_scan_in_time":
        return "tracking_unscanned"
    if not look.facts.may_correct or look.ticker.passed(look.facts.correct_by_at):
        return "tracking_stays_invalid"
    return "tracking_invalid"


def _step(look: Look) -> None:
    """What the order's own stage waits for."""
    facts = look.facts
    code = _step_code(facts, look.clock.stop_event)
    if code == "not_scanned" and facts.handed_over_at:
        look.cause(
            "handed_over_unscanned",
            due_at=iso(waits_until(facts, look.clock)),
            since_at=iso(facts.handed_over_at),
            evidence=facts.handover_proof or None,
        )
    elif code == "not_scanned" and facts.left_behind_at:
        look.cause("left_behind", since_at=iso(facts.left_behind_at))
    elif code:
        look.cause(
            code,
            due_at=iso(waits_until(facts, look.clock)),
            since_at=iso(facts.stage_since_at),
            scanned=facts.packages_scanned if facts.packages_total else None,
            total=_packages_expected(facts) or None,
            usual_hours=facts.usual_hours,
        )


def _packages_expected(facts: OrderFacts) -> int:
    """A part without a package needs at least one more than the channel has told."""
    return facts.packages_total + (facts.status == OrderStatus.PARTLY_SHIPPED)


def _step_code(facts: OrderFacts, stop_event: StopEvent) -> str:
    by_scan = stop_event == StopEvent.FIRST_SCAN
    if facts.status == OrderStatus.PARTLY_SHIPPED:
        return "partly_shipped" if by_scan else "partly_ready"
    if facts.stage == Stage.TO_SHIP:
        if facts.shipping_type == ShippingType.SELLER:
            return "no_number"
        return "no_platform_label" if facts.packages_total else "no_platform_package"
    if facts.stage != Stage.AWAITING_SCAN:
        return ""
    if facts.packages_scanned:
        return "partly_scanned" if by_scan else "ready_partly_scanned"
    return "not_scanned"


def _carrier_asked(look: Look) -> None:
    """Who was asked a while ago is not to be asked again at once, but after it."""
    asked_at = look.facts.carrier_asked_at
    asking = [place for place, each in enumerate(look.found) if each.action == "ask_carrier"]
    if asked_at is None or not asking:
        return
    action = "ask_again" if look.ticker.passed(asked_at + look.limits.ask_again) else "follow_up"
    for place in asking:
        each = look.found[place]
        look.found[place] = each._replace(
            action=action, values=each.values | {"asked_at": asked_at.isoformat()}
        )


CAUSES: tuple[Callable[[Look], None], ...] = (
    _buyers_request,
    _remorse,
    _pre_order,
    _address,
    _holds,
    _lines,
    _tracking,
    find_truck,
    _step,
    _carrier_asked,  # of what the others found
)
