"""A photograph is kept once, outside the database, and shown to its team alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo
from fulfillment.photos.reading import NotKept
from tests import factories
from tests.factories import NOW
from tests.photos.pictures import picture
from tests.racing import at_once


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def packer(team, client):
    client.force_login(factories.create_member(team=team, role=Role.INSPECTOR))
    return client


def kept(team, **more):
    return keeping.keep(team, picture(), **{"client_uuid": uuid4(), "by": None, "now": NOW, **more}).photo


def sent(client, content=None, **told):
    file = SimpleUploadedFile("photo.jpg", picture() if content is None else content)
    return client.post(reverse("photos:take"), {"client_uuid": uuid4(), "photo": file} | told)


def test_a_device_gets_the_same_receipt_however_often_it_sends(packer):
    uuid = uuid4()

    first, second = (sent(packer, client_uuid=uuid, taken_at="2026-11-24T15:02:00-08:00") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["taken_at"] == "2026-11-24T23:02:00+00:00"
    assert Photo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_picture_at_once_keep_one_and_its_files_only():
    team, uuid = factories.create_team(), uuid4()

    found = at_once(*[lambda: keeping.keep(team, picture(), client_uuid=uuid, by=None, now=NOW)] * 2)

    assert sorted(each.is_new for each in found) == [False, True]
    (row,) = Photo.objects.all()
    names = storages["photos"].listdir(str(team.pk))[1]
    assert {f"{team.pk}/{name}" for name in names} == {row.name, row.small_name}


def test_the_time_is_the_devices_else_the_cameras_else_ours(team):
    before = NOW - timedelta(hours=2)

    assert kept(team, taken_at=before).taken_at == before
    assert kept(team).taken_at == NOW


@pytest.mark.parametrize("told", ["", "yesterday", "2026-11-24T15:02:00", "2026-99-99T00:00:00Z"])
def test_a_time_without_a_zone_is_not_taken_as_told(told):
    assert keeping.told_moment(told) is None


def test_a_refusal_says_why_and_keeps_nothing(packer):
    answer = sent(packer, b"%PDF-1.7")

    assert (answer.status_code, Photo.objects.count()) == (400, 0)
    assert "no photograph" in answer.json()["problem"]
    assert packer.post(reverse("photos:take"), {"photo": "x"}).status_code == 400


def test_members_see_it_and_their_browser_keeps_it_to_itself(packer, team):
    row = kept(team)

    answer = packer.get(reverse("photos:photo", args=[row.pk]))

    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    assert answer["Cache-Control"] == "private, max-age=86400, immutable"
    assert "Cookie" in answer["Vary"]
    again = packer.get(reverse("photos:photo", args=[row.pk]), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == answer["ETag"]


def test_whoever_left_the_team_is_not_shown_what_the_browser_still_names(packer, team):
    row, tag = kept(team), {"If-None-Match": "*"}
    team.memberships.all().delete()

    for name in ("photos:photo", "photos:small"):
        assert packer.get(reverse(name, args=[row.pk]), headers=tag).status_code == 404


def test_a_form_names_a_picture_sent_ahead_or_carries_it(team):
    row = kept(team)
    file = SimpleUploadedFile("photo.jpg", picture())

    assert keeping.of_form(team, {"photo_uuid": str(row.client_uuid)}, {}, by=None, now=NOW) == row
    assert keeping.of_form(team, {"photo_uuid": ""}, {"photo": file}, by=None, now=NOW) != row
    assert keeping.of_form(team, {}, {}, by=None, now=NOW) is None


def test_a_picture_of_another_team_and_one_that_has_not_come_are_not_there(team):
    foreign = kept(factories.create_team())

    with pytest.raises(NotKept, match="not arrived"):
        keeping.of_form(team, {"photo_uuid": str(foreign.client_uuid)}, {}, by=None, now=NOW)
