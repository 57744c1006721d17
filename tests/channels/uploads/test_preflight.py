"""What is said of a number before it is sent: a table of truths, and any number at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.channels.shipments import Capabilities
from fulfillment.channels.uploads.findings import ROWS, Severity
from fulfillment.channels.uploads.parts import UNREAD, Left, Part
from fulfillment.channels.uploads.preflight import (
    Doing,
    OrderFacts,
    Parcel,
    ShopFacts,
    Upload,
    Use,
    look,
    tidy,
)
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.carriers.directory import CARRIERS

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
USPS, MISTYPED = "9400110200881234567896", "9400110200881234567897"
UPS = "1Z999AA10123456784"
ABLE = Capabilities(
    can_upload=True, can_correct=True, corrections=1, correct_within=72 * HOUR,
    number_format=r"[A-Za-z0-9\-_./]{4,50}", number_says="4 to 50 letters and digits",
)  # fmt: skip
SHOP = ShopFacts("TikTok Shop", ABLE, frozenset({"usps", "ups", "fedex"}))
TO_SHIP = OrderFacts(OrderStatus.TO_SHIP)
PARCEL = Parcel("p1", UPS, NOW - 5 * HOUR)
SHIPPED = OrderFacts(OrderStatus.READY, parcels=(PARCEL,))
UPLOAD = Upload(USPS, "usps")
CORRECT = Upload(USPS, "usps", Doing.CORRECT)


def codes(upload=UPLOAD, order=TO_SHIP, shop=SHOP, now=NOW):
    return [finding.code for finding in look(upload, order, shop, now=now)]


def able(**changes):
    return SHOP._replace(
        able=Capabilities(**{name: getattr(ABLE, name) for name in ABLE.__struct_fields__} | changes)
    )


LAMP, CABLE = Left("11", "Lamp", 2), Left("12", "Cable", 1)


def holding(lamps, cables):
    return UPLOAD._replace(parts=(Part(LAMP, lamps), Part(CABLE, cables)))


UPLOADS = [
    ("everything in one parcel", holding(2, 1), TO_SHIP, SHOP, []),
    ("a part", holding(0, 1), TO_SHIP, SHOP, ["part"]),
    ("a part of a line", holding(1, 1), TO_SHIP, SHOP, ["part"]),
    ("nothing in it", holding(0, 0), TO_SHIP, SHOP, ["empty_parcel"]),
    ("more than is left", holding(3, 0), TO_SHIP, SHOP, ["too_many"]),
    ("no count of units", holding(2, UNREAD), TO_SHIP, SHOP, ["units_unread"]),
    ("nothing speaks against it", UPLOAD, TO_SHIP, SHOP, []),
    ("no number", Upload("", ""), TO_SHIP, SHOP, ["no_number"]),
    ("too short", Upload("123", "usps"), TO_SHIP, SHOP, ["format"]),
    ("too long", Upload("1" * 51, "usps"), TO_SHIP, SHOP, ["format"]),
    ("a sign that is not taken", Upload("9400#1102", "usps"), TO_SHIP, SHOP, ["format"]),
    ("no carrier", Upload("ABCD12345", ""), TO_SHIP, SHOP, ["no_carrier"]),
    ("a wrong check digit", Upload(MISTYPED, "usps"), TO_SHIP, SHOP, ["check_digit"]),
    ("another carrier's number", Upload(UPS, "usps"), TO_SHIP, SHOP, ["mismatch"]),
    ("no shape of the carrier's", Upload("12", "usps"), TO_SHIP, able(number_format=""), ["unknown_format"]),
    ("a carrier not accepted", UPLOAD, TO_SHIP, SHOP._replace(accepted=frozenset({"ups"})), ["carrier_not_accepted"]),
    ("any carrier accepted", UPLOAD, TO_SHIP, SHOP._replace(accepted=None), []),
    ("cancelled", UPLOAD, TO_SHIP._replace(status=OrderStatus.CANCELLED), SHOP, ["cancelled"]),
    ("unpaid", UPLOAD, TO_SHIP._replace(status=OrderStatus.UNPAID), SHOP, ["unpaid"]),
    ("the hour, held by the platform", UPLOAD, TO_SHIP._replace(status=OrderStatus.REMORSE), SHOP, ["remorse"]),
    ("the hour, kept by us", UPLOAD, TO_SHIP._replace(remorse_ends_at=NOW + HOUR), SHOP, ["remorse"]),
    ("the hour is over", UPLOAD, TO_SHIP._replace(remorse_ends_at=NOW), SHOP, []),
    ("its packages change", UPLOAD, TO_SHIP._replace(packages_change=True), SHOP, ["packages_change"]),
    ("asks to cancel", UPLOAD, TO_SHIP._replace(asks_to_cancel=True), SHOP, ["asks_to_cancel"]),
    ("asks for a refund", UPLOAD, TO_SHIP._replace(asks_for_refund=True), SHOP, ["asks_for_refund"]),
    ("held by us", UPLOAD, TO_SHIP._replace(holds=("wrong colour",)), SHOP, ["held"]),
    ("a copy of another order", UPLOAD, TO_SHIP._replace(copy_of="57"), SHOP, ["copy"]),
    ("no address", UPLOAD, TO_SHIP._replace(has_address=False), SHOP, ["no_address"]),
    ("the platform ships", UPLOAD, TO_SHIP._replace(shipping_type=ShippingType.PLATFORM), SHOP, ["platform_ships"]),
    (
        "the platform's warehouse", UPLOAD, TO_SHIP._replace(shipping_type=ShippingType.PLATFORM_WAREHOUSE), SHOP,
        ["platform_ships"],
    ),
    ("digital", UPLOAD, TO_SHIP._replace(shipping_type=ShippingType.DIGITAL), SHOP, ["digital"]),
    ("another waits", UPLOAD, TO_SHIP._replace(waiting="X"), SHOP, ["waits_already"]),
    ("not connected", UPLOAD, TO_SHIP, ShopFacts("TikTok Shop", Capabilities(why_not="No."), None), ["cannot_upload"]),
    ("another buyer's", UPLOAD, TO_SHIP._replace(uses=(Use("1002", False),)), SHOP, ["used"]),
    ("the same buyer's", UPLOAD, TO_SHIP._replace(uses=(Use("1002", True),)), SHOP, ["combined"]),
    ("both", UPLOAD, TO_SHIP._replace(uses=(Use("1002", True), Use("1003", False))), SHOP, ["used"]),
    ("shipped already", UPLOAD, SHIPPED, SHOP, ["already_shipped"]),
    ("shipped with just this", Upload(UPS, "ups"), SHIPPED, SHOP, ["same_number"]),
    ("half shipped", UPLOAD, SHIPPED._replace(status=OrderStatus.PARTLY_SHIPPED), SHOP, []),
]  # fmt: skip


@pytest.mark.parametrize(("_", "upload", "order", "shop", "found"), UPLOADS, ids=[row[0] for row in UPLOADS])
def test_an_upload_is_refused_warned_of_or_good(_, upload, order, shop, found):
    assert codes(upload, order, shop) == found


def parcel(**changes):
    return SHIPPED._replace(parcels=(PARCEL._replace(**changes),))


TWO = SHIPPED._replace(parcels=(PARCEL, PARCEL._replace(external_id="p2", number="X")))
CORRECTIONS = [
    ("the one that is taken", CORRECT, SHIPPED, SHOP, ["last_correction"]),
    ("no limit is known", CORRECT, SHIPPED, able(corrections=None), []),
    ("one of three", CORRECT, SHIPPED, able(corrections=3), []),
    ("used up", CORRECT, parcel(numbers_told=2), SHOP, ["used_up"]),
    ("just before the window closes", CORRECT, parcel(shipped_at=NOW - 72 * HOUR + HOUR / 60), SHOP, ["last_correction"]),
    ("the window has closed", CORRECT, parcel(shipped_at=NOW - 72 * HOUR), SHOP, ["window_over", "last_correction"]),
    ("no window is known", CORRECT, parcel(shipped_at=NOW - 900 * HOUR), able(correct_within=None), ["last_correction"]),
    ("delivered", CORRECT, parcel(is_delivered=True), SHOP, ["delivered", "last_correction"]),
    ("scanned", CORRECT, parcel(is_scanned=True), SHOP, ["scanned", "last_correction"]),
    ("nothing shipped", CORRECT, TO_SHIP, SHOP, ["nothing_to_correct"]),
    ("which of two", CORRECT, TWO, SHOP, ["which_parcel"]),
    ("this of two", CORRECT._replace(package="p2"), TWO, SHOP, ["last_correction"]),
    ("one that it has not", CORRECT._replace(package="p3"), TWO, SHOP, ["which_parcel"]),
    ("the same number", CORRECT._replace(number=UPS, carrier="ups"), SHIPPED, SHOP, ["same_number", "last_correction"]),
    ("no correction is taken", CORRECT, SHIPPED, able(can_correct=False), ["no_corrections", "last_correction"]),
    ("a shipped order needs no address", CORRECT, SHIPPED._replace(has_address=False), SHOP, ["last_correction"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_", "upload", "order", "shop", "found"), CORRECTIONS, ids=[row[0] for row in CORRECTIONS]
)
def test_a_correction_is_counted_down_and_ends(_, upload, order, shop, found):
    assert sorted(codes(upload, order, shop)) == sorted(found)


def test_refusals_stand_first():
    order = TO_SHIP._replace(has_address=False, asks_to_cancel=True)

    assert codes(order=order) == ["asks_to_cancel", "no_address"]


def test_every_finding_can_be_reached():
    reached = {code for *_, found in [*UPLOADS, *CORRECTIONS] for code in found}

    assert reached == set(ROWS)


orders = st.builds(
    OrderFacts,
    status=st.sampled_from(OrderStatus),
    shipping_type=st.sampled_from(ShippingType),
    remorse_ends_at=st.none() | st.sampled_from([NOW - HOUR, NOW + HOUR]),
    asks_to_cancel=st.booleans(),
    has_address=st.booleans(),
    parcels=st.lists(
        st.builds(
            Parcel, external_id=st.sampled_from(["p1", "p2"]), number=st.sampled_from(["", UPS, USPS]),
            shipped_at=st.none() | st.just(NOW - HOUR), is_scanned=st.booleans(), is_delivered=st.booleans(),
            numbers_told=st.integers(0, 3),
        ),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@given(
    text=st.text(max_size=70) | st.from_regex(r"[0-9A-Z]{4,34}", fullmatch=True),
    carrier=st.sampled_from(["", *sorted(CARRIERS)]),
    doing=st.sampled_from(Doing),
    order=orders,
)
def test_whatever_is_given_every_finding_is_a_whole_sentence_with_a_fix(text, carrier, doing, order):
    number = tidy(text)
    found = look(Upload(number, carrier, doing), order, SHOP, now=NOW)

    assert tidy(number) == number
    assert all(each.says.endswith((".", "!")) and each.fix.endswith(".") for each in found)
    assert all(isinstance(each.severity, Severity) for each in found)


@given(order=orders)
def test_nothing_of_a_cancelled_order_or_of_the_platforms_is_ever_sent(order):
    found = look(UPLOAD, order, SHOP, now=NOW)
    must_not = order.status == OrderStatus.CANCELLED or order.shipping_type != ShippingType.SELLER

    assert not must_not or any(each.refuses for each in found)


@pytest.mark.parametrize(
    "given_", ["9400 1102 0088 1234 5678 96", "9400-1102-0088-1234-5678-96", "'9400110200881234567896\n"]
)
def test_spaces_dashes_and_a_spreadsheets_quote_are_no_part_of_a_number(given_):
    assert tidy(given_) == USPS
