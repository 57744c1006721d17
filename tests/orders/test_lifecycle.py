"""Where an order stands: its stage, whether it is open work, and when it was dispatched."""

import pytest

from fulfillment.orders.lifecycle import place
from tests.orders.cases import HOUR, NOW, progress

SCAN, READY = "first_scan", "ready_to_ship"


@pytest.mark.parametrize(
    ("status", "stage", "is_open"),
    [
        ("unpaid", "unpaid", False),
        ("remorse", "remorse", True),
        ("to_ship", "to_ship", True),
        ("partly_shipped", "to_ship", True),
        ("ready", "awaiting_scan", True),
        ("in_transit", "in_transit", False),
        ("delivered", "delivered", False),
        ("completed", "delivered", False),
        ("cancelled", "cancelled", False),
    ],
)
def test_each_status_has_its_stage(status: str, stage: str, is_open: bool) -> None:
    standing = place(progress(status), SCAN)

    assert (standing.stage, standing.is_open) == (stage, is_open)


@pytest.mark.parametrize(
    ("status", "is_open"), [("to_ship", True), ("partly_shipped", True), ("ready", False)]
)
def test_where_nobody_tells_scans_the_word_that_it_was_sent_ends_the_work(status: str, is_open: bool) -> None:
    standing = place(progress(status, ready_at=NOW), READY, scans_told=False)

    assert standing.is_open == is_open
    assert standing.dispatched_at == (None if is_open else NOW)


@pytest.mark.parametrize("shipping_type", ["platform_warehouse", "digital"])
@pytest.mark.parametrize("status", ["remorse", "to_ship", "partly_shipped", "ready"])
def test_what_is_not_ours_to_ship_is_never_open_work(status: str, shipping_type: str) -> None:
    assert not place(progress(status, shipping_type=shipping_type), SCAN).is_open


def test_platform_labels_are_ours_to_pack() -> None:
    assert place(progress(shipping_type="platform"), SCAN).is_open


def test_a_platform_warehouse_order_still_tells_when_it_was_dispatched() -> None:
    standing = place(progress("in_transit", shipping_type="platform_warehouse", scanned_at=NOW), SCAN)

    assert (standing.dispatched_at, standing.dispatched_source) == (NOW, "channel")


def test_a_label_alone_does_not_dispatch_where_the_scan_counts() -> None:
    standing = place(progress("ready", ready_at=NOW, labelled_at=NOW, packages_total=1), SCAN)

    assert (standing.dispatched_at, standing.stage, standing.is_open) == (None, "awaiting_scan", True)


def test_one_of_two_packages_scanned_does_not_dispatch() -> None:
    parts = {"packages_total": 2, "packages_scanned": 1}

    assert place(progress("ready", **parts), SCAN).dispatched_at is None


def test_the_last_package_scanned_dispatches_the_order() -> None:
    parts = {"packages_total": 2, "packages_scanned": 2, "last_first_scan_at": NOW}
    standing = place(progress("ready", **parts), SCAN)

    assert standing.dispatched_at == NOW
    assert standing.dispatched_source == "carrier"
    assert (standing.stage, standing.is_open) == ("in_transit", False)


def test_all_known_packages_scanned_is_not_all_while_a_part_has_not_shipped() -> None:
    parts = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW}
    standing = place(progress("partly_shipped", **parts), SCAN)

    assert (standing.dispatched_at, standing.is_open) == (None, True)


def test_the_channels_own_scan_time_wins_over_the_carriers() -> None:
    parts = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW, "scanned_at": NOW + HOUR}
    standing = place(progress("in_transit", **parts), SCAN)

    assert (standing.dispatched_at, standing.dispatched_source) == (NOW + HOUR, "channel")


def test_a_scan_closes_an_order_that_the_channel_still_calls_ready() -> None:
    parts = {"packages_total": 1, "packages_scanned": 1, "last_first_scan_at": NOW}

    assert not place(progress("ready", **parts), SCAN).is_open


def test_ready_dispatches_where_ready_counts_and_stays_open_until_scanned() -> None:
    standing = place(progress("ready", ready_at=NOW), READY)

    assert (standing.dispatched_at, standing.dispatched_source) == (NOW, "ready")
    assert standing.is_open


def test_where_ready_counts_an_untold_moment_is_at_the_latest_the_scan() -> None:
    standing = place(progress("in_transit", scanned_at=NOW), READY)

    assert (standing.dispatched_at, standing.dispatched_source) == (NOW, "channel")


@pytest.mark.parametrize("status", ["to_ship", "partly_shipped", "remorse"])
def test_a_part_with_a_label_is_not_ready(status: str) -> None:
    assert place(progress(status, labelled_at=NOW), READY).dispatched_at is None


def test_in_transit_without_any_moment_is_closed_and_its_dispatch_unknown() -> None:
    standing = place(progress("in_transit"), SCAN)

    assert (standing.is_open, standing.dispatched_at, standing.dispatched_source) == (False, None, "")


def test_a_cancelled_order_keeps_the_moment_it_was_dispatched() -> None:
    standing = place(progress("cancelled", scanned_at=NOW, cancelled_at=NOW + HOUR), SCAN)

    assert (standing.stage, standing.since_at, standing.dispatched_at) == ("cancelled", NOW + HOUR, NOW)
