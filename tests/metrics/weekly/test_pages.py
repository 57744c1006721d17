"""The weekly page over real rows: what it says, what is decided on it, and that a signed week stays as it was."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop
from fulfillment.orders.watch import wake
from fulfillment.policies import rulebook
from fulfillment.policies.terms import Better
from metrics import facts
from metrics.ahead import ahead_of
from metrics.clock import utc_now
from metrics.counts import Counts
from metrics.forecast import Outlook
from metrics.models import NoteMention, PublishedFigure, SignedWeek, WeeklyAction, WeeklyNote
from metrics.weekly import acts, weeks
from metrics.weekly.coming import standing
from metrics.weekly.sheet import Sheet
from tests.factories import (
    create_line,
    create_member,
    create_order,
    create_shop,
    create_sku,
    create_supplier,
    create_team,
)
from tests.racing import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATE = "late-dispatch-rate"


@pytest.fixture
def shop():
    return create_shop(team=create_team(slug="glow"), slug="glow-us")


@pytest.fixture
def manager(shop):
    return create_member(team=shop.team, role=Role.MANAGER, email="manager@glow.example")


@pytest.fixture
def client(manager):
    client = Client()
    client.force_login(manager)
    return client


def last_week() -> weeks.Week:
    return weeks.last_whole(utc_now().date())


def dispatch(shop, week, *, supplier, late=0, in_time=0, scan_hours=0):
    """Orders of one supplier, dispatched on the week's Wednesday; the late ones waited for their scan."""
    at = datetime.combine(week.monday + timedelta(days=2), datetime.min.time(), UTC) + 20 * HOUR
    sku = create_sku(team=shop.team, supplier=supplier, title=f"Lamp of {supplier.name}")
    made = []
    for number in range(late + in_time):
        is_late = number < late
        placed_at = at - (30 + (scan_hours if is_late else 0)) * HOUR
        order = create_order(
            shop=shop, status="in_transit", placed_at=placed_at, dispatched_at=at, scanned_at=at,
            ready_at=placed_at + 10 * HOUR, dispatch_due_at=at - HOUR if is_late else at + HOUR,
        )  # fmt: skip
        create_line(order=order, sku=sku)
        made.append(order)
    judge(made)
    return made


def judge(orders):
    wake([order.pk for order in orders], now=utc_now())
    while facts.judge_changed():
        pass


@pytest.fixture
def told(shop):
    """Bright got worse, Lumen did not: 2 of 40 late, then 8 of 40."""
    week = last_week()
    bright, lumen = (
        create_supplier(team=shop.team, code=code, name=name)
        for code, name in (("B", "Bright Agents"), ("L", "Lumen Supply"))
    )
    dispatch(shop, week.before, supplier=bright, late=1, in_time=19)
    dispatch(shop, week.before, supplier=lumen, late=1, in_time=19)
    dispatch(shop, week, supplier=bright, late=7, in_time=13, scan_hours=20)
    dispatch(shop, week, supplier=lumen, late=1, in_time=19)
    return week


def text_of(response) -> str:
    plain = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain))).replace("\N{NO-BREAK SPACE}", " ")


def open_week(client, week):
    return client.get(f"/metrics/weekly/{week.label}/")


def test_a_rise_reads_as_whose_it_is_and_what_they_did(client, told):
    shown = text_of(open_week(client, told))

    assert "Late dispatch rose to 20.0 %" in shown
    assert "8 of 40" in shown
    assert "past the 10 % that is enforced" in shown
    assert "Where the +15.0 points come from, by supplier" in shown
    assert re.search(r"Bright Agents: the first scan took \d+ h, usually \d+ h", shown)
    assert "Carrier +15.0" in shown
    assert "Lumen Supply" not in shown  # it did what it always does


def test_without_a_label_it_is_the_last_whole_week(client, told):
    assert f"Week {told.number}" in text_of(client.get("/metrics/weekly/"))


