"""First match wins, by whichever road it is found: the compiled rules, and the words that say why others lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.routing.deciding import Compiled, Used, decide_all
from sourcing.routing.explaining import explain, unmet
from sourcing.routing.oddities import impossible, oddities, shadows
from sourcing.routing.rules import Facts, Route, Rule

UPS, USPS = Route(carrier="ups"), Route(carrier="usps")


def rule(pk=1, **fields):
    return Rule(id=pk, **{"name": f"rule {pk}", "currency": "USD", "route": UPS} | fields)


LAMP = Facts(
    country="US", channel="tiktok", market="US", tags=frozenset({"fragile"}), suppliers=frozenset({"S1"}),
    value=Decimal(30), currency="USD", grams=400, hours=48.0, day="2026-11-24",
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "matches"),
    [
        ({}, True),
        ({"countries": frozenset({"US", "CA"})}, True),
        ({"countries": frozenset({"CA"})}, False),
        ({"channels": frozenset({"shopify"})}, False),
        ({"markets": frozenset({"GB"})}, False),
        ({"tags": frozenset({"fragile", "heavy"})}, True),
        ({"tags": frozenset({"heavy"})}, False),
        ({"suppliers": frozenset({"S2"})}, False),
        ({"value_min": Decimal(30)}, True),
        ({"value_min": Decimal("30.01")}, False),
        ({"value_max": Decimal(30)}, True),
        ({"value_max": Decimal("29.99")}, False),
        ({"value_min": Decimal(1), "currency": "GBP"}, False),
        ({"grams_min": 400, "grams_max": 400}, True),
        ({"grams_max": 399}, False),
        ({"hours_max": 48.0}, True),
        ({"hours_min": 49.0}, False),
        ({"is_paused": True}, False),
        ({"cost_ceiling": Decimal(5), "cost_per_order": Decimal(5)}, True),
        ({"cost_ceiling": Decimal(5), "cost_per_order": Decimal("5.01")}, False),
        ({"cost_ceiling": Decimal(5)}, False),
        ({"cost_ceiling": Decimal(5), "cost_per_order": Decimal(3), "cost_per_kg": Decimal(5)}, True),
        ({"cost_ceiling": Decimal(5), "cost_per_order": Decimal(3), "cost_per_kg": Decimal(6)}, False),
    ],
)
def test_a_rule_matches_what_meets_all_it_asks(fields, matches):
    found = decide_all([rule(**fields)], [LAMP])[0]

    assert (found.rule is not None) == matches
    assert (next(unmet(rule(**fields), LAMP), None) is None) == matches


@pytest.mark.parametrize("fields", [{"grams_max": 500}, {"value_min": Decimal(1)}, {"hours_max": 99.0}])
def test_what_is_not_known_meets_no_bound(fields):
    unknown = Facts(country="US", currency="USD")

    assert decide_all([rule(**fields)], [unknown])[0].rule is None
    assert "not known" in next(unmet(rule(**fields), unknown))


def test_the_first_that_matches_wins_and_the_others_say_why_they_lost():
    rules = [rule(1, countries=frozenset({"GB"})), rule(2), rule(3)]

    found = decide_all(rules, [LAMP])[0]
    told = explain(rules, LAMP, won=2)

    assert found.rule is rules[1]
    assert [each.has_won for each in told] == [False, True, False]
    assert [each.why for each in told] == ["goes to US, not GB", "", "an earlier rule had decided"]


def test_a_carrier_that_the_channel_refuses_is_passed_over():
    facts = Facts(accepted=frozenset({"usps"}))
    rules = [rule(1), rule(2, route=USPS), rule(3, route=Route(supplier="S2"))]

    assert decide_all(rules, [facts])[0].rule is rules[1]
    assert list(unmet(rules[0], facts)) == ["the channel does not accept ups"]
    assert decide_all(rules[2:], [facts])[0].rule is rules[2]


def test_a_cap_counts_the_orders_of_a_day_on_the_lane_whichever_rule_sends_them():
    rules = [rule(1, tags=frozenset({"fragile"})), rule(2, daily_cap=2), rule(3, route=USPS)]
    plain = Facts(day="2026-11-24")

    found = decide_all(rules, [LAMP, plain, plain, Facts(day="2026-11-25")])

    assert [each.rule.id for each in found] == [1, 2, 3, 2]
    assert found[2].full == (2,)
    assert explain(rules, plain, won=3, full=found[2].full)[1].why == "its cap of 2 orders a day was used up"


def test_the_cost_of_the_way_comes_with_the_decision():
    known = rule(cost_per_order=Decimal("3.20"), cost_per_kg=Decimal("2.50"))

    assert decide_all([known], [LAMP])[0].cost == Decimal("4.20")
    assert decide_all([known], [Facts()])[0].cost is None
    assert decide_all([rule()], [LAMP])[0].cost is None


OPTIONS = {
    "countries": st.frozensets(st.sampled_from(["US", "GB"]), max_size=2),
    "tags": st.frozensets(st.sampled_from(["a", "b"]), max_size=2),
    "value_min": st.none() | st.integers(0, 5).map(Decimal),
    "value_max": st.none() | st.integers(0, 5).map(Decimal),
    "grams_min": st.none() | st.integers(0, 5),
    "grams_max": st.none() | st.integers(0, 5),
    "currency": st.sampled_from(["USD", "GBP"]),
    "is_paused": st.booleans(),
    "route": st.sampled_from([UPS, USPS]),
    "cost_per_order": st.none() | st.integers(0, 3).map(Decimal),
    "cost_per_kg": st.none() | st.integers(0, 900).map(Decimal),
    "cost_ceiling": st.none() | st.integers(0, 5).map(Decimal),
}
RULES = st.lists(st.fixed_dictionaries(OPTIONS), max_size=6).map(
    lambda some: [rule(place, **fields) for place, fields in enumerate(some)]
)
FACTS = st.builds(
    Facts,
    country=st.sampled_from(["US", "GB", ""]),
    tags=OPTIONS["tags"],
    value=OPTIONS["value_min"],
    currency=st.sampled_from(["USD", "EUR"]),
    grams=OPTIONS["grams_min"],
    accepted=st.sampled_from([None, frozenset({"ups"})]),
)


@given(RULES, FACTS)
def test_the_compiled_rules_say_what_asking_one_after_the_other_says(rules, facts):
    naive = next((each for each in rules if next(unmet(each, facts), None) is None), None)

    assert Compiled(rules).decide(facts, Used()).rule is naive


@given(RULES, FACTS)
def test_what_is_said_to_match_nothing_never_wins(rules, facts):
    odd = {each.rule.id for each in oddities(rules)}
    found = decide_all(rules, [facts])[0].rule

    assert found is None or found.id not in odd


@pytest.mark.parametrize(
    ("earlier", "later", "is_shadowed"),
    [
        ({}, {"countries": frozenset({"US"})}, True),
        ({"countries": frozenset({"US"})}, {}, False),
        ({"countries": frozenset({"US", "GB"})}, {"countries": frozenset({"US"})}, True),
        ({"daily_cap": 5}, {}, False),
        ({"grams_max": 500}, {"grams_max": 400}, True),
        ({"grams_max": 500}, {}, False),
        ({}, {"route": USPS}, False),
        ({"route": Route(supplier="S1")}, {"route": USPS}, True),
        ({"value_min": Decimal(5)}, {"value_min": Decimal(6), "currency": "GBP"}, False),
    ],
)
def test_a_rule_is_shadowed_by_one_above_it_that_asks_less(earlier, later, is_shadowed):
    assert shadows(rule(1, **earlier), rule(2, **later)) == is_shadowed


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value_min": Decimal(9), "value_max": Decimal(1)}, "value"),
        ({"cost_ceiling": Decimal(5)}, "nobody has entered"),
        ({"cost_ceiling": Decimal(5), "cost_per_order": Decimal(6)}, "more than its own ceiling"),
        ({"daily_cap": 0}, "none a day"),
        ({}, ""),
    ],
)
def test_a_rule_that_contradicts_itself_says_so(fields, words):
    assert words in impossible(rule(**fields))
    assert bool(impossible(rule(**fields))) == bool(words)
