"""A supplier disputes a report on their page; the team rules once, they read it, and nothing that was found changes."""

import pytest
from django.test import Client
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.alerts.models import Alert
from fulfillment.inspections.following import disputing
from fulfillment.inspections.models import ReportDispute, Ruling
from fulfillment.warehouse.refusing import NotDone
from sourcing.portal import doors
from tests import factories
from tests.racing import at_once
from tests.sourcing.test_portal_reports import failed

SAYS = "The plug was for another country."


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def report(team):
    return failed(team, "BRIGHT")[0]


@pytest.fixture
def page(report):
    return f"/supplier/{doors.make(report.supplier, now=timezone.now()).token}/reports/"


@pytest.fixture
def manager(team):
    browser = Client()
    browser.force_login(factories.create_member(team=team, role=Role.MANAGER))
    return browser


def said(client, page, report, words=SAYS):
    return client.post(f"{page}{report.pk}/dispute/", {"words": words}, follow=True).content.decode()


def test_what_the_supplier_says_waits_for_a_ruling_with_an_alert_and_may_be_said_otherwise(
    page, report, client
):
    assert "we look at it" in said(client, page, report)
    said(client, page, report, "The plug was for another country: see the order.")

    assert ReportDispute.objects.get().words.endswith("see the order.")
    assert Alert.objects.open().filter(kind_code="report_disputed").count() == 1
    assert "see the order." in client.get(page).content.decode()


def test_the_ruling_stands_on_their_page_ends_the_alert_and_is_the_last_word(page, report, client, manager):
    said(client, page, report)
    row, verdict = ReportDispute.objects.get(), report.verdict

    told = manager.post(
        f"/inspections/disputes/{row.pk}/rule/", {"ruling": "stands", "words": "Tried twice."}, follow=True
    )

    assert "The report stands" in told.content.decode()
    theirs = client.get(page).content.decode()
    assert ("Tried twice." in theirs, "You see it differently?" in theirs) == (True, False)
    assert not Alert.objects.open().exists()
    assert "answered already" in said(client, page, report, "But no")
    report.refresh_from_db()
    assert (report.verdict, ReportDispute.objects.get().words) == (verdict, SAYS)


def test_a_ruling_that_is_taken_back_waits_again(page, report, client, manager):
    said(client, page, report)
    row = ReportDispute.objects.get()
    manager.post(f"/inspections/disputes/{row.pk}/rule/", {"ruling": "upheld"})

    manager.post(f"/inspections/disputes/{row.pk}/undo/")

    row.refresh_from_db()
    assert (row.ruling, row.ruled_at, row.ruled_by) == ("", None, None)
    assert Alert.objects.open().filter(kind_code="report_disputed").exists()


@pytest.mark.parametrize(
    "form", [{"ruling": ""}, {"ruling": "maybe"}, {}, {"ruling": "stands", "words": "x" * 501}]
)
def test_an_odd_ruling_rules_nothing(page, report, client, manager, form):
    said(client, page, report)
    row = ReportDispute.objects.get()

    told = manager.post(f"/inspections/disputes/{row.pk}/rule/", form, follow=True).content.decode()

    assert "Not ruled" in told
    assert ReportDispute.objects.get().ruling == ""


def test_nothing_said_is_nothing_disputed(page, report, client):
    assert "Not saved" in said(client, page, report, "   ")
    assert not ReportDispute.objects.exists()


def test_nobody_disputes_another_suppliers_report_nor_one_that_passed(team, page, client):
    other, _ = failed(team, "DARK")

    assert client.post(f"{page}{other.pk}/dispute/", {"words": SAYS}).status_code == 404
    mine = doors.make(other.supplier, now=timezone.now()).token
    type(other).objects.filter(pk=other.pk).update(verdict="passed")
    assert client.post(f"/supplier/{mine}/reports/{other.pk}/dispute/", {"words": SAYS}).status_code == 404
    assert not ReportDispute.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_rule_at_once_leave_one_ruling():
    report, _ = failed(factories.create_team(), "BRIGHT")
    row = disputing.dispute(report, SAYS, now=timezone.now())

    def ruling(which):
        def act():
            try:
                disputing.rule(row, which, "", by=None, now=timezone.now())
            except NotDone:
                return 0
            return 1

        return act

    assert sum(at_once(ruling(Ruling.STANDS), ruling(Ruling.UPHELD))) == 1
