"""The buttons of an order: the change, its event, its Undo, and who may press them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import ChangedOrder, Hold, Order, OrderEvent
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return factories.create_order(shop=factories.create_shop(team=factories.create_team()))


@pytest.fixture
def client(order):
    return signed_in(order.team)


def hold_of(order):
    return Hold.objects.create(
        team=order.team, order=order, reason="by_hand", owner="us", action="release_hold", placed_at=utc_now()
    )


def press(client, order, act, **form):
    return client.post(f"/orders/{order.pk}/{act}/", form, follow=True)


def undo(client, response):
    """Presses the Undo button of the message."""
    (url,) = re.findall(r'action="(/orders/acts/\d+/undo/)"', response.content.decode())
    return client.post(url, follow=True)


def kinds(order):
    """What people did, in order."""
    mine = OrderEvent.objects.filter(order=order, source="person")
    return list(mine.order_by("pk").values_list("kind", flat=True))


def test_hold_places_one_and_undo_releases_it(order, client):
    response = press(client, order, "hold", evidence="lid cracked")

    hold = Hold.objects.get(order=order)
    assert (hold.evidence, hold.placed_by, hold.blocks) == ("lid cracked", client.user, True)
    assert ChangedOrder.objects.filter(order=order).exists()
    order.refresh_from_db()
    assert "by_hand" in [reason["code"] for reason in order.reasons]
    assert "lid cracked" in response.content.decode()

    assert "Undone." in undo(client, response).content.decode()
    assert not Hold.objects.open().exists()
    assert kinds(order) == ["hold.placed", "hold.released"]


def test_a_second_hold_changes_nothing_and_says_so(order, client):
    press(client, order, "hold", evidence="lid cracked")
    page = press(client, order, "hold", evidence="lid cracked").content.decode()

    assert "nothing changed: it was on hold already" in page
    assert Hold.objects.count() == 1


def test_release_and_its_undo(order, client):
    hold = hold_of(order)

    response = press(client, order, f"holds/{hold.pk}/release")
    assert not Hold.objects.open().exists()

    undo(client, response)
    assert Hold.objects.open().get() == hold
    assert kinds(order) == ["hold.released", "hold.reopened"]


def test_a_hold_is_released_by_the_address_of_its_own_order_only(order, client):
    hold = hold_of(factories.create_order(shop=order.shop))

    assert press(client, order, f"holds/{hold.pk}/release").status_code == 404
    assert Hold.objects.open().exists()


def test_snooze_wake_and_their_undo(order, client):
    response = press(client, order, "snooze", hours="16")
    order.refresh_from_db()
    until_at = order.snoozed_until_at
    assert timedelta(hours=15.9) < until_at - utc_now() <= timedelta(hours=16)
    assert order.snoozed_by == client.user

    woken = press(client, order, "wake")
    order.refresh_from_db()
    assert order.snoozed_until_at is None

    undo(client, woken)
    order.refresh_from_db()
    assert order.snoozed_until_at == until_at

    client.post(re.search(r"/orders/acts/\d+/undo/", response.content.decode())[0])
    order.refresh_from_db()
    assert order.snoozed_until_at is None
    assert kinds(order)[:2] == ["order.snoozed", "order.woken"]


@pytest.mark.parametrize("hours", ["0", "-4", "721", "soon"])
def test_a_snooze_without_sense_changes_nothing(order, client, hours):
    assert "1 to 720 hours" in press(client, order, "snooze", hours=hours).content.decode()
    order.refresh_from_db()
    assert order.snoozed_until_at is None


def test_assign_to_a_member_to_nobody_and_back(order, client):
    colleague = factories.create_member(team=order.team)

    press(client, order, "assign", user=str(colleague.pk))
    response = press(client, order, "assign", user="")
    order.refresh_from_db()
    assert order.assignee is None

    undo(client, response)
    order.refresh_from_db()
    assert order.assignee == colleague
    assert kinds(order) == ["order.assigned", "order.assigned", "order.assignment_undone"]


@pytest.mark.parametrize("who", ["outsider", "nonsense"])
def test_only_members_can_be_assigned(order, client, who):
    outsider = factories.create_member(team=factories.create_team())
    user = str(outsider.pk) if who == "outsider" else who

    assert "Only a member" in press(client, order, "assign", user=user).content.decode()
    order.refresh_from_db()
    assert order.assignee is None


def wait_for_a_scan(order):
    Order.objects.filter(pk=order.pk).update(
        status="ready", packages_total=1, labelled_at=utc_now() - timedelta(hours=9)
    )


def test_asking_the_carrier_is_noted_and_undone(order, client):
    wait_for_a_scan(order)
    response = press(client, order, "ask-carrier", note="case 12")

    event = OrderEvent.objects.get(order=order, source="person")
    assert (event.kind, event.data, event.actor) == ("carrier.asked", {"note": "case 12"}, client.user)
    order.refresh_from_db()
    assert (order.carrier_asked_at, order.carrier_asked_by) == (event.happened_at, client.user)
    assert order.next_action == "follow_up"

    undo(client, response)
    order.refresh_from_db()
    assert (order.carrier_asked_at, order.next_action) == (None, "ask_carrier")
    assert kinds(order) == ["carrier.asked", "carrier.asking_undone"]


def test_undoing_the_second_asking_leaves_the_first(order, client):
    wait_for_a_scan(order)
    press(client, order, "ask-carrier")
    order.refresh_from_db()
    first_at = order.carrier_asked_at
    other = signed_in(order.team)

    undo(other, press(other, order, "ask-carrier"))
    order.refresh_from_db()
    assert (order.carrier_asked_at, order.carrier_asked_by) == (first_at, client.user)


def test_a_parcel_that_was_scanned_is_asked_about_no_more(order, client):
    Order.objects.update(is_open=False)

    assert "nothing changed: it was no longer open" in press(client, order, "ask-carrier").content.decode()
    assert kinds(order) == []


def test_undo_works_once_and_only_for_who_acted(order, client):
    response = press(client, order, "snooze")
    url = re.search(r"/orders/acts/\d+/undo/", response.content.decode())[0]

    assert "can no longer be undone" in signed_in(order.team).post(url, follow=True).content.decode()
    undo(client, response)
    assert "It was undone already." in client.post(url, follow=True).content.decode()


def test_undo_leaves_what_somebody_changed_since(order, client):
    response = press(client, order, "snooze", hours="4")
    later = utc_now() + timedelta(days=3)
    Order.objects.update(snoozed_until_at=later)

    assert "somebody has changed it since" in undo(client, response).content.decode()
    order.refresh_from_db()
    assert order.snoozed_until_at == later


def test_an_htmx_press_stays_on_the_page_and_refreshes_the_lists(order, client):
    response = client.post(f"/orders/{order.pk}/snooze/", headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response["HX-Trigger"] == "order-changed"
    assert 'hx-swap-oob="beforeend"' in response.content.decode()
    assert "Undo" in response.content.decode()


def test_a_plain_press_returns_to_the_page_it_stood_on_but_never_elsewhere(order, client):
    url = f"/orders/{order.pk}/snooze/"

    assert client.post(url, {"next": "/orders/?open=on"})["Location"] == "/orders/?open=on"
    assert (
        client.post(url, headers={"Referer": "https://evil.example/"})["Location"] == f"/orders/{order.pk}/"
    )


ACTS = ["hold", "snooze", "wake", "assign", "ask-carrier", "holds/{hold}/release"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("role", "status"), [(Role.OWNER, 302), (Role.MANAGER, 302), (Role.OPERATOR, 302), (Role.INSPECTOR, 403)]
)
def test_who_may_act(order, act, role, status):
    url = f"/orders/{order.pk}/{act.format(hold=hold_of(order).pk)}/"

    assert signed_in(order.team, role).post(url).status_code == status


@pytest.mark.parametrize("act", ACTS)
def test_outsiders_find_nothing_and_nobody_acts_without_signing_in(order, act):
    url = f"/orders/{order.pk}/{act.format(hold=hold_of(order).pk)}/"

    assert signed_in(factories.create_team(), Role.OWNER).post(url).status_code == 404
    assert "/accounts/login/" in Client().post(url)["Location"]
    assert not OrderEvent.objects.exists()


def test_an_act_is_never_a_get(order, client):
    assert client.get(f"/orders/{order.pk}/hold/").status_code == 405
