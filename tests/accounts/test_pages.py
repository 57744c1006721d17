"""The team page, switching teams, logging in, and the link by which a new member sets a password."""

import re
import smtplib

import pytest
from django.core import mail
from django.urls import reverse

from fulfillment.accounts.models import Membership, User
from fulfillment.accounts.roles import Role
from tests.factories import create_member, create_team, create_user

# An empty Valkey each: failed logins are counted there.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey_url")]

PASSWORD = "first-scan-2026"
CHOSEN = "quite-another-2026"


@pytest.fixture
def team():
    return create_team(slug="glow")


@pytest.fixture
def owner(team, client):
    """An owner who is logged in."""
    user = create_member(team=team, role=Role.OWNER, email="owner@example.com")
    client.force_login(user)
    return user


def said(response) -> str:
    """What the page that follows tells."""
    return " ".join(str(message) for message in response.context["messages"])


def invite(client, email="new@example.com", role="operator"):
    return client.post(reverse("team"), {"email": email, "role": role}, follow=True)


def row_of(email: str) -> Membership:
    return Membership.objects.get(user__email=email)


def row_of_team(email: str, team) -> Membership:
    return Membership.objects.get(user__email=email, team=team)


def test_the_page_lists_the_teams_members_only(client, owner, team):
    create_member(team=team, email="colleague@example.com")
    create_member(team=create_team(), email="stranger@example.com")

    page = client.get(reverse("team")).content.decode()

    assert "colleague@example.com" in page
    assert "stranger@example.com" not in page


def test_an_invited_member_sets_a_password_by_the_link_in_the_mail_and_logs_in(client, owner):
    assert "new@example.com is invited" in said(invite(client))
    (sent,) = mail.outbox
    assert sent.to == ["new@example.com"]
    assert sent.subject == "owner@example.com invites you to Glow Traders on Firstscan"
    assert "has put you on the team Glow Traders as operator" in sent.body
    assert "It works once, within three days" in sent.body
    (link,) = re.findall(r"http://testserver(/\S+)", sent.body)
    client.logout()

    form = client.get(link, follow=True)
    saved = client.post(form.request["PATH_INFO"], {"password1": CHOSEN, "password2": CHOSEN}, follow=True)

    assert "Your new password is saved" in saved.content.decode()
    logged_in = client.post(reverse("account_login"), {"login": "new@example.com", "password": CHOSEN})
    assert (logged_in.status_code, logged_in["Location"]) == (302, "/")
    assert "This link no longer works" in client.get(link, follow=True).content.decode()


def test_a_known_person_is_on_the_team_at_once_and_hears_of_it_without_a_password_link(client, owner):
    create_user(email="known@example.com")

    assert said(invite(client, "known@example.com")) == "known@example.com can open this team now."
    (sent,) = mail.outbox
    assert "Log in as always" in sent.body
    assert "http://testserver/accounts/login/" in sent.body
    assert "/password/" not in sent.body


def test_the_mail_says_names_as_they_are_written(client, owner, team):
    type(team).objects.filter(pk=team.pk).update(name="Müller & <Söhne>\r\nBcc: x@example.com")

    invite(client)

    (sent,) = mail.outbox
    assert "Müller & <Söhne>" in sent.subject
    assert "Müller & <Söhne>" in sent.body
    assert sent.recipients() == ["new@example.com"]


def test_an_invited_person_is_marked_and_the_link_can_be_sent_again(client, owner):
    invite(client)
    page = " ".join(client.get(reverse("team")).content.decode().split())
    assert "Has not set a password yet" in page
    assert "Withdraw the invitation of new@example.com?" in page

    again = client.post(reverse("team-invite-again", args=[row_of("new@example.com").pk]), follow=True)

    assert "Another link is on its way to new@example.com" in said(again)
    links = [re.findall(r"http://testserver(/\S+)", sent.body)[0] for sent in mail.outbox]
    assert len(links) == 2
    assert "Choose a new password" in client.get(links[1], follow=True).content.decode()


def test_who_has_a_password_gets_no_second_link(client, owner, team):
    create_member(team=team, email="ann@example.com")

    again = client.post(reverse("team-invite-again", args=[row_of("ann@example.com").pk]), follow=True)

    assert "has a password already" in said(again)
    assert mail.outbox == []


