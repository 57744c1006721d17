"""The tickets page: every filter, every page, a fixed number of queries; and what a person says of one."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.desk.tickets import narrowing
from fulfillment.orders.models import Ticket
from tests.factories import create_member, create_order, create_shop

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
URL = reverse("tickets:list")


@pytest.fixture
def shop():
    return create_shop(slug="glow", name="Glow US")


@pytest.fixture
def client(client, shop):
    client.force_login(create_member(team=shop.team, role=Role.OPERATOR))
    return client


def ticket(shop, name, *, ago=1.0, **fields):
    at = datetime.now(UTC) - ago * HOUR
    usual = {"kind": "ticket", "topic": "fit", "read_topic": "fit", "text": f"text of {name}"}
    times = {"opened_at": at, "remote_updated_at": at}
    return Ticket.objects.create(team=shop.team, shop=shop, external_id=name, **usual | times | fields)


def shown(client, query=""):
    return [each["row"].external_id for each in client.get(f"{URL}?{query}").context["rows"]]


def test_each_view_and_filter_shows_its_own_newest_first(client, shop):
    order = create_order(shop=shop, external_id="1001", number="#7")
    other = create_shop(team=shop.team, slug="other")
    ticket(shop, "old", ago=9, order=order)
    ticket(shop, "closed", status="closed", order=order)
    ticket(shop, "complaint", kind="complaint", topic="damaged")
    ticket(shop, "review", kind="review", rating=1, order=order, topic="late")
    ticket(other, "elsewhere", ago=0.5, order_external_id="77")

    assert shown(client) == ["elsewhere", "complaint", "old"]
    assert shown(client, "view=unlinked") == ["elsewhere", "complaint"]
    assert shown(client, "view=reviews") == ["review"]
    assert set(shown(client, "view=all")) == {"old", "closed", "complaint", "review", "elsewhere"}
    assert shown(client, "topic=damaged") == ["complaint"]
    assert shown(client, "view=all&kind=review") == ["review"]
    assert shown(client, "shop=other") == ["elsewhere"]
    assert shown(client, "order=77") == ["elsewhere"]
    assert shown(client, "order=7") == ["old"]
    assert shown(client, "order=1001") == ["old"]


def test_what_nobody_knows_is_said_and_left_out(client, shop):
    ticket(shop, "one")

    page = client.get(f"{URL}?topic=eaten&shop=glow&after=what").content.decode()

    assert "No such topic: eaten" in page
    assert "broken" in page
    assert "text of one" in page


def test_pages_by_key_show_every_row_once_in_both_directions(client, shop, monkeypatch):
    monkeypatch.setattr(narrowing, "SIZE", 3)
    monkeypatch.setattr(narrowing.page_at, "__kwdefaults__", {"size": 3})
    for number in range(8):
        ticket(shop, f"t{number}", ago=number)

    seen, url = [], URL
    while url:
        context = client.get(url).context
        seen += [each["row"].external_id for each in context["rows"]]
        last, url = url, context["pager"]["older_url"]
    assert seen == [f"t{number}" for number in range(8)]
    back = client.get(client.get(last).context["pager"]["newer_url"]).context["rows"]
    assert [each["row"].external_id for each in back] == ["t3", "t4", "t5"]


@pytest.mark.parametrize("query", ["", "view=all&topic=fit&shop=glow", "view=unlinked"])
def test_a_page_takes_the_same_queries_however_many_rows_it_has(client, shop, query):
    counts = []
    for many in (1, 9):
        for number in range(many):
            ticket(shop, f"{many}-{number}", order=create_order(shop=shop) if number % 2 else None)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{URL}?{query}")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_the_file_holds_what_the_list_shows_and_nothing_that_a_sheet_would_run(client, shop):
    ticket(shop, "one", text="=1+1", read_by="words", read_on=["tight"])
    ticket(shop, "closed", status="closed")

    answer = client.get(reverse("tickets:export"))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["id"], row["about"], row["decided"], row["text"]) for row in rows] == [
        ("one", "Does not fit", "by the words “tight”", "'=1+1")
    ]


def test_a_person_says_what_it_is_about_links_and_answers_it_and_takes_each_back(client, shop):
    order = create_order(shop=shop, external_id="1001")
    row = ticket(shop, "one")

    def press(act, **form):
        answer = client.post(reverse(f"tickets:{act}", args=[row.pk]), form, follow=True)
        row.refresh_from_db()
        return answer.content.decode()

    assert "It is about: Damaged" in press("topic", topic="damaged")
    assert (
        "the rules read: Does not fit"
        in client.get(reverse("tickets:detail", args=[row.pk])).content.decode()
    )
    assert "choose what it is about" in press("topic", topic="eaten")
    assert row.topic == "damaged"
    press("topic", topic="")
    assert (row.topic, row.topic_at) == ("fit", None)
    assert "Not linked" in press("link", order="no such")
    press("link", order="1001")
    assert row.order == order
    assert "The buyer wrote" in client.get(reverse("orders:detail", args=[order.pk])).content.decode()
    press("unlink")
    assert row.order is None
    assert "marked as answered" in press("answer")
    assert row.status == "closed"
    press("reopen")
    assert row.status == "open"
    assert "stood so already" in press("reopen")


def test_an_empty_list_says_what_would_stand_there(client):
    assert "No buyer waits for an answer" in client.get(URL).content.decode()
    assert "Nothing matches these filters" in client.get(f"{URL}?topic=fit").content.decode()
    assert "Nothing was brought yet" in client.get(f"{URL}?view=all").content.decode()
