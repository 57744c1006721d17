"""Truth tables of levels and reasons, and the promise that nothing changes before next_check_at."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.actions import ACTIONS
from fulfillment.orders.facts import CancelRequest, OpenQuestion, OrderFacts, Truck
from fulfillment.orders.reasons import KINDS
from fulfillment.orders.risk import judge
from fulfillment.orders.states import SEVERITY, Level, Owner
from fulfillment.policies.terms import CancelBecause, StopEvent
from tests.orders.cases import HOUR, NOW, awaiting_scan, clock, facts, hold


def codes(found: Any) -> list[str]:
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("due_in", "level"),
    [
        (48, "on_track"),
        (24.01, "on_track"),
        (24, "due_soon"),
        (12.01, "due_soon"),
        (12, "at_risk"),
        (0.01, "at_risk"),
        (0, "at_risk"),  # the last second is still in time
        (-0.01, "will_count_late"),
        (-400, "will_count_late"),
    ],
)
@pytest.mark.parametrize("make", [facts, awaiting_scan])
def test_time_left_makes_the_level(make: Any, due_in: float, level: str) -> None:
    assert judge(make(), clock(due_in=due_in), NOW).level == level


@pytest.mark.parametrize("due_in", [48, 20, 5, -5])
def test_auto_cancel_within_a_day_is_worse_than_anything(due_in: float) -> None:
    found = judge(facts(), clock(due_in=due_in, cancels_in=23), NOW)

    assert found.level == "auto_cancel_near"
    assert found.reasons[0].code == "auto_cancel_near"
    assert (found.owner, found.next_action) == ("us", "upload_number")


def test_auto_cancel_of_a_labelled_order_is_the_carriers_turn() -> None:
    found = judge(awaiting_scan(), clock(due_in=-30, cancels_in=23), NOW)

    assert (found.owner, found.reasons[0].values["unless"]) == ("carrier", "the carrier scans it")


ASKED_TO_CANCEL = CancelRequest(NOW - HOUR, NOW + 20 * HOUR)


@pytest.mark.parametrize(
    ("order", "owner", "action"),
    [
        (awaiting_scan(tracking_problem="check_digit"), "us", "correct_number"),
        (awaiting_scan(tracking_problem="check_digit", may_correct=False), "us", "check_packages"),
        (awaiting_scan(tracking_problem="no_scan_in_time"), "carrier", "ask_carrier"),
        (awaiting_scan(cancel_request=ASKED_TO_CANCEL), "us", "answer_cancellation"),
        (facts(cancel_request=ASKED_TO_CANCEL, address_missing=True), "us", "answer_cancellation"),
        (facts(address_missing=True), "us", "complete_address"),
        (facts(holds=(hold(owner="supplier", action="open_order"),)), "supplier", "open_order"),
        (
            awaiting_scan(holds=(hold("by_hand", owner="us"),), tracking_problem="reused"),
            "us",
            "release_hold",
        ),
        (facts(kind="pre_order", release_at=NOW + HOUR), "us", ""),
        (facts(status="partly_shipped"), "us", "upload_number"),
        (facts(shipping_type="platform", packages_total=1), "us", "print_label"),
    ],
)
def test_near_its_automatic_cancellation_the_most_rigid_cause_says_whose_turn_it_is(
    order: OrderFacts, owner: str, action: str
) -> None:
    found = judge(order, clock(due_in=-30, cancels_in=3), NOW)

    assert found.reasons[0].code == "auto_cancel_near"
    assert (found.owner, found.next_action) == (owner, action)


@pytest.mark.parametrize(
    ("order", "because", "unless"),
    [
        (facts(), "not_ready", "it gets a label or number"),
        (facts(), "not_scanned", "the carrier scans it"),
        (facts(shipping_type="platform"), "not_ready", "its label is printed"),
        (facts(status="partly_shipped"), "not_ready", "every part gets a label or number"),
        (awaiting_scan(packages_total=2), "not_scanned", "the carrier scans every package"),
    ],
)
def test_what_saves_it_from_the_cancellation_is_what_the_platform_waits_for(
    order: OrderFacts, because: str, unless: str
) -> None:
    found = judge(order, clock(cancels_in=3, cancel_because=CancelBecause(because)), NOW)

    assert found.reasons[0].values["unless"] == unless


def test_a_cancellation_that_should_have_come_is_said_to_be_overdue() -> None:
    before = judge(facts(), clock(due_in=-30, cancels_in=1), NOW)
    after = judge(facts(), clock(due_in=-30, cancels_in=1), NOW + HOUR)

    assert before.next_check_at == NOW + HOUR
    assert (after.level, codes(after)[0]) == ("auto_cancel_near", "auto_cancel_overdue")
    assert after.next_action == "upload_number"


def test_auto_cancel_further_than_a_day_away_is_not_mentioned() -> None:
    assert codes(judge(facts(), clock(cancels_in=24.01), NOW)) == ["no_number"]


@pytest.mark.parametrize(
    ("order", "code", "owner", "action"),
    [
        (facts(), "no_number", "us", "upload_number"),
        (facts(shipping_type="platform"), "no_platform_package", "us", "arrange_shipment"),
        (facts(shipping_type="platform", packages_total=1), "no_platform_label", "us", "print_label"),
        (facts(status="partly_shipped"), "partly_shipped", "us", "upload_number"),
        (awaiting_scan(), "not_scanned", "carrier", "ask_carrier"),
        (awaiting_scan(packages_total=2, packages_scanned=1), "partly_scanned", "carrier", "ask_carrier"),
    ],
)
def test_each_step_says_what_it_waits_for(order: OrderFacts, code: str, owner: str, action: str) -> None:
    found = judge(order, clock(), NOW)

    assert (codes(found), found.owner, found.next_action) == ([code], owner, action)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (facts(status="partly_shipped"), "partly_ready"),
        (awaiting_scan(packages_total=2, packages_scanned=1), "ready_partly_scanned"),
        (awaiting_scan(), "not_scanned"),
    ],
)
def test_where_ready_to_ship_stops_the_clock_parts_are_said_in_its_words(
    order: OrderFacts, code: str
) -> None:
    found = judge(order, clock(stop_event=StopEvent.READY_TO_SHIP), NOW)

    assert codes(found) == [code]


def test_past_the_deadline_the_cause_comes_before_the_consequence() -> None:
    found = judge(awaiting_scan(), clock(due_in=-2), NOW)

    assert codes(found) == ["not_scanned", "past_deadline"]
    assert found.owner == "carrier"


@pytest.mark.parametrize("flag", ["is_sample", "is_replacement"])
def test_what_does_not_count_is_at_risk_at_worst_and_says_so(flag: str) -> None:
    found = judge(facts(counts=False, **{flag: True}), clock(due_in=-2), NOW)

    assert found.level == "at_risk"
    assert codes(found) == ["no_number", "past_deadline_uncounted", flag.removeprefix("is_")]


def test_a_sample_that_the_rulebook_counts_is_late_like_any_other() -> None:
    found = judge(facts(is_sample=True), clock(due_in=-2), NOW)

    assert (found.level, codes(found)) == ("will_count_late", ["no_number", "past_deadline", "sample"])


def test_a_blocking_hold_holds_an_order_with_time_left() -> None:
    found = judge(facts(holds=(hold(),)), clock(due_in=48), NOW)

    assert (found.level, found.owner) == ("on_hold", "inspection")
    assert codes(found) == ["failed_inspection", "no_number"]


@pytest.mark.parametrize(("due_in", "level"), [(20, "due_soon"), (5, "at_risk"), (-5, "will_count_late")])
def test_little_time_makes_a_hold_worse_and_keeps_it_first(due_in: float, level: str) -> None:
    found = judge(facts(holds=(hold(),)), clock(due_in=due_in), NOW)

    assert (found.level, codes(found)[0]) == (level, "failed_inspection")


def test_a_hold_past_its_promised_end_is_due_soon() -> None:
    overdue = hold(until_at=NOW - HOUR)

    assert judge(facts(holds=(overdue,)), clock(), NOW).level == "due_soon"


def test_a_hold_that_only_slows_does_not_hold() -> None:
    found = judge(facts(holds=(hold(blocks=False),)), clock(), NOW)

    assert found.level == "on_track"


def test_a_hold_says_owner_and_action_itself() -> None:
    placed = hold("no_live_promise", owner="supplier", action="open_order")
    reason = judge(facts(holds=(placed,)), clock(), NOW).reasons[0]

    assert (reason.owner, reason.action, reason.values["hold"]) == ("supplier", "open_order", 7)


def test_the_remorse_hour_is_the_buyers_turn_and_then_the_channels() -> None:
    held = facts(status="remorse", stage="remorse")
    during = judge(held, clock(remorse_until=NOW + HOUR), NOW)
    after = judge(held, clock(remorse_until=NOW), NOW)

    assert (during.level, codes(during), during.owner) == ("on_hold", ["remorse_hour"], "buyer")
    assert (codes(after), after.owner) == (["remorse_overrun"], "channel")
    assert during.next_check_at == NOW + HOUR


def test_a_market_that_shows_no_hold_is_given_its_hour() -> None:
    found = judge(facts(), clock(remorse_until=NOW + HOUR), NOW)

    assert codes(found) == ["remorse_hour", "no_number"]
    assert codes(judge(facts(), clock(remorse_until=NOW), NOW)) == ["no_number"]


@pytest.mark.parametrize(
    ("answer_in", "level"),
    [(20, "on_hold"), (12, "due_soon"), (6.01, "due_soon"), (6, "at_risk"), (-1, "at_risk")],
)
def test_a_buyers_request_is_answered_before_shipping(answer_in: float, level: str) -> None:
    request = CancelRequest(NOW - HOUR, NOW + answer_in * HOUR)
    found = judge(facts(cancel_request=request), clock(), NOW)

    assert (found.level, codes(found)[0]) == (level, "buyer_asked_to_cancel")
    assert (found.owner, found.next_action) == ("us", "answer_cancellation")


def test_an_answer_time_that_no_source_tells_hurries_and_puts_nothing_at_risk() -> None:
    request = CancelRequest(NOW - 23 * HOUR, NOW + HOUR, answers_itself=False)

    assert judge(facts(cancel_request=request), clock(), NOW).level == "due_soon"


@pytest.mark.parametrize(
    ("order", "must"),
    [
        (facts(), "answer before shipping"),
        (awaiting_scan(), "its label is made, so answer before the carrier takes it"),
        (
            awaiting_scan(packages_total=2, packages_scanned=1),
            "part of it is with the carrier already, answer now",
        ),
    ],
)
def test_what_an_answer_must_come_before_is_what_has_not_happened_yet(order: OrderFacts, must: str) -> None:
    found = judge(order._replace(cancel_request=ASKED_TO_CANCEL), clock(), NOW)

    assert next(each for each in found.reasons if each.code == "buyer_asked_to_cancel").values["must"] == must


def test_a_pre_order_waits_for_its_release() -> None:
    order = facts(kind="pre_order", release_at=NOW + 30 * HOUR)
    found = judge(order, clock(due_in=80), NOW)

    assert (found.level, codes(found)[0]) == ("on_hold", "pre_order_waiting")
    assert codes(judge(order, clock(due_in=80), NOW + 30 * HOUR)) == ["no_number"]


@pytest.mark.parametrize(
    "order",
    [
        facts(kind="pre_order", release_at=NOW + 30 * HOUR),
        facts(holds=(hold("by_hand"),)),
        facts(),
    ],
)
def test_what_must_not_ship_yet_offers_no_step_of_shipping(order: OrderFacts) -> None:
    times = clock(remorse_until=None if order.holds or order.release_at else NOW + HOUR)

    assert judge(order, times, NOW).next_action == ("release_hold" if order.holds else "")


def test_a_missing_address_is_found_while_a_pre_order_waits() -> None:
    order = facts(kind="pre_order", release_at=NOW + 30 * HOUR, address_missing=True)

    assert judge(order, clock(due_in=80), NOW).next_action == "complete_address"


def test_a_missing_address_holds_only_what_we_address() -> None:
    assert codes(judge(facts(address_missing=True), clock(), NOW))[0] == "address_missing"
    for other in (
        facts(address_missing=True, shipping_type="platform"),
        facts(address_missing=True, status="remorse", stage="remorse"),
        awaiting_scan(address_missing=True),
    ):
        assert "address_missing" not in codes(judge(other, clock(), NOW))


def test_an_invalid_number_is_a_risk_however_much_time_is_left() -> None:
    found = judge(awaiting_scan(tracking_problem="check_digit"), clock(due_in=90), NOW)

    assert (found.level, codes(found)) == ("at_risk", ["tracking_invalid", "not_scanned"])
    assert found.next_action == "correct_number"


def test_a_wrong_number_is_corrected_until_the_channel_takes_no_other() -> None:
    order = awaiting_scan(tracking_problem="check_digit", correct_by_at=NOW + HOUR)
    before, after = (judge(order, clock(), NOW + passed * HOUR) for passed in (0, 1))

    assert (codes(before)[0], before.next_action) == ("tracking_invalid", "correct_number")
    assert before.next_check_at == NOW + HOUR
    assert (codes(after)[0], after.next_action) == ("tracking_stays_invalid", "check_packages")


@pytest.mark.parametrize("problem", ["", "no_scan_in_time"])
def test_a_carrier_that_was_asked_is_followed_up_and_asked_again_only_after_a_day(problem: str) -> None:
    order = awaiting_scan(carrier_asked_at=NOW - 2 * HOUR, tracking_problem=problem)
    soon = judge(order, clock(due_in=90), NOW)
    later = judge(order, clock(due_in=90), NOW + 22 * HOUR)

    assert (soon.next_action, soon.owner) == ("follow_up", "carrier")
    assert soon.reasons[0].values["asked_at"] == (NOW - 2 * HOUR).isoformat()
    assert soon.next_check_at == NOW + 22 * HOUR
    assert (later.next_action, later.level) == ("ask_again", soon.level)


def test_asking_takes_no_other_act_away() -> None:
    order = awaiting_scan(carrier_asked_at=NOW, tracking_problem="check_digit")

    assert judge(order, clock(), NOW).next_action == "correct_number"
    assert judge(facts(carrier_asked_at=NOW), clock(), NOW).next_check_at == NOW + 24 * HOUR


def test_pace_can_say_at_risk_before_time_does() -> None:
    found = judge(awaiting_scan(late_likely_at=NOW, usual_hours=40.0), clock(due_in=30), NOW)

    assert (found.level, codes(found)) == ("at_risk", ["not_scanned", "late_likely"])


def test_dispatched_where_ready_counts_only_the_cancellation_still_threatens() -> None:
    order = awaiting_scan(dispatched_at=NOW - 9 * HOUR)

    assert judge(order, clock(due_in=-2), NOW).level == "on_track"
    assert judge(order, clock(due_in=-2, cancels_in=3), NOW).level == "auto_cancel_near"


def test_a_buyer_who_asks_where_it_is_is_ours_to_answer_and_takes_no_step_away() -> None:
    asks = OpenQuestion(NOW - HOUR, NOW + 20 * HOUR)
    waiting = judge(awaiting_scan(question=asks), clock(due_in=90), NOW)
    hurried = judge(awaiting_scan(question=asks), clock(due_in=90), NOW + 20 * HOUR)

    assert (waiting.level, codes(waiting)) == ("on_track", ["not_scanned", "buyer_asks_where"])
    assert (waiting.owner, waiting.next_action) == ("carrier", "ask_carrier")
    assert (hurried.level, hurried.owner) == ("due_soon", "us")
    assert hurried.next_action == "answer_buyer"


def test_a_question_is_none_before_it_was_asked() -> None:
    asks = OpenQuestion(NOW + HOUR, NOW + 20 * HOUR)
    before = judge(awaiting_scan(question=asks), clock(due_in=90), NOW)
    after = judge(awaiting_scan(question=asks), clock(due_in=90), NOW + HOUR)

    assert (codes(before), before.next_check_at) == (["not_scanned"], NOW + HOUR)
    assert "buyer_asks_where" in codes(after)


TRUCK = Truck(
    NOW + 5 * HOUR,
    NOW + 4 * HOUR,
    {"truck": "UPS pick-up Fri 4 Dec 15:00 PST", "step": "pack"},
    ((NOW + 77 * HOUR, {"next_truck": "Monday's"}), (NOW + 101 * HOUR, {"next_truck": "Tuesday's"})),
)


@pytest.mark.parametrize(
    ("make", "hours", "code", "level"),
    [
        (facts, 0.9, None, "on_track"),
        (facts, 1, "truck_soon", "due_soon"),  # three hours before the next step must begin
        (facts, 4.9, "truck_soon", "due_soon"),
        (facts, 5, "truck_missed", "at_risk"),
        (awaiting_scan, 5, "truck_left", "due_soon"),  # it had its label in time and may be on it
        (facts, 101, None, "will_count_late"),  # no truck is in time any more
    ],
)
def test_a_truck_comes_near_and_is_missed(make: Any, hours: float, code: str | None, level: str) -> None:
    found = judge(make(truck=TRUCK), clock(due_in=100), NOW + hours * HOUR)

    assert ([each for each in codes(found) if each.startswith("truck")] or [None])[0] == code
    assert found.level == level


LESS_SURE = TRUCK._replace(
    later=(
        (NOW + 29 * HOUR, {"next_truck": "Friday's", "tenths": "6"}),
        (NOW + 53 * HOUR, {"next_truck": "Saturday's", "tenths": "8"}),
        (NOW + 77 * HOUR, {"next_truck": "Monday's", "tenths": "3"}),
    )
)


@pytest.mark.parametrize(
    ("hours", "code", "level", "named"),
    [
        (6, "truck_less_sure", "due_soon", "Saturday's"),  # the likeliest of those to come
        (30, "truck_less_sure", "due_soon", "Saturday's"),
        (54, "truck_missed", "at_risk", "Monday's"),
    ],
)
def test_missing_the_surest_truck_is_no_danger_while_a_likely_one_is_to_come(
    hours: float, code: str, level: str, named: str
) -> None:
    found = judge(facts(truck=LESS_SURE), clock(due_in=110), NOW + hours * HOUR)

    assert (codes(found)[0], found.level, found.reasons[0].values["next_truck"]) == (code, level, named)
    assert "tenths" not in found.reasons[0].values


@pytest.mark.parametrize(("hours", "named"), [(6, "Monday's"), (78, "Tuesday's"), (102, None)])
def test_the_next_truck_is_one_that_has_not_left(hours: float, named: str | None) -> None:
    found = judge(facts(truck=TRUCK), clock(due_in=110), NOW + hours * HOUR)

    assert found.reasons[0].values.get("next_truck") == named


def test_what_was_handed_over_misses_no_truck_and_waits_for_its_carrier_with_its_proof() -> None:
    handed = {"handed_over_at": NOW + 4 * HOUR, "handover_proof": "signed by Ray Diaz"}

    found = judge(awaiting_scan(truck=TRUCK, **handed), clock(due_in=100), NOW + 6 * HOUR)

    assert codes(found) == ["handed_over_unscanned"]
    assert found.reasons[0].values["evidence"] == "signed by Ray Diaz"
    assert (found.owner, found.next_action) == ("carrier", "ask_carrier")


def test_what_a_truck_left_behind_was_not_on_it() -> None:
    left = awaiting_scan(truck=TRUCK, left_behind_at=NOW + 5 * HOUR)

    found = judge(left, clock(due_in=100), NOW + 6 * HOUR)

    assert codes(found) == ["truck_missed", "left_behind"]
    assert found.level == "at_risk"
    assert (found.owner, found.next_action) == ("us", "see_truck")  # the carrier never had it


def test_what_was_left_behind_where_a_label_stops_the_clock_is_still_in_the_house() -> None:
    left = awaiting_scan(left_behind_at=NOW - HOUR, dispatched_at=NOW - 4 * HOUR)
    stopped = clock(due_in=100, stop_event=StopEvent.READY_TO_SHIP)

    found = judge(left, stopped, NOW)
    handed = judge(left._replace(handed_over_at=NOW), stopped, NOW)

    assert (codes(found), found.owner, found.next_action) == (["left_behind"], "us", "see_truck")
    assert codes(handed) == ["handed_over_unscanned"]


def test_where_a_label_stops_the_clock_no_truck_is_missed() -> None:
    found = judge(facts(truck=TRUCK), clock(due_in=100, stop_event=StopEvent.READY_TO_SHIP), NOW + 6 * HOUR)

    assert codes(found) == ["no_number"]


def test_no_deadline_is_said() -> None:
    found = judge(facts(), clock(due_in=None), NOW)

    assert (found.level, codes(found)) == ("on_track", ["no_number", "no_deadline"])
    assert found.next_check_at is None


def test_closed_orders_have_nothing_to_say() -> None:
    found = judge(facts(is_open=False, holds=(hold(),)), clock(due_in=-2), NOW)

    assert (found.level, found.reasons, found.next_check_at) == ("on_track", (), None)


@pytest.mark.parametrize(
    ("hours_ago", "said"), [(1.9, []), (2, ["channel_behind"]), (30, ["channel_behind"])]
)
def test_an_order_that_left_waits_for_its_channel_to_see_it(hours_ago: float, said: list[str]) -> None:
    since_at = NOW - hours_ago * HOUR
    found = judge(facts(is_open=False, channel_behind_since_at=since_at), clock(due_in=-2), NOW)

    assert (found.level, codes(found)) == ("on_track", said)
    assert found.owner == ("channel" if said else "")
    assert found.next_check_at == (None if said else since_at + 2 * HOUR)


def test_every_kind_of_reason_names_an_owner_and_an_action_that_exist() -> None:
    for kind in KINDS.values():
        assert kind.owner in list(Owner)
        assert kind.action in {"", *ACTIONS}


hours = st.floats(-200, 200, allow_nan=False).map(lambda number: timedelta(hours=number))
moments = st.none() | hours.map(lambda length: NOW + length)
holds = st.builds(lambda until_at, blocks: hold(until_at=until_at, blocks=blocks), moments, st.booleans())
trucks = st.builds(
    lambda length, before, later: Truck(
        NOW + length,
        NOW + length - timedelta(minutes=before),
        {"truck": "UPS pick-up"},
        tuple((NOW + length + after, {"tenths": str(tenths)}) for after, tenths in sorted(later)),
    ),
    hours,
    st.integers(0, 600),
    st.lists(st.tuples(hours.map(abs), st.integers(0, 10)), max_size=4),
)
stages = st.sampled_from(
    [
        ("remorse", "remorse"),
        ("to_ship", "to_ship"),
        ("partly_shipped", "to_ship"),
        ("ready", "awaiting_scan"),
    ]
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[OrderFacts, Any]:
    status, stage = draw(stages)
    order = facts(
        status=status,
        stage=stage,
        kind=draw(st.sampled_from(["regular", "pre_order"])),
        release_at=draw(moments),
        is_sample=draw(st.booleans()),
        counts=draw(st.booleans()),
        dispatched_at=draw(st.none() | st.just(NOW)),
        packages_scanned=draw(st.integers(0, 2)),
        cancel_request=draw(
            st.none() | st.builds(CancelRequest, moments, moments, answers_itself=st.booleans())
        ),
        holds=tuple(draw(st.lists(holds, max_size=2))),
        late_likely_at=draw(moments),
        tracking_problem=draw(st.sampled_from(["", "reused", "no_scan_in_time"])),
        correct_by_at=draw(moments),
        carrier_asked_at=draw(moments),
        address_missing=draw(st.booleans()),
        question=draw(st.none() | st.builds(OpenQuestion, st.just(NOW - HOUR), moments)),
        truck=draw(st.none() | trucks),
        handed_over_at=draw(st.none() | st.just(NOW - HOUR)),
        left_behind_at=draw(st.none() | st.just(NOW - HOUR)),
    )
    times = clock(
        due_in=draw(st.none() | st.floats(-200, 200)),
        cancels_in=draw(st.none() | st.floats(-200, 200)),
        remorse_until=draw(moments),
        stop_event=draw(st.sampled_from(StopEvent)),
    )
    return order, times


@given(situations(), hours, st.floats(0, 1))
def test_nothing_changes_before_the_next_check(situation: Any, offset: timedelta, part: float) -> None:
    order, times = situation
    now = NOW + offset
    found = judge(order, times, now)
    until = found.next_check_at or now + timedelta(days=1000)
    later = min(now + (until - now) * part, until - timedelta(microseconds=1))
    again = judge(order, times, max(now, later))

    assert until > now
    assert (again.level, codes(again), again.owner) == (found.level, codes(found), found.owner)
    assert [each.action for each in again.reasons] == [each.action for each in found.reasons]
    assert again.next_action == found.next_action
    assert again.next_check_at == found.next_check_at


@given(situations(), hours, st.floats(0, 300))
def test_waiting_never_makes_an_order_with_a_deadline_better(
    situation: Any, offset: timedelta, more: float
) -> None:
    """But for what ends by itself: the remorse hour and a pre-order's release."""
    order, times = situation
    order = order._replace(release_at=None)
    times = clock(
        due_in=(times.dispatch_due_at - NOW) / HOUR if times.dispatch_due_at else None,
        cancels_in=(times.cancels_at - NOW) / HOUR if times.cancels_at else None,
    )
    before = judge(order, times, NOW + offset)
    after = judge(order, times, NOW + offset + more * HOUR)

    assert SEVERITY[after.level] >= SEVERITY[before.level]


@given(situations())
def test_reasons_stand_worst_first_and_the_level_is_the_worst(situation: Any) -> None:
    found = judge(*situation, NOW)
    severities = [SEVERITY[reason.level] for reason in found.reasons]

    assert severities == sorted(severities, reverse=True)
    assert SEVERITY[found.level] == severities[0] if severities else found.level in list(Level)