def test_every_link_of_the_page_opens(client, told, manager):
    decide(told, manager)
    page = open_week(client, told).content.decode()
    links = {
        each.replace("&amp;", "&") for each in re.findall(r'href="(/[^"]*)"', page) if "/static/" not in each
    }

    opened = {
        link: client.get(link).status_code for link in links if "/metrics/" in link or "/orders/?" in link
    }

    assert len(opened) > 15
    assert set(opened.values()) == {200}


def test_it_costs_the_same_however_much_was_decided(client, told, manager, django_assert_max_num_queries):
    for _ in range(3):
        decide(told, manager)
        decide(told.before, manager)
        acts.write(decide(told, manager).team, told, "Ask @manager", uuid4(), by=manager, now=utc_now())
    client.get("/metrics/")

    with django_assert_max_num_queries(15):
        open_week(client, told)


def decide(week, user, **about):
    team = Membership.objects.get(user=user).team
    usual = {
        "shop": Shop.objects.get(team=team),
        "metric": LATE,
        "words": "Move the lamp to Lumen",
        "due_on": week.after.monday,
    }
    return WeeklyAction.objects.create(
        team=team, week_on=week.monday, owner=user, made_at=utc_now(), made_by=user, **usual | about
    )


def test_an_action_is_decided_beside_its_cause_and_followed_the_week_after(client, shop, told, manager):
    page = open_week(client, told.before)
    assert page.status_code == 200
    address = (
        f"/metrics/weekly/{told.before.label}/act/?shop=glow-us&metric={LATE}&dimension=supplier&value=B"
    )
    form = {
        "words": "Ask Bright to answer by noon",
        "owner": manager.pk,
        "due_on": "2026-11-30",
        "client_uuid": str(uuid4()),
    }

    assert client.get(address).status_code == 200
    for _ in range(2):  # pressed twice
        assert client.post(address, form).status_code == 302

    action = WeeklyAction.objects.get()
    assert (action.shop, action.metric, action.dimension, action.value) == (shop, LATE, "supplier", "B")
    shown = text_of(open_week(client, told))
    assert "Ask Bright to answer by noon" in shown
    assert "5.0 % → 35.0 %" in shown
    assert "1 of 20, then 7 of 20" in shown


def test_an_action_is_done_and_dropped_and_each_can_be_taken_back(client, told, manager):
    action = decide(told, manager)

    def state(word):
        client.post(f"/metrics/weekly/actions/{action.pk}/{word}/", {"week": told.label})
        action.refresh_from_db()
        return action.done_at is not None, action.dropped_at is not None

    assert [state(word) for word in ("done", "open", "dropped", "open")] == [
        (True, False), (False, False), (False, True), (False, False),
    ]  # fmt: skip
    assert client.post(f"/metrics/weekly/actions/{action.pk}/never/").status_code == 404


def test_a_signed_week_stays_and_later_corrections_are_marked(client, shop, told):
    client.post(f"/metrics/weekly/{told.label}/sign/")
    assert "Nothing was corrected since" in text_of(open_week(client, told))

    dispatch(shop, told, supplier=create_supplier(team=shop.team), late=2, in_time=0)

    shown = text_of(open_week(client, told))
    assert "Late dispatch rose to 20.0 %" in shown
    assert "8 of 40 now 10 of 42" in shown
    assert re.search(r"\d of them w\w+ corrected since", shown)
    client.post(f"/metrics/weekly/{told.label}/reopen/")
    assert "10 of 42" in text_of(open_week(client, told))


def test_a_week_that_still_runs_cannot_be_signed(client, told):
    client.post(f"/metrics/weekly/{told.after.label}/sign/")

    assert not SignedWeek.objects.exists()


def test_a_note_calls_members_of_the_team_and_can_be_removed(client, shop, told, manager):
    called = create_member(team=shop.team, role=Role.OPERATOR, email="ada@glow.example")
    create_member(team=create_team(), email="eve@other.example")
    form = {"words": "@ada and @eve: ask Bright", "client_uuid": str(uuid4())}

    for _ in range(2):
        client.post(f"/metrics/weekly/{told.label}/note/", form)

    note = WeeklyNote.objects.get()
    assert [each.user for each in NoteMention.objects.all()] == [called]
    assert "@ada and @eve: ask Bright" in text_of(open_week(client, told))
    client.post(f"/metrics/weekly/notes/{note.pk}/removed/")
    assert "ask Bright" not in text_of(open_week(client, told)).split("Notes")[1].split("Note")[0]
    client.post(f"/metrics/weekly/notes/{note.pk}/kept/")
    assert "ask Bright" in text_of(open_week(client, told))


