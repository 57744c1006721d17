"""The board and a request's page, and what a supplier says of it on theirs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from sourcing.models import Quote, SourcingRequest
from sourcing.portal import doors
from sourcing.seeking import acts
from tests import factories
from tests.photos.pictures import picture
from tests.sourcing.seeking.making import asked, quoted, sought

FORM = {
    "title": "Folding lamp", "link": "example.com/lamp", "quantity": "300", "currency": "usd",
    "key": "6f0c9f4e-3c46-4a4e-9d7b-222222222222",
}  # fmt: skip
QUOTE = {"breaks": "100 4.20\n500 3.80", "currency": "cny", "least_units": "100", "lead_days": "9"}


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def manager(team, client):
    user = factories.create_member(team=team, role=Role.MANAGER)
    client.force_login(user)
    return user


def door(quote):
    return f"/supplier/{doors.make(quote.supplier, now=timezone.now()).token}/"


def test_a_product_is_sought_by_link_and_pressed_twice_it_is_one(client, manager):
    for _ in range(2):
        client.post(reverse("seeking:add"), FORM)

    row = SourcingRequest.objects.get()
    assert (row.link, row.currency, row.owner) == ("https://example.com/lamp", "USD", manager)


def test_a_photo_is_enough_and_suppliers_asked_see_it(client, team, manager):
    client.post(
        reverse("seeking:add"), FORM | {"link": "", "photo": SimpleUploadedFile("lamp.jpg", picture())}
    )
    row = SourcingRequest.objects.get()
    quote, stranger = asked(row), asked(sought(team), "Quick Trade")

    mine = client.get(f"{door(quote)}quotes/{quote.pk}/photo/")
    assert mine["Content-Type"] == "image/jpeg"
    assert client.get(f"{door(stranger)}quotes/{quote.pk}/photo/").status_code == 404
    assert client.get(f"{door(stranger)}quotes/{stranger.pk}/photo/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": ""}, {"quantity": "0"}, {"quantity": "-4"}, {"quantity": "99999999"}, {"price": "-1"},
        {"currency": "US"}, {"link": "javascript:alert(1)"}, {"price": "nan"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong, client, manager):
    assert client.post(reverse("seeking:add"), FORM | wrong).status_code == 200
    assert not SourcingRequest.objects.exists()


def test_a_supplier_quotes_by_their_page_in_chinese_and_our_duty_stands(client, team):
    quote = asked(sought(team))
    Quote.objects.update(duty_share="0.25")

    page = client.get(f"{door(quote)}?lang=zh").content.decode()
    answer = client.post(f"{door(quote)}quotes/{quote.pk}/?lang=zh", QUOTE, follow=True)

    quote.refresh_from_db()
    assert "需要 300 件" in page
    assert "报价已发送" in answer.content.decode()
    assert (quote.currency, quote.from_quantities, str(quote.duty_share)) == ("CNY", [100, 500], "0.2500")
    assert quote.told_by == "Bright Agents, by their page"


@pytest.mark.parametrize(
    "wrong",
    [{"breaks": "cheap"}, {"breaks": "1 4,20"}, {"breaks": "1 -4"}, {"lead_days": "-1"}, {"currency": "Â¥"}],
)
def test_a_quote_that_makes_no_sense_is_not_taken(wrong, client, team):
    quote = asked(sought(team))

    client.post(f"{door(quote)}quotes/{quote.pk}/", QUOTE | wrong)

    quote.refresh_from_db()
    assert quote.answered_at is None


def test_a_supplier_declines_and_sends_a_sample_only_where_one_is_asked(client, team, manager):
    row = sought(team)
    first, second = asked(row), quoted(row, "Quick Trade")
    client.post(f"{door(first)}quotes/{first.pk}/", {"none": "1", "note": "no moulds"})
    client.post(f"{door(second)}quotes/{second.pk}/sample/", {"number": "SF1"})
    second.refresh_from_db()
    assert second.sample_sent_at is None

    acts.ask_sample(second, by=manager, now=timezone.now())
    client.post(f"{door(second)}quotes/{second.pk}/sample/", {"number": "SF1"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.declined_why, second.sample_number) == ("no moulds", "SF1")


def test_no_supplier_sees_or_answers_the_question_to_another(client, team):
    row = sought(team)
    mine, other = asked(row), asked(row, "Quick Trade")

    answer = client.post(f"{door(mine)}quotes/{other.pk}/", QUOTE)

    other.refresh_from_db()
    assert (answer.status_code, other.answered_at) == (404, None)


def test_only_owners_and_managers_approve(client, team):
    client.force_login(factories.create_member(team=team, role=Role.OPERATOR))
    quote = quoted(sought(team))

    assert client.post(reverse("seeking:approve", args=[quote.pk]), {"sku": "LAMP"}).status_code == 403
    assert "Approve" not in client.get(reverse("seeking:request", args=[quote.request_id])).content.decode()


def test_the_board_asks_as_much_for_forty_as_for_one(client, team, manager, django_assert_max_num_queries):
    for place in range(40):
        quoted(sought(team, by=manager), f"Supplier {place}")

    with django_assert_max_num_queries(20):
        page = client.get(reverse("seeking:board")).content.decode()

    assert "The first 20 of 40" in page


def test_the_request_asks_as_much_for_twenty_quotes_as_for_one(
    client, team, manager, django_assert_max_num_queries
):
    row = sought(team, by=manager)
    for place in range(20):
        quoted(row, f"Supplier {place}", f"{place + 1}.00")

    with django_assert_max_num_queries(22):
        page = client.get(reverse("seeking:request", args=[row.pk])).content.decode()

    assert page.count("cheapest</span>") == 1


def test_formulas_of_titles_are_harmless_in_the_file(client, team, manager):
    sought(team, title="=HYPERLINK(1)")

    content = b"".join(client.get(reverse("seeking:export")).streaming_content).decode()

    assert "'=HYPERLINK(1)" in content
