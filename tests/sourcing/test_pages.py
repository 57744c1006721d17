"""Offers and suppliers in the browser: what is shown, written down, refused, undone and exported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from fulfillment.accounts.roles import Role
from sourcing.models import Offer, SupplierClosure
from tests import factories
from tests.sourcing.making import offered, said, to_ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return factories.create_member(team=factories.create_team(), role=Role.OPERATOR)


@pytest.fixture
def team(member):
    return member.memberships.get().team


@pytest.fixture
def page(client, member):
    client.force_login(member)
    return lambda url, **sent: client.post(url, sent, follow=True) if sent else client.get(url)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_says_what_is_promised_and_who_waits(page, team):
    sku = factories.create_sku(team=team, code="GLOW-1")
    to_ship(sku)
    said(offered(team=team, sku=sku), 0)
    said(offered(team=team), 40)

    found = text(page("/sourcing/"))

    assert "none left" in found
    assert "40 of 40 left" in found
    assert "GLOW-1" not in text(page("/sourcing/?q=SKU-"))
    assert "GLOW-1" in text(page("/sourcing/?view=waiting"))
    assert "40 of 40" not in text(page("/sourcing/?view=ask"))


def test_an_empty_list_says_what_to_do(page):
    assert "Write down what a supplier sells you" in text(page("/sourcing/"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_any_number_of_offers(
    client, member, team, count, django_assert_num_queries
):
    for _ in range(count):
        said(offered(team=team))
    client.force_login(member)
    client.get("/sourcing/")
    with django_assert_num_queries(9):
        client.get("/sourcing/")


def test_the_next_page_goes_on_where_the_first_ended(page, team, monkeypatch):
    from sourcing import listing

    for code in ("A-1", "A-2", "A-3"):
        offered(team=team, sku=factories.create_sku(team=team, code=code))
    first, more = listing.page(team, {}, "", now=timezone.now(), size=2)
    rest, end = listing.page(team, {}, listing.key_of(first[-1]), now=timezone.now(), size=2)
    assert [row.offer.sku.code for row in [*first, *rest]] == ["A-1", "A-2", "A-3"]
    assert (more, end) == (True, False)


def test_an_offer_is_written_down_with_its_steps(page, team):
    sku, supplier = factories.create_sku(team=team, code="GLOW-1"), factories.create_supplier(team=team)
    answer = page(
        "/sourcing/new/", sku="GLOW-1", supplier=supplier.pk, currency="cny", breaks="1 4.20\n50: 3.95",
        lead_hours="24", duty_percent="25",
    )  # fmt: skip
    assert "Now write down what they promise" in text(answer)
    offer = Offer.objects.get(sku=sku)
    assert [str(each) for each in offer.breaks.order_by("from_quantity")] == [
        "from 1: 4.2000",
        "from 50: 3.9500",
    ]
    assert (offer.currency, str(offer.duty_share)) == ("CNY", "0.2500")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sku": "NOPE"}, "No SKU is called NOPE"),
        ({"breaks": "fifty"}, "“fifty” is no step"),
        ({"breaks": "0 4"}, "is no step"),
        ({"breaks": "1 -4"}, "is no step"),
        ({"breaks": "1 NaN"}, "is no step"),
        ({"breaks": "1 4\n1 5"}, "begin at the same quantity"),
        ({"currency": "Dollar"}, "Three letters"),
    ],
)
def test_what_is_no_offer_is_refused_with_a_sentence(page, team, wrong, says):
    factories.create_sku(team=team, code="GLOW-1")
    supplier = factories.create_supplier(team=team)
    right = {"sku": "GLOW-1", "supplier": supplier.pk, "currency": "USD", "breaks": "1 4", "lead_hours": "24"}
    assert says in text(page("/sourcing/new/", **right | wrong))
    assert not Offer.objects.exists()


def test_another_teams_supplier_cannot_be_chosen(page, team):
    factories.create_sku(team=team, code="GLOW-1")
    theirs = factories.create_supplier(team=factories.create_team())
    page("/sourcing/new/", sku="GLOW-1", supplier=theirs.pk, currency="USD", breaks="1 4", lead_hours="24")
    assert not Offer.objects.exists()


def word(**changed) -> dict[str, str]:
    told = {"quantity": "40", "unit_price": "4.20", "holds_for": "48", "told_by": "Mei"}
    return told | {"client_uuid": "6f1c2b9e-0000-4000-8000-000000000001"} | changed


def test_a_word_is_written_down_once_however_often_it_is_pressed(page, team):
    offer = offered(team=team)
    for _ in range(2):
        answer = page(f"/sourcing/offers/{offer.pk}/", **word())
    assert "40 of 40 left" in text(answer)
    assert offer.confirmations.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"quantity": "-1"}, {"quantity": "9999999"}, {"unit_price": "0"}, {"holds_for": "9"}]
)
def test_an_absurd_word_is_not_taken(page, team, wrong):
    offer = offered(team=team)
    page(f"/sourcing/offers/{offer.pk}/", **word(**wrong))
    assert not offer.confirmations.exists()


def test_a_price_that_moved_is_flagged_against_the_word_before(page, team):
    offer = offered(team=team)
    said(offer, now=timezone.now() - timedelta(days=1))
    page(f"/sourcing/offers/{offer.pk}/", **word(unit_price="5.04"))
    assert "dearer by 20 %" in text(page("/sourcing/"))


def test_the_export_is_the_list(page, team):
    sku = factories.create_sku(team=team, code="=GLOW()", title="Lamp")
    said(offered(team=team, sku=sku))
    lines = b"".join(page("/sourcing/export/").streaming_content).decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("SKU,title,supplier,currency")
    assert lines[1].startswith("'=GLOW(),Lamp,Bright Agents,USD,4.2000,4.20,40,40,")


def test_a_supplier_shows_pauses_offers_and_weeks(page, team):
    offer = offered(team=team)
    said(offer, 0)
    today = timezone.now().date()
    url = f"/sourcing/suppliers/{offer.supplier_id}/"
    page(
        f"{url}closures/",
        from_on=today.isoformat(),
        until_on=(today + timedelta(days=9)).isoformat(),
        why="Move",
    )
    found = text(page(url))
    assert "Nobody works there from" in found
    assert "Move" in found
    assert "none left" in found
    assert SupplierClosure.objects.get().told_by


@pytest.mark.parametrize("until", ["2026-01-01", "2027-12-01", "no day"])
def test_days_off_that_cannot_be_are_refused(page, team, until):
    supplier = factories.create_supplier(team=team)
    answer = page(f"/sourcing/suppliers/{supplier.pk}/closures/", from_on="2026-12-01", until_on=until)
    assert "Not kept:" in text(answer)
    assert not SupplierClosure.objects.exists()


def test_the_same_days_off_are_kept_once(page, team):
    supplier = factories.create_supplier(team=team)
    for _ in range(2):
        page(f"/sourcing/suppliers/{supplier.pk}/closures/", from_on="2026-12-01", until_on="2026-12-03")
    assert SupplierClosure.objects.get().until_on == date(2026, 12, 3)


def test_what_is_known_of_a_supplier_is_kept(page, team):
    supplier = factories.create_supplier(team=team, name="Ningbo Bright")
    told = {
        "kind": "agent", "country": "cn", "time_zone": "Asia/Shanghai", "day_begins": "09:00", "day_ends": "18:00",
        "sends_to": "buyers", "least_units": "10", "verified_by_what": "Licence 9133", "verified_on": "2026-01-10",
         "verified_until_on": "2026-02-10",
    }  # fmt: skip
    found = text(page(f"/sourcing/suppliers/{supplier.pk}/change/", **told))
    assert "Agent in CN" in found
    assert "our buyers" in found
    assert "ran out 10 Feb 2026" in found
    assert "Their day ends after it begins" in text(
        page(f"/sourcing/suppliers/{supplier.pk}/change/", **told | {"day_ends": "08:00"})
    )
    assert "There is no such time zone" in text(
        page(f"/sourcing/suppliers/{supplier.pk}/change/", **told | {"time_zone": "Asia/Ningbo"})
    )
    assert "Ningbo Bright" in text(page("/sourcing/suppliers/"))