def test_an_operator_reads_and_decides_nothing(shop, told):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.OPERATOR))

    assert "Sign off" not in text_of(open_week(client, told))
    assert client.post(f"/metrics/weekly/{told.label}/sign/").status_code == 403
    assert client.get(f"/metrics/weekly/{told.label}/act/").status_code == 403


def test_the_files_say_what_the_page_says(client, shop, told, manager):
    decide(told, manager, words="=HYPERLINK(1)")
    address = f"/metrics/weekly/{told.label}/export"
    PublishedFigure.objects.create(
        team=shop.team, shop=shop, metric=LATE, since_on=told.monday, until_on=told.sunday, rate="0.18",
        source="entered", told_at=utc_now(),
    )  # fmt: skip
    page, coming = open_week(client, told), client.get(f"/metrics/weekly/{told.label}/coming/")

    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(client.get(f"{address}/csv/").streaming_content).decode("utf-8-sig"))
        )
    )
    sheet = load_workbook(io.BytesIO(client.get(f"{address}/xlsx/").content)).active
    pages = PdfReader(io.BytesIO(client.get(f"{address}/pdf/").content)).pages
    paper = " ".join(page.extract_text() for page in pages)

    figure = next(row for row in rows if row["rate"] == "Late dispatch" and row["what"] == "figure")
    assert (figure["numerator"], figure["denominator"], figure["numerator_before"]) == ("8", "40", "2")
    assert any(row["words"].startswith("Bright Agents") and row["points"] == "15.0" for row in rows)
    assert any(row["words"] == "'=HYPERLINK(1)" for row in rows)
    told_in_sheet = [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert [*map(as_numbers, told_in_sheet)] == [as_numbers(row.values()) for row in rows]
    assert len(pages) == 1
    assert "8 of 40" in paper
    shown = [*page.context["notable"], *page.context["usual"]]
    figures = [row for row in rows if row["what"] == "figure"]
    assert [(row["rate"], row["numerator"], row["denominator"]) for row in figures] == [
        (each["line"].title, str(each["line"].now.numerator), str(each["line"].now.denominator))
        for each in shown
    ]
    for each in shown:
        counts = each["line"].now
        told_so = f"{counts.numerator:,} of {counts.denominator:,}"
        assert told_so in paper
        assert told_so in text_of(page)
    foretold = [row for row in rows if row["what"] == "forecast"]
    assert [row["rate"] for row in foretold] == [each["line"].title for each in coming.context["coming"]]
    for row, each in zip(foretold, coming.context["coming"], strict=True):
        told_so = f"{each['told'].expected * 100:.1f}"
        assert f"{float(row['expected']) * 100:.1f}" == told_so
        assert told_so in paper
        assert told_so in text_of(coming)
    assert foretold
    assert [row["published"] for row in figures if row["published"]] == ["0.18"]
    assert "platform 18.0" in paper.replace("\N{NO-BREAK SPACE}", " ")
    assert "platform 18.0" in text_of(page)
    assert "Bright Agents" in paper
    assert client.get(f"{address}/doc/").status_code == 404


def as_numbers(row):
    """A sheet knows no difference between 15 and 15.0."""
    return [float(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else cell for cell in row]


@pytest.mark.parametrize("label", ["2026-W54", "nonsense", "2026-W00", "0001-W01"])
def test_a_week_that_does_not_exist_says_so(client, told, label):
    response = client.get(f"/metrics/weekly/{label}/")

    assert response.status_code == 404
    assert "There is no such week" in text_of(response)


def test_a_week_to_come_and_one_before_everything_are_sensible(client, told):
    assert "still to come" in text_of(client.get("/metrics/weekly/2150-W10/"))
    assert "Nothing was counted in this week" in text_of(client.get("/metrics/weekly/2010-W10/"))
    assert client.get("/metrics/weekly/2150-W10/export/pdf/").status_code == 302


def test_a_team_without_a_shop_and_one_with_a_single_order(client, shop):
    other = Client()
    other.force_login(create_member(team=create_team(), role=Role.OWNER))
    assert "No shop is judged yet" in text_of(other.get("/metrics/weekly/"))
    assert "Nothing was counted" in text_of(client.get("/metrics/weekly/"))

    dispatch(shop, last_week(), supplier=create_supplier(team=shop.team), late=1)

    shown = text_of(client.get("/metrics/weekly/"))
    assert "No rate needs the meeting" in shown
    assert "1 of 1" in shown


def test_the_stages_of_a_shop_say_what_shows_them_and_what_made_orders_late(client, told):
    shown = text_of(client.get("/metrics/stages/?shop=glow-us"))

    assert "First scan Carrier" in shown
    assert "Confirmed No evidence. It would be known where an event says order.confirmed" in shown
    assert re.search(r"First scan Carrier \d+", shown.split("What made orders late")[1])
    assert client.get("/metrics/stages/?shop=nope").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_sign_once(shop, manager):
    sheet = Sheet(
        week="2026-W47", monday=date(2026, 11, 16), as_of=utc_now(), zones=[], lines=[], problems=[]
    )

    at_once(*[lambda: acts.sign(shop.team, sheet, by=manager, now=utc_now())] * 2)

    assert SignedWeek.objects.count() == 1


def test_what_comes_next_stands_beside_the_last_week_only(client, shop, told):
    create_order(shop=shop, stage="to_ship", dispatch_due_at=utc_now() - HOUR)  # counts whatever day it is
    page = open_week(client, told)
    coming = f"/metrics/weekly/{told.label}/coming/"
    assert f'hx-get="{coming}"' in page.content.decode()

    panel, fragment = client.get(coming), client.get(coming, headers={"HX-Request": "true"})

    (row,) = [each for each in panel.context["coming"] if each["line"].metric == LATE]
    assert row["line"].shop_id == shop.pk
    assert fragment.content.decode().strip() in panel.content.decode()
    assert "<html" not in fragment.content.decode()
    assert client.get(row["url"]).context["told"] == row["told"]

    older = open_week(client, told.before)
    assert "/coming/" not in older.content.decode()
    assert client.get(f"/metrics/weekly/{told.before.label}/coming/").context["coming"] == []
    assert client.get("/metrics/weekly/2026-W54/coming/").status_code == 404


@pytest.mark.parametrize(
    ("better", "target", "expected", "high", "tone"),
    [
        ("lower", "0.04", 0.03, 0.035, "ok"),
        ("lower", "0.04", 0.03, 0.045, "risk"),
        ("lower", "0.04", 0.041, 0.045, "breach"),
        ("higher", "0.95", 0.03, 0.04, "ok"),  # harm of three in a hundred where five are tolerated
        ("higher", "0.95", 0.03, 0.06, "risk"),
        ("higher", "0.95", 0.06, 0.07, "breach"),
        ("lower", None, 0.9, 0.9, "ok"),
    ],
)
def test_how_a_forecast_stands_to_its_target(better, target, expected, high, tone):
    rule = replace(
        rulebook.load().versions("tiktok", "US")[-1].metric(LATE),
        better=Better(better), target=target and Decimal(target), enforcement=None,
    )  # fmt: skip
    harm = Outlook(
        decided=Counts(1, 50),
        open=0,
        expected_late=0,
        to_come=9,
        expected=expected,
        spread=0.1,
        low=0,
        high=high,
    )
    day = date(2026, 11, 29)
    found = ahead_of(
        rule=rule,
        harm=harm,
        past=[],
        zone="UTC",
        evaluated_on=day,
        since_on=day,
        today=day,
        opened=[],
        stretch=1.0,
    )

    assert standing(found) == tone
    assert found.told.expected == pytest.approx(expected if better == "lower" else 1 - expected)
