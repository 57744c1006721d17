"""Whatever page is open, it says which shop's line needs somebody; pages with little room say nothing else."""

import pytest
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from tests import factories

pytestmark = pytest.mark.django_db
STRIP = 'id="freshness"'
SHORT_OF_ROOM = (
    "/channels/import/",
    "/team/webhooks/",
    "/alerts/rooms/",
    "/rulebook/",
    "/team/",
    "/labels/",
    "/receive/",
)


@pytest.fixture
def line(client):
    shop = factories.create_shop(team=factories.create_team(), name="Glow US")
    client.force_login(factories.create_member(team=shop.team, role=Role.OWNER))
    return Connection.objects.create(team=shop.team, shop=shop, state="ok", last_success_at=timezone.now())


@pytest.mark.parametrize("path", ["/", "/orders/", *SHORT_OF_ROOM])
def test_a_line_that_needs_somebody_is_said_on_every_page(client, line, path):
    Connection.objects.filter(pk=line.pk).update(state="needs_attention", problem="The consent has run out.")

    text = client.get(path, follow=True).content.decode()

    assert STRIP in text
    assert "he consent has run out" in text


def test_a_page_with_little_room_says_nothing_while_all_is_well(client, line):
    assert STRIP in client.get("/").content.decode()
    for path in SHORT_OF_ROOM:
        assert STRIP not in client.get(path, follow=True).content.decode()
