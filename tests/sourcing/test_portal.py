"""The supplier's page: what can be said there, who may not, and that it stands in two languages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sourcing.models import Confirmation, PurchaseLine, SupplierClosure, SupplierDoor
from sourcing.portal import doors, sheet
from sourcing.portal.words import language_for, languages
from tests import factories
from tests.racing import at_once
from tests.sourcing.making import offered, said
from tests.sourcing.test_purchasing import bought

NUMBER = "1Z5R89390357567127"


@pytest.fixture
def offer(db):
    return offered(team=factories.create_team(), sku=None)


@pytest.fixture
def page(offer):
    return f"/supplier/{doors.make(offer.supplier, now=timezone.now()).token}/"


def told(offer):
    return Confirmation.objects.filter(offer=offer)


def test_every_word_stands_in_both_languages_with_the_same_places():
    english, chinese = languages()["en"], languages()["zh-hans"]

    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert words.count("{") == chinese[key].count("{"), key


@pytest.mark.parametrize(
    ("asked", "country", "language"),
    [
        (["zh-CN"], "", "zh-hans"),
        (["zh-TW", "en"], "", "zh-hans"),
        (["fr", "en"], "CN", "en"),
        ([], "CN", "zh-hans"),
        (["fr"], "VN", "en"),
    ],
)
def test_the_language_is_what_the_browser_asks_for_else_the_countrys(asked, country, language):
    assert language_for(asked, country) == language


def test_stock_and_price_are_promised_in_one_press_and_twice_is_once(page, offer, client):
    form = {"units": "30", "price": "4.10", "holds": "48", "key": "6f0c9f4e-3c46-4a4e-9d7b-111111111111"}

    for _ in range(2):
        answer = client.post(f"{page}offers/{offer.pk}/", form, follow=True)

    word = told(offer).get()
    assert (word.quantity, str(word.unit_price)) == (30, "4.1000")
    assert word.told_by == "Bright Agents, by their page"
    assert "promised" in answer.content.decode()


def test_none_is_said_with_one_press_whatever_the_fields_hold(page, offer, client):
    client.post(f"{page}offers/{offer.pk}/", {"none": "1", "units": "", "price": "4.2", "holds": "48"})

    assert told(offer).get().quantity == 0


@pytest.mark.parametrize(
    "form",
    [
        {"units": "-1", "price": "4", "holds": "48"},
        {"units": "99999999", "price": "4", "holds": "48"},
        {"units": "3", "price": "-4", "holds": "48"},
        {"units": "3", "price": "nan", "holds": "48"},
        {"units": "3", "price": "4", "holds": "9999"},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(form, page, offer, client):
    answer = client.post(f"{page}offers/{offer.pk}/?lang=zh", form, follow=True)

    assert not told(offer).exists()
    assert "未保存" in answer.content.decode()


def test_a_purchase_is_accepted_in_part_with_the_day_and_then_sent(page, offer, client):
    said(offer)
    row, line, _ = bought(offer, 3)

    form = {f"units-{line.pk}": "2", "hand_over_on": "2026-12-02", "why": "one broke"}
    client.post(f"{page}orders/{row.pk}/", form)
    wrong = client.post(f"{page}lines/{line.pk}/", {"number": "1Z5R89390357567128"}, follow=True)
    client.post(f"{page}lines/{line.pk}/", {"number": NUMBER})

    row.refresh_from_db()
    line.refresh_from_db()
    assert (line.accepted_quantity, line.short_words, str(row.hand_over_on)) == (2, "one broke", "2026-12-02")
    assert "Compare it with the label" in wrong.content.decode()
    assert line.tracking_number == NUMBER


def test_what_was_recalled_is_not_taken_as_sent(page, offer, client):
    said(offer)
    _, line, _ = bought(offer)
    PurchaseLine.objects.update(ended_at=timezone.now(), ended_why="The buyer cancelled")

    answer = client.post(f"{page}lines/{line.pk}/", {"number": NUMBER}, follow=True).content.decode()

    line.refresh_from_db()
    assert line.shipped_at is None
    assert "Recalled: do not send it" in answer


def test_days_off_are_known_once(page, offer, client):
    days = {"closed_from": "2027-02-05", "closed_until": "2027-02-14", "closed_why": "Lunar New Year"}

    for each in (days, days, days | {"closed_until": "2027-01-01"}, days | {"closed_until": "2029-01-01"}):
        client.post(f"{page}closures/", each)

    assert SupplierClosure.objects.get().why == "Lunar New Year"


def test_many_lines_come_by_the_sheet_and_what_is_wrong_is_named(page, offer, client):
    stranger = offered(team=offer.team, name="Quick Trade")
    rows = b"".join(client.get(f"{page}sheet/").streaming_content).decode()
    assert stranger.sku.code not in rows

    content = (
        f"Offer;SKU;Title;Units;Price\n{offer.pk};a;b;70;4,15\n{stranger.pk};a;b;5;1\n{offer.pk};a;b;x;1\n"
    )
    file = SimpleUploadedFile("offers.csv", content.encode("gbk"))
    answer = client.post(f"{page}sheet/send/", {"file": file}, follow=True).content.decode()

    word = told(offer).get()
    assert (word.quantity, str(word.unit_price)) == (70, "4.1500")
    assert not told(stranger).exists()
    assert "Line 3: this line is none of yours" in answer
    assert "1 lines of the sheet are promised" in answer


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_sent_as_a_sheet_is_read_or_refused(content):
    rows = sheet.read(content)

    assert rows is None or all(row.problem or (row.units >= 0 and row.price > 0) for row in rows)


def test_a_link_sees_its_own_supplier_alone(page, offer, client):
    other = offered(team=offer.team, name="Quick Trade")
    stranger = offered(team=factories.create_team())
    said(other)
    row, line, _ = bought(other)
    form = {"units": "3", "price": "4", "holds": "48"}

    answers = [
        client.post(f"{page}offers/{other.pk}/", form),
        client.post(f"{page}offers/{stranger.pk}/", form),
        client.post(f"{page}orders/{row.pk}/", {}),
        client.post(f"{page}lines/{line.pk}/", {"number": NUMBER}),
    ]

    assert {each.status_code for each in answers} == {404}
    assert str(row) not in client.get(page).content.decode()


def test_an_unknown_and_a_revoked_link_open_nothing(page, offer, client):
    assert client.get("/supplier/nobody/").status_code == 404
    assert client.get(page).status_code == 200

    doors.revoke(offer.supplier, now=timezone.now())

    assert client.get(page).status_code == 404
    assert client.post(f"{page}closures/", {}).status_code == 404


def test_it_is_kept_by_no_cache_and_told_to_no_other_site(page, client):
    answer = client.get(page)

    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")


def test_more_than_sixty_posts_a_minute_wait_for_the_next(offer):
    now = timezone.now()
    door = doors.make(offer.supplier, now=now)

    let_in = [doors.lets_in(door, now=now) for _ in range(61)]

    assert let_in == [True] * 60 + [False]
    assert doors.lets_in(door, now=now + timedelta(minutes=1))


def test_whoever_posts_too_much_is_told_to_wait_and_changes_nothing(page, offer, client):
    SupplierDoor.objects.update(minute_at=timezone.now(), posts=60)

    form = {"units": "3", "price": "4", "holds": "48"}
    answer = client.post(f"{page}offers/{offer.pk}/", form, follow=True)

    assert "Wait a minute" in answer.content.decode()
    assert not told(offer).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_link_at_once_get_the_same(offer):
    made = at_once(*[lambda: doors.make(offer.supplier, now=timezone.now()).token] * 2)

    assert len(set(made)) == 1


def test_the_page_costs_as_many_queries_for_many_lines(page, offer, client, django_assert_max_num_queries):
    said(offer)
    for _ in range(3):
        bought(offer)
        offered_more = offered(team=offer.team, sku=factories.create_sku(team=offer.team), name=f"n{_}")
        type(offered_more).objects.filter(pk=offered_more.pk).update(supplier=offer.supplier)

    with django_assert_max_num_queries(8):
        assert client.get(page).status_code == 200
