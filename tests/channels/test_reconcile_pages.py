"""The reconciliation page says of every differing order what each side shows of it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.comparing import Cause, Kind
from fulfillment.channels.models import Connection, Discrepancy, Reconciliation
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "there", "here", "shown"),
    [
        (Kind.MISSING_HERE, "", "", "<td>listed, state not told<small>not here</small></td>"),
        (Kind.MISSING_HERE, "ON_HOLD", "", "<td>ON_HOLD<small>not here</small></td>"),
        (Kind.MISSING_THERE, "", "COMPLETED", "<td>not listed<small>COMPLETED</small></td>"),
    ],
)
def test_an_order_that_the_channel_lists_is_not_called_unlisted(client, kind, there, here, shown):
    shop = factories.create_shop(team=factories.create_team())
    client.force_login(factories.create_member(team=shop.team, role=Role.OPERATOR))
    Connection.objects.create(team=shop.team, shop=shop)
    Discrepancy.objects.create(
        team=shop.team, shop=shop, placed_on=date(2026, 11, 25), external_id="5771", kind=kind,
        cause=Cause.QUARANTINED, status_there=there, status_here=here, found_at=timezone.now(),
    )  # fmt: skip

    assert shown in client.get(reverse("channels:reconciliation")).content.decode()


@pytest.mark.django_db
def test_old_days_on_which_both_sides_agree_are_folded_and_others_stand_open(client):
    shop = factories.create_shop(team=factories.create_team())
    client.force_login(factories.create_member(team=shop.team, role=Role.OPERATOR))
    Connection.objects.create(team=shop.team, shop=shop)
    for day in range(1, 21):
        compared_at = None if day == 2 else timezone.now()
        Reconciliation.objects.create(
            team=shop.team,
            shop=shop,
            placed_on=date(2026, 11, day),
            compared_at=compared_at,
            theirs=1,
            ours=1,
        )
    Discrepancy.objects.create(
        team=shop.team, shop=shop, placed_on=date(2026, 11, 5), external_id="5771", kind=Kind.MISSING_HERE,
        cause=Cause.QUARANTINED, found_at=timezone.now(),
    )  # fmt: skip

    text = client.get(reverse("channels:reconciliation")).content.decode()

    shown, _, folded = text.partition("15 earlier days: both sides agree")
    for day in ("Fri 20 Nov", "Wed 18 Nov", "Thu 5 Nov", "Mon 2 Nov"):
        assert day in shown
        assert day not in folded
    assert "Tue 17 Nov" in folded
