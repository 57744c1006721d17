"""What a scan does at the packing table: every case of the table, and what holds whatever is scanned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.states import Stage
from fulfillment.warehouse.pack.deciding import Box, Does, decide, number_of
from fulfillment.warehouse.pack.recalling import Standing, stop_of
from fulfillment.warehouse.pack.steps import LABEL, Per, steps_of
from fulfillment.warehouse.pack.weighing import grams_of
from fulfillment.warehouse.pack.words import SAID
from fulfillment.warehouse.pack_states import Problem
from tests.warehouse.pack.scans import TABLE, box, parcels

CODES = sorted(
    {code for each in parcels() for line in each.lines for code in line.codes}
    | {code for each in parcels() for code in each.codes | each.labels}
    | {"450g", "HELLO", "9400110200881234567000", ""}
)


@pytest.mark.parametrize(("name", "code", "does", "order", "line"), TABLE["cases"])
def test_each_scan_does_what_the_table_says(name, code, does, order, line):
    assert decide(code, box(name), parcels()) == (Does(does), order, line)


def test_the_table_has_a_case_of_everything_that_a_scan_can_do():
    assert {does for _, _, does, _, _ in TABLE["cases"]} == set(Does)


def test_everything_that_a_scan_does_has_its_words():
    assert set(SAID) == set(Does)


@given(st.lists(st.sampled_from(CODES), max_size=30))
def test_no_sequence_of_scans_puts_in_more_than_is_needed_or_goods_of_two_buyers(scans):
    known = {each.id: each for each in parcels()}
    now: Box | None = None
    for code in scans:
        found = decide(code, now, known.values())
        if found.does == Does.START:
            now = Box((found.order,), {})
        elif now and found.does == Does.JOIN:
            now = now._replace(orders=(*now.orders, found.order))
        elif now and found.does == Does.PUT:
            now = now._replace(inside={**now.inside, found.line: now.inside.get(found.line, 0) + 1})
        elif now and found.does == Does.MISSING:
            now = now._replace(armed=number_of(code))
        elif found.does in (Does.SEAL, Does.SPLIT):
            assert now
            assert sum(now.inside.values()) > 0
            now = None
        if now:
            lines = {line.id: line for pk in now.orders for line in known[pk].lines}
            assert all(0 <= n <= lines[pk].need for pk, n in now.inside.items())
            assert len({known[pk].buyer for pk in now.orders}) == 1
            assert not any(known[pk].stop for pk in now.orders)


@given(st.text(max_size=90), st.sampled_from(sorted(TABLE["boxes"])))
def test_whatever_is_scanned_is_answered(text, name):
    assert decide(text, box(name), parcels()).does in Does


@pytest.mark.parametrize(
    ("text", "grams"),
    [("450g", 450), ("0.45 kg", 450), ("0,45KG", 450), ("1lb", 454), ("2 oz", 57), ("kg", None), ("12", None),
     ("1234567kg", None), ("-3g", None)],
)  # fmt: skip
def test_what_a_scale_types_is_a_weight(text, grams):
    assert grams_of(text) == grams


def test_the_label_is_the_last_step_of_a_box_and_what_is_packed_has_none():
    *before, last = steps_of([each for each in parcels() if each.id == 1])

    assert last == LABEL
    assert [step.code for step in before] == ["scan", "weigh", "photo"]
    assert {step.per for step in before if step.code != "scan"} == {Per.BOX}
    assert steps_of([each for each in parcels() if each.id == 6]) == []


def test_a_zip_code_that_usps_prints_before_the_number_is_no_part_of_it():
    assert number_of("420902109400110200881234567896") == "9400110200881234567896"
    assert number_of("420123459876") == "420123459876"


@pytest.mark.parametrize(
    ("standing", "problem"),
    [
        (Standing(Stage.TO_SHIP, False), None),
        (Standing(Stage.AWAITING_SCAN, True), None),
        (Standing(Stage.CANCELLED, True), Problem.CANCELLED),
        (Standing(Stage.CANCELLED, True, holds=(("address_changed", ""),)), Problem.CANCELLED),
        (Standing(Stage.REMORSE, False), Problem.HELD),
        (Standing(Stage.IN_TRANSIT, True), Problem.HELD),
        (Standing(Stage.TO_SHIP, False, is_asked_to_cancel=True), Problem.HELD),
        (Standing(Stage.TO_SHIP, False, holds=(("by_hand", "fraud?"),)), Problem.HELD),
        (Standing(Stage.TO_SHIP, True, holds=(("by_hand", ""), ("address_changed", ""))), Problem.ADDRESS_CHANGED),
        (Standing(Stage.TO_SHIP, False, holds=(("stock_short", "2 missing"),)), None),
        (Standing(Stage.TO_SHIP, False, holds=(("no_live_promise", "nobody promises"),)), None),
    ],
)  # fmt: skip
def test_what_stops_a_box_is_the_worst_that_is_known_of_its_order(standing, problem):
    found = stop_of(standing)

    assert (found.problem if found else None) == problem
    if found:
        assert "{" not in found.text
        assert found.text.endswith(".")
