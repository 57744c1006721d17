"""What another version would have done: lanes with a history are compared, others say that there is none."""

from decimal import Decimal

from sourcing.routing.rehearsing import ENOUGH, Past, by_lane, rehearse
from sourcing.routing.rules import Facts, Route, Rule

SLOW, FAST, NEW = Route("S1", "la", "usps"), Route("S1", "la", "ups"), Route("S1", "la", "dhl")


def past(lane, *, hours=10.0, late=False, **facts):
    return Past(Facts(**{"country": "US", "grams": 1000} | facts), lane, hours, 48.0, late)


def rule(route, **fields):
    return Rule(id=1, name="r", currency="USD", route=route, **fields)


def test_orders_that_would_have_gone_elsewhere_are_judged_by_those_that_went_there():
    orders = [past(SLOW, hours=40.0, late=n < 8, country="GB") for n in range(20)]
    orders += [past(FAST, late=n < 2) for n in range(40)]
    to_fast = rule(Route(carrier="ups"), countries=frozenset({"GB"}), cost_per_order=Decimal(6))
    costs = {SLOW: rule(SLOW, cost_per_order=Decimal(4), cost_per_kg=Decimal(1))}

    (move,) = rehearse([to_fast], orders, costs=costs)

    assert (move.before, move.after, move.orders) == (SLOW, FAST, 20)
    assert (move.here.late, move.here.judged) == (8, 20)
    assert (move.there.late, move.there.judged, move.there.scan_hours) == (2, 40, 10.0)
    assert move.expected_late == 1.0
    assert (move.costed, move.cost_before, move.cost_after) == (20, Decimal(100), Decimal(120))


def test_a_lane_that_too_few_orders_took_has_no_evidence():
    orders = [past(SLOW), *[past(FAST)] * (ENOUGH - 1)]

    to_new, to_fast = (rehearse([rule(Route(carrier=code))], orders, costs={}) for code in ("dhl", "ups"))

    assert {move.after: move.there for move in to_new} == {NEW: None}
    assert to_fast[0].there is None
    assert to_fast[0].expected_late is None
    assert to_fast[0].costed == 0


def test_what_stays_on_its_lane_is_no_move():
    assert rehearse([rule(Route(carrier="ups"))], [past(FAST)], costs={}) == []


def test_orders_whose_outcome_is_not_known_yet_are_not_judged():
    found = by_lane([past(FAST), Past(Facts(), FAST, None, None, None)])[FAST]

    assert (found.orders, found.judged, found.scanned, found.delivered) == (2, 1, 1, 1)
