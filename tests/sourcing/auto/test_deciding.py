"""What a rule buys, and why it leaves the rest: limits, margin, lateness; never more than a day's money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.auto.deciding import LEFT, Left, Proposal, Rule, decide

D = Decimal


def rule(pk=1, supplier=None, **changed):
    told = {"currency": "USD", "most_per_order": D(50), "most_per_day": D(100)} | changed
    return Rule(id=pk, supplier=supplier, **told)


def line(pk=1, order=None, cost="20", **changed):
    told = {
        "offer": 7,
        "supplier": 3,
        "currency": "USD",
        "revenue": D(40),
        "sold_in": "USD",
        "rate": D(1),
    } | changed
    return Proposal(line=pk, order=pk if order is None else order, cost=D(cost), **told)


def whys(lines, rules, spent=None):
    return [each.why for each in decide(lines, rules, spent or {})]


@pytest.mark.parametrize(
    ("changed", "ruled", "why"),
    [
        ({}, {}, None),
        ({"currency": "CNY"}, {}, Left.NO_RULE),
        ({}, {"supplier": 4}, Left.NO_RULE),
        ({}, {"supplier": 3}, None),
        ({}, {"is_on": False}, Left.OFF),
        ({"is_late": True}, {}, Left.LATE),
        ({"cost": "50"}, {}, None),
        ({"cost": "50.01"}, {}, Left.ORDER_LIMIT),
        ({}, {"least_margin": D(50)}, None),  # 20 of 40 are left
        ({}, {"least_margin": D("50.1")}, Left.MARGIN),
        ({"cost": "45"}, {}, None),  # a loss, where no rule asks for a margin
        ({"revenue": None}, {"least_margin": D(0)}, Left.NO_PRICE),
        ({"revenue": D(0)}, {"least_margin": D(0)}, Left.NO_PRICE),
        ({"sold_in": "VND", "rate": None}, {"least_margin": D(0)}, Left.OTHER_CURRENCY),
        ({"sold_in": "VND", "rate": None}, {}, None),
        ({"sold_in": "GBP", "rate": D("1.25")}, {"least_margin": D(60)}, None),  # 40 pounds are 50 dollars
        ({"sold_in": "GBP", "rate": D("1.25")}, {"least_margin": D("60.1")}, Left.MARGIN),
    ],
)
def test_one_line_under_one_rule(changed, ruled, why):
    assert whys([line(**changed)], [rule(**ruled)]) == [why]


def test_a_suppliers_own_rule_stands_before_the_one_for_any():
    own = rule(2, supplier=3, most_per_order=D(10))

    found = decide([line(), line(2, supplier=9)], [rule(), own], {})

    assert [(each.rule, each.why) for each in found] == [(2, Left.ORDER_LIMIT), (1, None)]


def test_the_most_urgent_gets_the_days_money_and_what_was_spent_before_counts():
    lines = [line(1, cost="40"), line(2, cost="40"), line(3, cost="20")]

    assert whys(lines, [rule()]) == [None, None, None]
    assert whys(lines, [rule()], {1: D("0.01")}) == [None, None, Left.DAY_LIMIT]
    assert whys(lines, [rule()], {1: D(61)}) == [Left.DAY_LIMIT, Left.DAY_LIMIT, None]


def test_what_one_rule_would_buy_for_an_order_is_bought_whole_or_not_at_all():
    lines = [line(1, order=5, cost="30"), line(2, order=6, cost="30"), line(3, order=5, cost="30")]

    assert whys(lines, [rule()]) == [Left.ORDER_LIMIT, None, Left.ORDER_LIMIT]
    late = [line(1, order=5), line(2, order=5, is_late=True)]
    assert whys(late, [rule()]) == [Left.LATE, Left.LATE]


def test_every_reason_is_said_with_what_to_do():
    assert set(LEFT) == set(Left)
    assert all(what and fix.endswith(".") for what, fix in LEFT.values())


proposals = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 60), st.booleans()), max_size=12
)


@given(proposals, st.integers(0, 120))
def test_no_more_is_ever_bought_than_an_order_and_a_day_may_cost(told, spent):
    lines = [
        line(n, order=order, supplier=supplier, cost=str(cost), is_late=late)
        for n, (order, supplier, cost, late) in enumerate(told)
    ]
    rules = [rule(1), rule(2, supplier=2)]
    bought = [each for each in decide(lines, rules, {1: D(spent)}) if each.why is None]

    for each in rules:
        mine = [verdict for verdict in bought if verdict.rule == each.id]
        total = sum((verdict.proposal.cost for verdict in mine), D(0))
        assert total + (D(spent) if each.id == 1 else 0) <= each.most_per_day or not mine
        for order in {verdict.proposal.order for verdict in mine}:
            of_order = sum((v.proposal.cost for v in mine if v.proposal.order == order), D(0))
            assert of_order <= each.most_per_order
    assert not any(each.proposal.is_late for each in bought)
