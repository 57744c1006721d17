"""Photographs in a bucket instead of on the disk: over real HTTP, to a server that speaks S3's language."""

from uuid import uuid4

import boto3
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from moto.server import ThreadedMotoServer
from PIL import Image

from fulfillment import settings as ours
from fulfillment.accounts.roles import Role
from fulfillment.captures import parts
from fulfillment.photos import keeping
from tests import factories
from tests.factories import NOW
from tests.photos.pictures import picture

KEYS = {"aws_access_key_id": "somebody", "aws_secret_access_key": "something", "region_name": "us-east-1"}


@pytest.fixture
def bucket(settings, monkeypatch):
    """What PHOTO_BUCKET and PHOTO_BUCKET_URL name, as settings.py makes a store of it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for key in ("aws_access_key_id", "aws_secret_access_key"):
        monkeypatch.setenv(key.upper(), KEYS[key])
    monkeypatch.setenv("AWS_DEFAULT_REGION", KEYS["region_name"])
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **KEYS)
    name = f"photos-{uuid4()}"
    client.create_bucket(Bucket=name)
    options = ours.PHOTO_BUCKET | {"bucket_name": name, "endpoint_url": f"http://{host}:{port}"}
    store = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"photos": store}
    yield lambda: sorted(each["Key"] for each in client.list_objects_v2(Bucket=name).get("Contents", []))
    client.close()
    server.stop()


@pytest.fixture
def team(db, bucket):
    return factories.create_team()


def test_a_picture_and_its_thumbnail_lie_in_the_bucket_and_are_shown_to_the_team_alone(team, client, bucket):
    client.force_login(factories.create_member(team=team, role=Role.INSPECTOR))
    uuid = uuid4()
    for _ in range(2):  # sent again it is the same one
        told = {"client_uuid": uuid, "photo": SimpleUploadedFile("photo.jpg", picture())}
        row = client.post(reverse("photos:take"), told).json()

    assert len(bucket()) == 2
    assert all(name.startswith(f"{team.pk}/") for name in bucket())
    for url in (row["url"], row["small"]):
        assert b"".join(client.get(url).streaming_content)[:3] == b"\xff\xd8\xff"
    client.force_login(factories.create_member(team=factories.create_team(slug="other"), role=Role.INSPECTOR))
    assert client.get(row["url"]).status_code == 404


def test_its_place_is_not_in_the_bucket_and_its_time_is(team):
    brought = picture(taken="2026:11:24 15:02:00", place={1: "N", 2: (51.0, 30.0, 0.0)})
    kept = keeping.keep(team, brought, client_uuid=uuid4(), by=None, now=NOW).photo
    with storages["photos"].open(kept.name) as file, Image.open(file) as image:
        exif = image.getexif()
    assert not exif.get_ifd(0x8825)
    assert exif.get_ifd(0x8769)[0x9003] == "2026:11:24 15:02:00"


def test_parts_lie_there_until_the_picture_is_whole(team, bucket):
    uuid, content = uuid4(), b"x" * (parts.PART + 5)
    assert parts.bring(team, uuid, 0, content[: parts.PART]) == 1
    assert parts.bring(team, uuid, 0, content[: parts.PART]) == 1  # again
    assert parts.bring(team, uuid, 1, content[parts.PART :]) == 2
    assert parts.have(team, uuid) == 2
    assert parts.whole(team, uuid).read() == content


def test_a_picture_that_is_forgotten_leaves_the_bucket(team, bucket, django_capture_on_commit_callbacks):
    row = keeping.keep(team, picture(), client_uuid=uuid4(), by=None, now=NOW).photo
    with django_capture_on_commit_callbacks(execute=True):
        keeping.forget([row.pk])
    assert bucket() == []