def test_a_withdrawn_invitation_opens_nothing_of_the_team(client, owner):
    invite(client)
    (link,) = re.findall(r"http://testserver(/\S+)", mail.outbox[0].body)

    gone = client.post(reverse("team-remove", args=[row_of("new@example.com").pk]), follow=True)
    assert "The invitation of new@example.com is withdrawn" in said(gone)

    client.logout()
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": CHOSEN, "password2": CHOSEN})
    client.post(reverse("account_login"), {"login": "new@example.com", "password": CHOSEN})
    assert client.get("/orders/").status_code == 403


def test_the_only_owner_sees_why_they_stay_instead_of_buttons_that_fail(client, owner, team):
    def page() -> str:
        return " ".join(client.get(reverse("team")).content.decode().split())

    mine = row_of("owner@example.com").pk
    assert "The only one: make somebody else owner" in page()
    assert reverse("team-remove", args=[mine]) not in page()

    create_member(team=team, role=Role.OWNER, email="second@example.com")
    assert "The only one" not in page()
    assert reverse("team-remove", args=[mine]) in page()


@pytest.mark.parametrize(
    ("name", "told"), [("team-role", "You are manager now."), ("team-remove", "You have left Glow Traders.")]
)
def test_who_gives_up_the_role_or_leaves_lands_on_a_page_that_opens(client, owner, team, name, told):
    create_member(team=team, role=Role.OWNER, email="second@example.com")
    other = Membership.objects.create(team=create_team(), user=owner, role=Role.OPERATOR)

    done = client.post(reverse(name, args=[row_of_team("owner@example.com", team).pk]), {"role": "manager"})

    assert done["Location"] == "/"
    assert told in said(client.get("/"))
    assert other.pk


def test_owners_stand_first_then_by_what_they_may(client, owner, team):
    for role in (Role.INSPECTOR, Role.MANAGER, Role.OPERATOR):
        create_member(team=team, role=role, email=f"{role}@example.com")

    members = client.get(reverse("team")).context["members"]

    assert [each["row"].role for each in members] == ["owner", "manager", "operator", "inspector"]


def test_inviting_a_member_again_changes_nothing(client, owner, team):
    create_member(team=team, email="ann@example.com", role=Role.INSPECTOR)

    assert "on this team already" in said(invite(client, "ann@example.com", "owner"))
    assert row_of("ann@example.com").role == "inspector"


@pytest.mark.parametrize(
    ("email", "role"), [("no address", "operator"), ("a@example.com", "emperor"), ("", "")]
)
def test_a_wrong_invitation_stays_on_the_form(client, owner, email, role):
    response = invite(client, email, role)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert Membership.objects.count() == 1


def test_an_invitation_that_cannot_be_mailed_says_what_to_do(client, owner, monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    assert "our e-mail did not leave. Send them to http://testserver/accounts/password/reset/" in said(
        invite(client)
    )
    assert row_of("new@example.com").role == "operator"


def test_a_role_is_changed_and_a_member_removed(client, owner, team):
    create_member(team=team, email="ann@example.com")
    pk = row_of("ann@example.com").pk

    changed = client.post(reverse("team-role", args=[pk]), {"role": "manager"}, follow=True)
    assert said(changed) == "ann@example.com is manager now."
    assert row_of("ann@example.com").role == "manager"

    removed = client.post(reverse("team-remove", args=[pk]), follow=True)
    assert "can no longer open this team" in said(removed)
    assert not Membership.objects.filter(pk=pk).exists()
    assert User.objects.filter(email="ann@example.com").exists()


def test_the_last_owner_is_told_why_they_stay(client, owner):
    pk = row_of("owner@example.com").pk

    assert "at least one owner" in said(client.post(reverse("team-remove", args=[pk]), follow=True))
    demoted = client.post(reverse("team-role", args=[pk]), {"role": "inspector"}, follow=True)
    assert "at least one owner" in said(demoted)
    assert row_of("owner@example.com").role == "owner"


def test_a_role_that_does_not_exist_is_refused(client, owner):
    pk = row_of("owner@example.com").pk

    assert (
        said(client.post(reverse("team-role", args=[pk]), {"role": "emperor"}, follow=True))
        == "There is no such role."
    )


@pytest.mark.parametrize("name", ["team-role", "team-remove"])
def test_members_of_other_teams_do_not_exist_here(client, owner, name):
    create_member(team=create_team(), email="stranger@example.com")
    pk = row_of("stranger@example.com").pk

    assert client.post(reverse(name, args=[pk]), {"role": "inspector"}).status_code == 404
    assert row_of("stranger@example.com").role == "operator"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OPERATOR, Role.INSPECTOR])
