"""Until when and how often another number is taken: TikTok once within 72 hours of shipping, an own store at will."""

from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.channels.ingest import take_packages
from fulfillment.policies import rulebook
from fulfillment.tracking.correcting import corrections
from fulfillment.tracking.judging import judge_packages
from fulfillment.tracking.models import Package
from fulfillment.tracking.verdicts import InvalidReason
from tests import factories
from tests.channels.told import told_package
from tests.tracking.making import usps

SHIPPED = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
GOOD = usps("940019197930350412345")
BAD = GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10)


def rules_of(platform, market):
    return rulebook.load().rules(platform=platform, market=market, at=SHIPPED, time_zone="UTC").tracking


TIKTOK = rules_of("tiktok", "US")


def found(
    rules=TIKTOK, *, reasons=("check_digit",), shipped_at=SHIPPED, shipping_type="seller", numbers_told=1
):
    return corrections(
        rules,
        reasons=reasons,
        shipped_at=shipped_at,
        shipping_type=shipping_type,
        numbers_told=numbers_told,
    )


def test_tiktok_takes_one_correction_within_72_hours():
    said = found()

    assert (said.until, said.left, said.allowed) == (SHIPPED + timedelta(hours=72), 1, 1)
    assert said.open_until() == said.until


def test_a_number_that_was_corrected_once_takes_no_other():
    said = found(numbers_told=2)

    assert (said.left, said.open_until()) == (0, None)
    assert found(numbers_told=5).left == 0


def test_an_own_store_has_no_limit_worth_counting():
    said = found(rules_of("own_store", ""), numbers_told=3)

    assert said.is_unlimited
    assert said.left > 0


@pytest.mark.parametrize("reason", InvalidReason)
def test_another_number_mends_every_reason_but_a_missing_scan(reason):
    assert (found(reasons=[reason]) is None) == (reason == InvalidReason.NO_SCAN_IN_TIME)


@pytest.mark.parametrize(
    "fact", [{"shipped_at": None}, {"shipping_type": "platform"}, {"reasons": ()}], ids=str
)
def test_where_nothing_can_be_corrected_nothing_is_promised(fact):
    assert found(**fact) is None


@pytest.fixture
def shop():
    return factories.create_shop()


def told(shop, number, minute):
    record = told_package(
        "P1", tracking_number=number, carrier_name="USPS", status="ready", shipped_at=SHIPPED,
        updated_at=SHIPPED + timedelta(minutes=minute),
    )  # fmt: skip
    take_packages(shop=shop, records=[record], now=SHIPPED)
    row = Package.objects.get(shop=shop, external_id="P1")
    judge_packages([row.pk], now=SHIPPED + timedelta(hours=1))
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_a_wrong_number_is_correctable_until_the_window_closes_and_once_only(shop):
    wrong = told(shop, BAD, 1)
    assert wrong.correct_by_at == SHIPPED + timedelta(hours=72)

    right = told(shop, GOOD, 2)
    assert (right.verdict, right.correct_by_at) == ("pending", None)

    wrong_again = told(shop, BAD.replace("7", "8", 1), 3)
    assert (wrong_again.verdict, wrong_again.correct_by_at) == ("invalid", None)
    assert len(wrong_again.numbers_told) == 3


@pytest.mark.django_db
def test_the_same_number_written_otherwise_is_no_correction(shop):
    told(shop, BAD, 1)

    assert told(shop, f" {BAD[:4]} {BAD[4:]} ", 2).numbers_told == [BAD]


@pytest.mark.django_db
def test_an_older_number_that_arrives_late_counts_as_well(shop):
    told(shop, BAD, 9)

    late = told(shop, GOOD, 2)
    assert late.tracking_number == BAD
    assert late.numbers_told == sorted([BAD, GOOD])
    assert late.correct_by_at is None
