"""Acts on many orders: what is said before, done once, told of each order, undone together."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Hold, Order, OrderEvent
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
ACTS = ["hold", "release", "snooze", "assign", "ask-carrier"]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def create_orders(shop, number, **fields):
    """With a parcel each, so that every act means something to them."""
    fields = {"packages_total": 1} | fields
    return [factories.create_order(shop=shop, **fields).pk for _ in range(number)]


def preview(client, act, ids, **form):
    return client.post(f"/orders/bulk/{act}/preview/", {"order": ids} | form)


def previewed(client, act, ids, **form):
    return text(preview(client, act, ids, **form))


def press(client, act, ids, **form):
    return text(client.post(f"/orders/bulk/{act}/", {"order": ids} | why(act) | form, follow=True))


def why(act):
    return {"evidence": "lid cracked"} if act == "hold" else {}


def confirm(client, answer, act, **form):
    """Sends the form that the preview shows, as a browser without JavaScript would."""
    page = answer.content.decode()
    assert f'action="/orders/bulk/{act}/"' in page
    hidden = dict(re.findall(r'<input type="hidden" name="(orders|next)" value="([^"]*)"', page))
    return client.post(f"/orders/bulk/{act}/", hidden | why(act) | form, follow=True)


def test_many_are_held_only_with_a_reason_as_one_is(client, shop):
    order = factories.create_order(shop=shop)

    page = press(client, "hold", [order.pk], evidence=" ")

    assert "Say why it must not ship" in page
    assert not Hold.objects.exists()


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def undo(client, page):
    (url,) = re.findall(r'action="(/orders/acts/\d+/undo/)"', page.content.decode())
    return text(client.post(url, {"next": "/orders/"}, follow=True))


def label(pk):
    return Order.objects.get(pk=pk).external_id


def results(answer):
    """What the result says of each order, by id."""
    rows = re.findall(
        r'<tr><td class="nowrap"><a href="/orders/(\d+)/">.*?</tr>', answer.content.decode(), re.S
    )
    cells = re.findall(r"(Done: [^<]+|Left out: [^<]+)</span>", answer.content.decode())
    return dict(zip(map(int, rows), cells, strict=True))


def test_the_preview_says_what_will_happen_to_which_and_changes_nothing(shop, client):
    ids = create_orders(shop, 3)
    sent = create_orders(shop, 1, is_open=False, stage="in_transit")
    unpaid = create_orders(shop, 1, is_open=False, stage="unpaid")
    theirs = create_orders(shop, 1, is_open=False, stage="to_ship", shipping_type="platform_warehouse")
    press(client, "hold", ids[:1])
    events = OrderEvent.objects.count()

    page = previewed(client, "hold", [*ids, *sent, *unpaid, *theirs])

    assert "Hold 2 orders" in page
    assert (
        "4 of 6 are left out: 1 on hold already, 1 no longer open: in transit, 1 not paid yet, 1 not ours to ship."
        in page
    )
    assert page.count("is put on hold") == 2
    assert (Hold.objects.count(), OrderEvent.objects.count()) == (1, events)


@pytest.mark.parametrize(
    ("act", "heading"),
    [
        ("hold", "Hold 1 order"),
        ("snooze", "Snooze 1 order"),
        ("assign", "Assign 1 order"),
        ("ask-carrier", "Note that the carrier was asked about 1 order"),
    ],
)
def test_each_act_has_its_words(shop, client, act, heading):
    page = preview(client, act, create_orders(shop, 1), follow=True).content.decode()

    assert f'<h2 id="bulk-title">{heading}</h2>' in page


def test_release_leaves_out_what_a_person_cannot_lift(shop, client):
    plain, by_hand, other = (Order.objects.get(pk=pk) for pk in create_orders(shop, 3))
    press(client, "hold", [by_hand.pk])
    place_hold(other, reason="failed_inspection", owner="inspection", action="inspect", now=timezone.now())

    page = previewed(client, "release", [plain.pk, by_hand.pk, other.pk])

    assert "Release 1 order" in page
    assert "2 of 3 are left out: 1 not on hold, 1 on hold for a reason that is not lifted by hand." in page


def test_where_nothing_can_change_there_is_nothing_to_confirm(shop, client):
    answer = preview(client, "release", create_orders(shop, 2))

    assert "Release: nothing to change" in text(answer)
    assert "data-bulk-do" not in answer.content.decode()


def test_hold_with_a_reason_tells_of_each_order_and_undo_takes_back_only_its_own(shop, client):
    ids = create_orders(shop, 8)
    press(client, "hold", ids[:1])

    answer = confirm(client, preview(client, "hold", ids), "hold", evidence="wrong colour")

    assert answer.redirect_chain, "reloading the result does nothing twice"
    assert "7 on hold; 1 left out: 1 on hold already." in text(answer)
    assert results(answer) == {ids[0]: "Left out: on hold already"} | dict.fromkeys(ids[1:], "Done: on hold")
    assert Hold.objects.open().filter(evidence="wrong colour").count() == 7

    assert "Undone for 7 orders." in undo(client, answer)
    assert Hold.objects.open().get().order_id == ids[0]


def test_the_result_is_found_again_until_it_is_no_longer_kept(shop, client):
    ids = create_orders(shop, 2)
    answer = confirm(client, preview(client, "snooze", ids), "snooze", hours="72")
    (url, _), *_ = answer.redirect_chain

    assert results(client.get(url)) == dict.fromkeys(ids, "Done: snoozed for 72 h")

    colleague = signed_in(shop.team)
    assert "is no longer kept here" in text(colleague.get(url, follow=True))


def test_release_and_undo(shop, client):
    ids = create_orders(shop, 3)
    press(client, "hold", ids)

    answer = confirm(client, preview(client, "release", ids), "release")
    assert not Hold.objects.open().exists()

    undo(client, answer)
    assert Hold.objects.open().count() == 3


def test_snooze_leaves_finished_orders_and_undo_restores_each(shop, client):
    ids = create_orders(shop, 3)
    Order.objects.filter(pk=ids[0]).update(is_open=False, stage="delivered")

    answer = confirm(client, preview(client, "snooze", ids), "snooze", hours="2")

    assert "2 snoozed for 2 h; 1 left out: 1 no longer open: delivered." in text(answer)
    assert Order.objects.filter(snoozed_until_at__isnull=False).count() == 2
    undo(client, answer)
    assert not Order.objects.filter(snoozed_until_at__isnull=False).exists()


def test_assign_to_a_colleague_says_whose_they_are_now_and_undo_gives_them_back(shop, client):
    ids = create_orders(shop, 3)
    colleague = factories.create_member(team=shop.team)
    confirm(client, preview(client, "assign", ids[:2]), "assign", user=str(client.user.pk))

    asked = preview(client, "assign", ids)
    assert text(asked).count("mine now") == 2
    answer = confirm(client, asked, "assign", user=str(colleague.pk))
    assert set(Order.objects.values_list("assignee", flat=True)) == {colleague.pk}
    undo(client, answer)
    assert list(Order.objects.order_by("pk").values_list("assignee", flat=True)) == [client.user.pk] * 2 + [
        None
    ]

    again = press(client, "assign", ids, user=str(client.user.pk))
    assert "1 assigned to you; 2 left out: 2 assigned to you already." in again


def test_that_the_carrier_was_asked_is_noted_with_its_answer_and_undone(shop, client):
    ids = create_orders(shop, 2)

    answer = confirm(client, preview(client, "ask-carrier", ids), "ask-carrier", note="lost in Reno")

    noted = OrderEvent.objects.filter(kind="carrier.asked")
    assert [event.data["note"] for event in noted] == ["lost in Reno"] * 2
    assert "Undone for 2 orders." in undo(client, answer)


def test_no_carrier_is_asked_about_an_order_without_a_parcel(shop, client):
    ids = [*create_orders(shop, 1), *create_orders(shop, 2, packages_total=0)]

    assert "2 of 3 are left out: 2 no parcel to ask about." in previewed(client, "ask-carrier", ids)
    confirm(client, preview(client, "ask-carrier", ids), "ask-carrier")

    assert OrderEvent.objects.filter(kind="carrier.asked").count() == 1


def test_all_that_the_filters_leave_are_meant_not_only_the_page(shop, client):
    create_orders(shop, 60)
    create_orders(factories.create_shop(team=shop.team), 3)
    create_orders(shop, 2, is_open=False, stage="delivered")

    asked = preview(client, "hold", [], all="1", of="orders", query=f"open=on&shop={shop.slug}")
    assert "Hold 60 orders" in text(asked)
    confirm(client, asked, "hold")

    assert Hold.objects.open().count() == 60


def test_all_on_the_board_are_meant_not_only_those_shown(shop, client):
    create_orders(shop, 70, level="at_risk", severity=3, dispatch_due_at=timezone.now())
    create_orders(shop, 3)

    assert 'data-bulk-whole="70"' in client.get("/").content.decode()
    asked = previewed(client, "snooze", [], all="1", of="board", query=f"shop={shop.slug}")

    assert "Snooze 70 orders" in asked


def test_the_list_offers_all_only_where_it_has_more_than_it_shows(shop, client):
    create_orders(shop, 50)
    assert "data-bulk-all" not in client.get("/orders/").content.decode()

    create_orders(shop, 1)
    assert "Select all 51 in this list" in text(client.get("/orders/"))


def test_what_was_shown_is_what_is_done(shop, client):
    """Orders that join the filter between the preview and its confirmation are not touched."""
    create_orders(shop, 2)
    asked = preview(client, "hold", [], all="1", of="orders", query="open=on")
    create_orders(shop, 1)

    confirm(client, asked, "hold")

    assert Hold.objects.open().count() == 2


def test_over_htmx_the_dialog_closes_and_the_list_comes_anew(shop, client):
    ids = create_orders(shop, 2)

    dialog = client.post("/orders/bulk/hold/preview/", {"order": ids}, headers=HTMX)
    form = {"orders": ",".join(map(str, ids)), "evidence": "lid cracked"}
    answer = client.post("/orders/bulk/hold/", form, headers=HTMX)

    assert "<html" not in dialog.content.decode() + answer.content.decode()
    assert "Hold 2 orders" in text(dialog)
    assert answer["HX-Trigger"] == '{"bulk-done": "", "order-changed": ""}'
    assert results(answer) == dict.fromkeys(ids, "Done: on hold")


def test_another_teams_orders_stay_untouched(shop, client):
    mine, theirs = create_orders(shop, 1), create_orders(factories.create_shop(), 1)

    assert "1 of 2 is left out: 1 not among this team&#x27;s orders." in previewed(
        client, "hold", mine + theirs
    )
    page = press(client, "hold", mine + theirs)

    assert "1 on hold; 1 left out: 1 not among this team&#x27;s orders." in page
    assert label(theirs[0]) not in page
    assert Hold.objects.get().order_id == mine[0]


@pytest.mark.parametrize("path", ["hold/", "hold/preview/"])
@pytest.mark.parametrize("ids", [[], ["x"], list(range(1, 1002))])
def test_nothing_or_too_much_changes_nothing(shop, client, ids, path):
    answer = client.post(f"/orders/bulk/{path}", {"orders": ",".join(map(str, ids))}, follow=True)

    assert "Select 1 to 1,000 orders" in text(answer)


def test_an_impossible_option_is_refused_in_words(shop, client):
    assert "can be snoozed for 1 to 720 hours" in press(
        client, "snooze", create_orders(shop, 1), hours="9999"
    )


@pytest.mark.parametrize("act", ACTS)
def test_many_take_as_many_queries_as_few(shop, client, act):
    counts = []
    for number in (1, 2, 40):  # the first also begins the session
        ids = create_orders(shop, number)
        if act == "release":
            press(client, "hold", ids)
        with CaptureQueriesContext(connection) as queries:
            answer = confirm(client, preview(client, act, ids), act)
            undo(client, answer)
        counts.append(len(queries))

    assert counts[1] == counts[2]


@pytest.mark.parametrize("path", ["burn/", "burn/preview/", "wake/"])
def test_an_unknown_act_is_not_found(shop, client, path):
    assert client.post(f"/orders/bulk/{path}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 302), (Role.INSPECTOR, 403)])
@pytest.mark.parametrize("path", ["hold/", "hold/preview/"])
def test_who_may_act_on_many(shop, role, status, path):
    assert signed_in(shop.team, role).post(f"/orders/bulk/{path}", {"order": "1"}).status_code == (
        200 if status == 302 and "preview" in path else status
    )


def test_nobody_acts_without_signing_in():
    assert "/accounts/login/" in Client().post("/orders/bulk/hold/")["Location"]
