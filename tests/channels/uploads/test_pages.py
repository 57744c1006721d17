"""The form for one number, what it sends, and what the order page shows of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import seal
from fulfillment.channels.uploads import sending
from fulfillment.orders.models import Buyer
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.claiming import answer, claim
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, Outcome, State
from fulfillment.tracking.models import PackageOrder
from tests import factories

USPS, UPS = "9400110200881234567896", "1Z999AA10123456784"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def team(db):
    return factories.create_team()


@pytest.fixture
def order(team):
    return to_ship(factories.create_shop(team=team))


def to_ship(shop, **more):
    if not Connection.objects.filter(shop=shop).exists():
        credential = Credential.objects.create(
            team=shop.team, channel="tiktok", secrets=seal({"app_key": "k"})
        )
        Connection.objects.create(team=shop.team, shop=shop, credential=credential)
    placed_at = timezone.now() - timedelta(hours=20)
    buyer = Buyer.objects.create(
        team=shop.team, shop=shop, key=str(placed_at), line1="1 Main St", city="Austin"
    )
    return factories.create_order(
        shop=shop, placed_at=placed_at, buyer=buyer, buyer_key=f"b{buyer.pk}", **more
    )


@pytest.fixture
def person(client, team):
    user = factories.create_member(team=team, role=Role.OPERATOR)
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(sending, "wake", lambda shops, **_: calls.append(set(shops)))
    return calls


def form(order):
    return reverse("uploads:order", args=[order.pk])


def press(client, order, **given):
    return client.post(reverse("uploads:send", args=[order.pk]), given, follow=True)


def test_the_carrier_is_read_off_the_number_and_a_good_one_may_go(client, person, order):
    page = client.get(form(order), {"number": "9400 1102 0088 1234 5678 96"}).content.decode()

    assert "Nothing speaks against it." in page
    assert "read off the number" in page
    assert f'value="{USPS}"' in page
    assert "Send to TikTok Shop" in page


def test_the_live_verdict_is_the_same_fragment(client, person, order):
    page = client.get(form(order), {"number": USPS[:-1] + "0"}, headers=HTMX).content.decode()

    assert "wrong check digit" in page
    assert "<html" not in page
    assert "Send to" not in page


def test_what_was_sent_waits_in_the_outbox_and_stands_on_the_order_page(
    client, person, order, woken, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = press(client, order, number=USPS, carrier="usps", doing="upload").content.decode()

    write = OutboundWrite.objects.get()
    assert (write.kind, write.subject, write.state) == (
        Kind.SHIPMENT_CREATE,
        order.external_id,
        State.WAITING,
    )
    assert write.payload["tracking_number"] == USPS
    assert write.created_by == person
    assert woken == [{order.shop_id}]
    assert "leaves for TikTok Shop in 10 s" in page
    panel = client.get(reverse("uploads:panel", args=[order.pk])).content.decode()
    assert "Leaves for TikTok Shop in" in panel
    assert "every 3s" in panel


def test_what_may_not_go_is_said_and_not_sent(client, person, order):
    order.status = "remorse"
    order.save()

    page = press(client, order, number=USPS, carrier="usps").content.decode()

    assert "Not sent: The buyer&#x27;s hour to cancel is not over" in page
    assert not OutboundWrite.objects.exists()


def test_the_same_number_twice_is_one_write(client, person, order):
    press(client, order, number=USPS, carrier="usps", doing="upload")
    page = press(client, order, number=USPS, carrier="usps", doing="upload").content.decode()

    assert "already waits to be sent" in page
    assert OutboundWrite.objects.count() == 1


def test_a_number_that_waits_for_another_buyers_order_is_used(client, person, order):
    press(client, order, number=USPS, carrier="usps", doing="upload")

    page = client.get(form(to_ship(order.shop)), {"number": USPS}).content.decode()

    assert f"is already on order {order}, of another buyer" in page


def test_it_can_be_withdrawn_until_it_is_sent(client, person, order):
    press(client, order, number=USPS, carrier="usps", doing="upload")
    write = OutboundWrite.objects.get()

    page = client.post(reverse("uploads:withdraw", args=[write.pk]), follow=True).content.decode()

    write.refresh_from_db()
    assert write.state == State.WITHDRAWN
    assert "was not sent." in page


def test_what_has_left_cannot_be_withdrawn(client, person, order):
    ask(
        order.shop,
        [Wish(Kind.SHIPMENT_CREATE, "k", order.external_id, {"tracking_number": USPS})],
        by=None,
        now=timezone.now(),
    )
    write = claim(order.shop_id, now=timezone.now())

    page = client.post(reverse("uploads:withdraw", args=[write.pk]), follow=True).content.decode()

    assert "has left already" in page


@pytest.mark.parametrize(
    ("outcome", "sentence", "shown"),
    [
        (Outcome.DONE, "", "TikTok Shop accepted it."),
        (Outcome.ALREADY_DONE, "", "TikTok Shop had it already."),
        (
            Outcome.REFUSED,
            "The order is on hold. Wait.",
            "TikTok Shop refused it: The order is on hold. Wait.",
        ),
        (Outcome.UNCLEAR, "TikTok shows X.", "TikTok shows X."),
        (Outcome.UNREACHABLE, "No answer.", "Waiting: No answer. It is tried again by itself."),
    ],
)
def test_the_panel_says_what_became_of_it(client, person, order, outcome, sentence, shown):
    ask(
        order.shop,
        [Wish(Kind.SHIPMENT_CREATE, "k", order.external_id, {"tracking_number": USPS})],
        by=None,
        now=timezone.now(),
    )
    answer(claim(order.shop_id, now=timezone.now()), outcome, now=timezone.now(), sentence=sentence)

    assert shown in client.get(reverse("uploads:panel", args=[order.pk])).content.decode()


def test_a_shipped_order_is_corrected_and_the_correction_names_its_parcel(client, person, order):
    order.status = "ready"
    order.save()
    package = factories.create_package(
        orders=[order],
        tracking_number=UPS,
        numbers_told=[UPS],
        carrier="ups",
        shipped_at=timezone.now() - timedelta(hours=5),
    )
    page = client.get(form(order), {"number": USPS}).content.decode()
    assert "TikTok Shop takes one more correction for this parcel: this is it." in page

    press(client, order, number=USPS, carrier="usps", doing="correct")

    payload = OutboundWrite.objects.get().payload
    assert (payload["package_external_id"], payload["previous_number"]) == (package.external_id, UPS)


def test_a_shop_that_takes_no_numbers_says_where_to_enter_them(client, person, team):
    order = to_ship(factories.create_shop(team=team, market="VN"))

    page = client.get(form(order), {"number": USPS}).content.decode()

    assert "takes no numbers from outside in this shop&#x27;s market." in page


def test_the_board_leads_to_the_form_where_the_channel_takes_numbers(client, person, order):
    page = client.get(reverse("orders:detail", args=[order.pk])).content.decode()

    assert form(order) in page


def test_the_form_asks_a_fixed_number_of_questions(client, person, order, django_assert_max_num_queries):
    for serial in range(4):
        factories.create_package(orders=[order], tracking_number=f"X{serial}", shipped_at=timezone.now())
    with django_assert_max_num_queries(23):
        client.get(form(order), {"number": USPS})


def test_without_a_broker_the_number_waits_for_the_next_turn(order, person, client, monkeypatch):
    def gone(*_, **__):
        raise OperationalError("Connection refused")

    monkeypatch.undo()
    monkeypatch.setattr(sending.push_shop, "apply_async", gone)

    sending.wake([order.shop_id])  # says so in the log and goes on


def test_a_number_that_the_channel_took_back_may_be_given_again_once(client, person, order):
    press(client, order, number=USPS, carrier="usps", doing="upload")
    settle(order)
    assert ask_back(order)
    press(client, order, number=USPS, carrier="usps", doing="upload")
    assert sent(order) == 1  # it is asked for, and not taken back yet
    settle(order)

    for _ in range(2):
        press(client, order, number=USPS, carrier="usps", doing="upload")

    assert sent(order) == 2


def test_a_parcel_that_was_cancelled_on_the_channel_itself_frees_its_number(client, person, order):
    press(client, order, number=USPS, carrier="usps", doing="upload")
    settle(order)
    parcel = factories.create_package(orders=[order], tracking_number=USPS, status="cancelled")
    PackageOrder.objects.filter(package=parcel).update(is_current=False)

    for _ in range(2):
        press(client, order, number=USPS, carrier="usps", doing="upload")

    assert sent(order) == 2


@pytest.fixture
def several(team):
    """An order of two lamps and a cable, of a channel that takes several parcels."""
    order = to_ship(factories.create_shop(team=team, channel="shopify"))
    for external_id, title, quantity in [("11", "Lamp", 2), ("12", "Cable", 1)]:
        factories.create_line(order=order, external_id=external_id, title=title, quantity=quantity)
    return order


def lines_sent(order):
    rows = OutboundWrite.objects.filter(subject=order.external_id).order_by("created_at")
    return [[(line["external_id"], line["quantity"]) for line in row.payload["lines"]] for row in rows]


def test_an_order_goes_in_several_parcels_one_after_the_other(client, person, several):
    page = client.get(form(several), {"number": USPS, "units-11": "1", "units-12": "0"}).content.decode()
    assert "The number is for 1 of the 3 units that are still to be sent." in page
    press(client, several, number=USPS, carrier="usps", **{"units-11": "1", "units-12": "0"})

    page = client.get(form(several), {"number": UPS}).content.decode()
    assert "1 still to be sent" in page
    assert "already waits" not in page
    press(client, several, number=UPS, carrier="ups", **{"units-11": "1", "units-12": "1"})

    assert lines_sent(several) == [[("11", 1)], [("11", 1), ("12", 1)]]
    panel = client.get(reverse("uploads:panel", args=[several.pk])).content.decode()
    assert "for 1 unit<" in panel
    assert "for 2 units<" in panel


def test_an_order_that_goes_whole_leaves_it_to_the_channel_what_that_is(client, person, several):
    press(client, several, number=USPS, carrier="usps", **{"units-11": "2", "units-12": "1"})

    assert lines_sent(several) == [[]]


def test_a_double_press_sends_one_part_once(client, person, several):
    for _ in range(2):
        press(client, several, number=USPS, carrier="usps", **{"units-11": "1", "units-12": "0"})

    assert lines_sent(several) == [[("11", 1)]]


def test_more_units_than_are_left_are_not_sent(client, person, several):
    several.lines.filter(external_id="11").update(unsent_quantity=1)

    page = press(client, several, number=USPS, carrier="usps", **{"units-11": "2"}).content.decode()

    assert "Not sent: Of “Lamp” only 1 can be in this parcel" in page
    assert not OutboundWrite.objects.exists()


def test_a_channel_that_takes_one_parcel_asks_for_no_units(client, person, order):
    factories.create_line(order=order, quantity=3)

    assert "In this parcel" not in client.get(form(order), {"number": USPS}).content.decode()


def settle(order):
    now = timezone.now()
    OutboundWrite.objects.filter(subject=order.external_id, state=State.WAITING).update(
        state=State.DONE, answered_at=now
    )


def ask_back(order):
    payload = {"tracking_number": USPS}
    wish = Wish(Kind.SHIPMENT_CANCEL, "back", order.external_id, payload)
    return ask(order.shop, [wish], by=None, now=timezone.now())


def sent(order):
    return OutboundWrite.objects.filter(subject=order.external_id, kind=Kind.SHIPMENT_CREATE).count()


@pytest.mark.parametrize(
    ("fields", "shipped_before", "said"),
    [
        ({"shipping_type": "platform"}, None, "ships this order with its own label and number"),
        ({"status": "cancelled"}, None, "The order is cancelled."),
        ({"status": "ready"}, timedelta(hours=73), "took corrections for 72 h after the number was given"),
    ],
)
def test_where_no_number_is_taken_any_more_there_is_no_form(
    client, person, team, fields, shipped_before, said
):
    order = to_ship(factories.create_shop(team=team), **fields)
    if shipped_before:
        factories.create_package(
            orders=[order],
            tracking_number=USPS,
            shipped_at=timezone.now() - shipped_before,
            numbers_told=[USPS],
        )
    page = client.get(form(order)).content.decode()

    assert said in page
    assert 'id="number"' not in page
