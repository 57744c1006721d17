"""A picture that comes in parts: resumed where it broke off, and no part counts twice."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.captures import parts
from fulfillment.inspections.models import InspectionPhoto
from tests import factories
from tests.factories import NOW
from tests.inspections.tablets import Tablet
from tests.photos.pictures import picture
from tests.warehouse.stock import create_lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


def test_parts_come_one_after_the_other_and_each_once(team):
    uuid = uuid4()

    assert parts.bring(team, uuid, 1, b"late") == 0
    assert parts.bring(team, uuid, 0, b"a" * parts.PART) == 1
    assert parts.bring(team, uuid, 0, b"again") == 1
    assert parts.bring(team, uuid, 1, b"") == 1
    assert parts.bring(team, uuid, 1, b"b" * (parts.PART + 1)) == 1
    assert parts.bring(team, uuid, 1, b"b") == 2
    assert parts.whole(team, uuid).read() == b"a" * parts.PART + b"b"


def test_another_team_has_none_of_them(team):
    uuid = uuid4()
    parts.bring(team, uuid, 0, b"ours")

    assert parts.whole(factories.create_team(), uuid) is None


def test_a_picture_in_parts_is_taken_with_its_item_and_its_parts_are_gone(
    team, client, django_capture_on_commit_callbacks
):
    by = factories.create_member(team=team, role=Role.INSPECTOR)
    tablet = Tablet(by, create_lot(sku=factories.create_sku(team=team), is_quarantined=True))
    item = tablet.item("photo", number=1)
    content = picture(width=1600, height=1200)
    client.force_login(by)
    place = reverse("captures:parts", args=[item.client_uuid])
    step = len(content) // 2 + 1
    for number in range(2):
        cut = content[number * step : (number + 1) * step]
        answer = client.post(f"{place}?part={number}", cut, content_type="application/octet-stream")
        assert answer.json() == {"have": number + 1}
    told = {
        "client_uuid": str(item.client_uuid), "kind": "photo", "captured_at": (NOW + timedelta(minutes=1)).isoformat(),
        "owner": by.pk, "payload": item.payload,
    }  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        receipt = client.post(reverse("inspections:items"), {"item": json.dumps(told)})

    assert receipt.json()["outcome"] == "taken"
    assert (InspectionPhoto.objects.get().photo.width, client.get(place).json()) == (1600, {"have": 0})
    assert storages["photos"].exists(InspectionPhoto.objects.get().photo.name)
