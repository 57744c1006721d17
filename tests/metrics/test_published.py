"""A published figure beside ours: read as it was written, kept once, and explained order by order."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.accounts.roles import Role
from fulfillment.channels import base
from fulfillment.channels.errors import Unavailable
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.performance import ToldFigure
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.models import PublishedFigure
from metrics.published import fetching
from metrics.published.bringing import NotTold, read_file, told
from metrics.published.comparing import OurWord, Side, apart, explain
from tests.factories import create_member, create_order, create_shop, create_team

LATE = "late-dispatch-rate"
HOUR = timedelta(hours=1)
DAYS = {"since": "2026-11-02", "until": "2026-11-08"}


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ({"rate": "4.2"}, Decimal("0.042")),
        ({"rate": " 4.2 % "}, Decimal("0.042")),
        ({"rate": "0"}, Decimal(0)),
        ({"numerator": "25", "denominator": "200"}, Decimal("0.125")),
        ({"rate": "12.5", "numerator": "25", "denominator": "200"}, Decimal("0.125")),
    ],
)
def test_a_rate_is_read_in_percent_or_from_its_counts(written, rate):
    assert told(**DAYS, **written).rate == rate


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"rate": "104"},
        {"rate": "-1"},
        {"rate": "nan"},
        {"rate": "many"},
        {"numerator": "3", "denominator": "0"},
        {"numerator": "9", "denominator": "3"},
        {"numerator": "x", "denominator": "3"},
        {"rate": "1", "since": "2026-11-09"},
        {"rate": "1", "until": "soon"},
    ],
)
def test_what_is_no_figure_is_refused_with_a_sentence(written):
    with pytest.raises(NotTold, match=r"\w+"):
        told(**DAYS | written)


def test_orders_are_told_in_any_list_and_each_once():
    assert told(**DAYS, rate="1", orders="A1, B2;C3\nA1\tD4").against_ids == ("A1", "B2", "C3", "D4")


@given(st.text(max_size=200))
def test_any_file_is_read_or_refused_with_a_sentence(text):
    with suppress(NotTold):
        assert read_file(text)


def test_a_file_says_in_which_row_the_mistake_is():
    with pytest.raises(NotTold, match="Row 3"):
        read_file("from,to,rate\n2026-11-02,2026-11-08,4\n2026-11-09,2026-11-15,lots\n")


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_every_order_of_either_side_is_explained_once(theirs, ours):
    said = {str(each): OurWord(True, "late") for each in ours}
    found = explain([str(each) for each in theirs], said)

    assert {int(each.external_id) for each in found} == theirs | ours
    assert {int(each.external_id) for each in found if each.side == Side.BOTH} == theirs & ours
    assert {int(each.external_id) for each in found if each.side == Side.OURS} == ours - theirs
    assert len(found) == len(theirs | ours)


def test_points_apart():
    assert apart(Decimal("0.05"), Counts(1, 50)) == Decimal(3)
    assert apart(Decimal("0.05"), Counts()) is None


@pytest.fixture
def shop(db):
    return create_shop(team=create_team(), slug="glow-us")


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    return client


def dispatched(shop, *, is_late: bool, days_ago: int):
    at = utc_now() - timedelta(days=days_ago)
    due_at = at - HOUR if is_late else at
    order = create_order(
        shop=shop, dispatched_at=at, dispatch_due_at=due_at, status="in_transit", placed_at=at - 50 * HOUR
    )
    wake([order.pk], now=utc_now())
    facts.judge_changed()
    return order


def test_ours_stands_beside_theirs_and_the_difference_is_named_by_its_orders(client, shop):
    both, ours = (dispatched(shop, is_late=True, days_ago=4) for _ in range(2))
    theirs, other_day = (
        dispatched(shop, is_late=False, days_ago=4),
        dispatched(shop, is_late=True, days_ago=20),
    )
    since, until = (utc_now().date() - timedelta(days=days) for days in (7, 2))
    named = f"{both.external_id} {theirs.external_id} {other_day.external_id} 999"

    url = f"/metrics/{LATE}/published/add/?shop=glow-us"
    client.post(url, {"since": since, "until": until, "rate": "75", "orders": named})

    (row,) = client.get(f"/metrics/{LATE}/published/?shop=glow-us").context["rows"]
    assert row["ours"] == Counts(2, 3)
    page = client.get(f"/metrics/published/{row['told'].pk}/").context
    found = {row["each"].external_id: (row["each"].side, row["each"].words) for row in page["rows"]}
    assert found[both.external_id] == (Side.BOTH, "dispatched late")
    assert found[ours.external_id] == (Side.OURS, "dispatched late")
    assert found[theirs.external_id] == (Side.THEIRS, "dispatched in time")
    assert found[other_day.external_id][1].startswith("dispatched late, but counts on")
    assert found["999"] == (Side.THEIRS, "no such order has arrived here")


def test_a_file_is_taken_whole_or_not_at_all_and_twice_it_is_once(client, shop):
    url = f"/metrics/{LATE}/published/add/?shop=glow-us"
    good = b"from,to,rate,orders\n2026-11-02,2026-11-08,4.0,A1 A2\n2026-11-09,2026-11-15,5.5,\n"
    bad = good + b"2026-11-16,2026-11-22,lots,\n"
    for content, count in ((bad, 0), (good, 2), (good, 2)):
        client.post(url, {"file": SimpleUploadedFile("figures.csv", content)})
        assert PublishedFigure.objects.count() == count
    first = PublishedFigure.objects.get(since_on=date(2026, 11, 2))
    assert (first.rate, first.against_ids, first.source) == (Decimal("0.04"), ["A1", "A2"], "imported")


def test_only_whoever_may_change_rules_enters_figures(shop):
    operator = Client()
    operator.force_login(create_member(team=shop.team, role=Role.OPERATOR))
    url = f"/metrics/{LATE}/published/add/?shop=glow-us"

    assert operator.post(url, DAYS | {"rate": "4"}).status_code == 403
    assert operator.get(f"/metrics/{LATE}/published/").status_code == 200


def figure(metric="on-time-delivery-rate", numerator=90, **changes):
    told = {
        "metric": metric, "since_at": datetime(2026, 10, 20, tzinfo=UTC), "until_at": datetime(2026, 11, 19, tzinfo=UTC),
        "rate": Decimal(numerator) / 100, "numerator": numerator, "denominator": 100, "against_ids": ("A1", "A2"),
    }  # fmt: skip
    return ToldFigure(**told | changes)


def test_a_figure_that_is_told_again_stands_once_and_says_the_last(shop):
    for numerator in (90, 91):
        fetching.keep(shop, [figure(numerator=numerator), figure("unheard-of-rate")], now=utc_now())

    row = PublishedFigure.objects.get()
    assert (row.numerator, row.source, row.since_on, row.until_on) == (
        91,
        "read",
        date(2026, 10, 20),
        date(2026, 11, 18),
    )
    assert row.against_ids == ["A1", "A2"]


def test_figures_are_read_twice_a_day_and_a_silent_channel_holds_up_nobody(shop, monkeypatch):
    asked = []

    def tell(connection, *, now):
        asked.append(connection.shop.slug)
        if connection.shop.slug == "mute":
            raise Unavailable("It does not answer.")
        return [figure()]

    monkeypatch.setattr(base, "told_figures", tell)
    credential = Credential.objects.create(team=shop.team, channel="tiktok", secrets=b"x")
    others = [
        create_shop(team=shop.team, slug=slug, market=market)
        for slug, market in (("mute", "US"), ("uk", "GB"))
    ]
    for each in (shop, *others):
        Connection.objects.create(
            team=shop.team, shop=each, credential=credential, first_sync_finished_at=utc_now()
        )

    now = utc_now()
    assert [fetching.read_due(now=now + hours * HOUR) for hours in (0, 1, 13)] == [1, 0, 1]
    assert sorted(asked) == ["glow-us", "glow-us", "mute", "mute", "mute"]  # uk tells none


@pytest.mark.parametrize(
    ("market", "words"), [("US", "it is read twice a day"), ("GB", "copy it from the seller pages")]
)
def test_the_page_says_how_the_figure_comes_in(shop, client, market, words):
    create_shop(team=shop.team, slug="other", market=market)

    page = client.get("/metrics/on-time-delivery-rate/published/?shop=other").content.decode()
    late = client.get(f"/metrics/{LATE}/published/?shop=other").content.decode()

    assert words in page
    assert "No interface of TikTok Shop is known to tell this figure" in late