def test_only_owners_manage_the_team(client, team, role):
    client.force_login(create_member(team=team, role=role, email="ann@example.com"))

    assert client.get(reverse("team")).status_code == 403
    assert invite(client).status_code == 403
    pk = row_of("ann@example.com").pk
    assert client.post(reverse("team-role", args=[pk]), {"role": "owner"}).status_code == 403
    assert row_of("ann@example.com").role == role


def test_switching_to_another_team_of_ones_own_lasts(client, owner, team):
    other = create_team(slug="other", name="Other Traders")
    Membership.objects.create(team=other, user=owner, role=Role.OWNER)

    assert client.post(reverse("switch-team"), {"team": "other"})["Location"] == "/"
    assert "Other Traders" in client.get(reverse("team")).content.decode()

    client.logout()
    client.force_login(owner)
    assert (
        client.get(reverse("team")).context["request"].team == other
    )  # the last used one, in a new session too


def test_nobody_switches_to_a_team_they_are_not_on(client, owner):
    create_team(slug="theirs")

    assert client.post(reverse("switch-team"), {"team": "theirs"}).status_code == 404
    assert client.post(reverse("switch-team")).status_code == 404


def test_a_member_who_was_removed_is_out_at_once(client, owner, team):
    other = create_team()
    Membership.objects.create(team=other, user=owner, role=Role.OWNER)
    client.post(reverse("switch-team"), {"team": other.slug})

    Membership.objects.filter(team=other).delete()

    assert client.get(reverse("team")).context["request"].team == team


def test_logging_in_leads_to_where_one_wanted_to_go(client):
    create_member(team=create_team(), role=Role.OWNER, email="ann@example.com")
    asked = client.get(reverse("team"))
    assert asked["Location"] == "/accounts/login/?next=/team/"
    form = client.get(asked["Location"])
    assert 'value="/team/"' in form.content.decode()

    done = client.post(
        reverse("account_login"), {"login": "Ann@Example.com", "password": PASSWORD, "next": "/team/"}
    )

    assert done["Location"] == "/team/"


@pytest.mark.parametrize(
    ("email", "password"), [("ann@example.com", "wrong"), ("nobody@example.com", PASSWORD)]
)
def test_a_wrong_login_does_not_say_which_half_was_wrong(client, email, password):
    create_user(email="ann@example.com")

    response = client.post(reverse("account_login"), {"login": email, "password": password})

    assert response.status_code == 200
    assert "not correct" in " ".join(response.context["form"].non_field_errors())


def test_a_login_never_leads_to_another_site(client):
    create_member(team=create_team(), role=Role.OWNER, email="ann@example.com")
    form = {"login": "ann@example.com", "password": PASSWORD, "next": "https://evil.example/"}

    assert client.post(reverse("account_login"), form)["Location"] == "/"


def test_nobody_signs_up_alone(client):
    form = {"email": "me@example.com", "password1": CHOSEN, "password2": CHOSEN}

    client.post(reverse("account_signup"), form)

    assert not User.objects.exists()


def test_a_forgotten_password_does_not_tell_who_has_an_account(client):
    create_user(email="ann@example.com")

    known = client.post(reverse("account_reset_password"), {"email": "ann@example.com"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

    assert known["Location"] == unknown["Location"] == reverse("account_reset_password_done")
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["ann@example.com"], "Set your Firstscan password"),
        (["nobody@example.com"], "No Firstscan account with this address"),
    ]
    assert "signup" not in mail.outbox[1].body
