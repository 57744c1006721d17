"""The page of a buyer's request: what is done already, what each answer does, and the answer in the outbox."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.answering import Asked, Step
from fulfillment.channels.models import Connection
from fulfillment.channels.requests import sending
from fulfillment.channels.requests.telling import Facts, Parcel, done_already, if_granted, if_refused
from fulfillment.desk.board_row import action_of
from fulfillment.orders.models import Cancellation, Refund
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, State
from fulfillment.warehouse.models import PackedOrder, Packing, Warehouse
from tests import factories

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(sending, "wake", lambda shops, **_: calls.append(set(shops)))
    return calls


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def order(team):
    return factories.create_order(
        shop=factories.create_shop(team=team), scan_due_at=timezone.now() + 30 * HOUR
    )


@pytest.fixture(autouse=True)
def person(client, team):
    user = factories.create_member(team=team, role=Role.OPERATOR)
    client.force_login(user)
    return user


def asked(order, model=Cancellation, **fields):
    now = timezone.now()
    told = {
        "external_id": f"40{model.objects.count()}", "status": "requested", "initiator": "buyer",
        "requested_at": now - HOUR, "answer_by_at": now + 5 * HOUR, "remote_updated_at": now,
        "amount": Decimal("39.98"), "currency": "USD", "reason_text": "No longer needed",
    }  # fmt: skip
    return model.objects.create(
        team=order.team, shop=order.shop, order=order, order_external_id=order.external_id, **told | fields
    )


def page(client, order, **query):
    answer = client.get(reverse("requests:answer", args=[order.pk]), query)
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def post(client, order, **form):
    answer = client.post(reverse("requests:send", args=[order.pk]), form, follow=True)
    return " ".join(answer.content.decode().split())


def test_the_page_says_the_clock_what_is_done_and_what_each_answer_does(client, order):
    asked(order)
    text = page(client, order)
    assert "“No longer needed”" in text
    assert "Answer by" in text
    assert "4 h 59 m left; after that the channel decides" in text
    assert "Nothing of it is labelled or shipped, as far as we were told." in text
    assert "The order is cancelled and the buyer gets the money back." in text
    assert "$39.98" in text
    assert "The order goes on" in text
    assert "Say yes on TikTok Shop" in text
    assert '<option value="packed">The product has been packed</option>' in text


def test_the_request_with_the_least_time_is_shown_and_the_others_are_linked(client, order):
    asked(order, external_id="401", answer_by_at=timezone.now() + 9 * HOUR)
    asked(order, Refund, external_id="402", kind="return", answer_by_at=timezone.now() + HOUR)
    assert "<h2>Return and refund</h2>" in page(client, order)
    assert 'href="?request=401"' in page(client, order)
    assert "<h2>Cancellation</h2>" in page(client, order, request="401")


def test_the_page_asks_a_fixed_number_of_questions(client, order, django_assert_max_num_queries):
    for number in range(4):
        asked(order, external_id=f"41{number}")
        factories.create_package(orders=[order], tracking_number=f"94001102008812345{number}")
    with django_assert_max_num_queries(20):
        page(client, order)


def test_a_yes_waits_in_the_outbox_and_can_be_withdrawn_there(client, order, woken):
    row = asked(order)
    text = post(client, order, request=row.external_id, decision="yes")
    assert "Yes leaves for TikTok Shop in 10 s; until then it can be withdrawn." in text
    [write] = OutboundWrite.objects.all()
    assert (write.kind, write.state, write.payload["request_external_id"]) == (
        Kind.CANCELLATION_APPROVE, State.WAITING, row.external_id,
    )  # fmt: skip
    assert "An answer was given" in page(client, order)
    panel = client.get(reverse("uploads:panel", args=[order.pk])).content.decode()
    assert "Yes to the cancellation" in panel
    answer = client.post(reverse("uploads:withdraw", args=[write.pk]), follow=True).content.decode()
    assert "The answer was not sent." in answer
    assert "Say yes on TikTok Shop" in page(client, order)


def test_a_no_needs_a_reason_of_the_list_and_keeps_the_comment(client, order):
    row = asked(order)
    assert "choose the reason that the buyer is told" in post(
        client, order, request=row.external_id, decision="no"
    )
    for wrong in ("works", "'; drop", "\0"):
        post(client, order, request=row.external_id, decision="no", reason=wrong)
    assert not OutboundWrite.objects.exists()
    post(
        client, order, request=row.external_id, decision="no", reason="packed", comment="It left " + "x" * 400
    )
    [write] = OutboundWrite.objects.all()
    assert (write.kind, write.payload["reason"]) == (Kind.CANCELLATION_REJECT, "packed")
    assert len(write.payload["comment"]) == 300


def test_one_request_is_answered_once_whatever_is_pressed(client, order):
    row = asked(order)
    post(client, order, request=row.external_id, decision="yes")
    text = post(client, order, request=row.external_id, decision="no", reason="packed")
    assert "answered from here before" in text
    assert OutboundWrite.objects.count() == 1


def test_a_yes_to_a_cancellation_keeps_back_numbers_that_wait(client, order):
    row = asked(order)
    waits = Wish(Kind.SHIPMENT_CREATE, "k", order.external_id, {"tracking_number": "1Z999AA10123456784"})
    [number] = ask(order.shop, [waits], by=None, now=timezone.now())
    assert "1Z999AA10123456784 waits to be sent. If you say yes" in page(client, order).replace(
        "</b> <span>", " "
    )
    post(client, order, request=row.external_id, decision="yes")
    number.refresh_from_db()
    assert number.state == State.WITHDRAWN


@pytest.mark.parametrize(
    "fields",
    [{"status": "completed"}, {"closed_at": timezone.now()}, {"initiator": "seller", "answer_by_at": None}],
)
def test_what_is_not_open_leads_back_to_the_order(client, order, fields):
    row = asked(order, **fields)
    answer = client.get(reverse("requests:answer", args=[order.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("orders:detail", args=[order.pk]))
    assert "not open any more" in post(client, order, request=row.external_id, decision="yes")
    assert not OutboundWrite.objects.exists()


def test_the_order_page_and_the_board_lead_here(client, order):
    row = asked(order)
    text = client.get(reverse("orders:detail", args=[order.pk])).content.decode()
    assert f"{reverse('requests:answer', args=[order.pk])}?request={row.external_id}" in text
    order.next_action = "answer_cancellation"
    assert action_of(order)["url"] == reverse("requests:answer", args=[order.pk])


def test_an_exchange_and_other_channels_are_answered_there_and_that_is_said(client, order, team):
    asked(order, Refund, kind="exchange")
    text = client.get(reverse("orders:detail", args=[order.pk])).content.decode()
    assert "This one is answered on TikTok Shop itself, not from here" in text
    text = client.get(reverse("orders:detail", args=[shopify_order(team, Cancellation).pk])).content.decode()
    assert "This one is answered on Shopify itself, not from here" in text
    assert 'href="https://glow.myshopify.com/admin/orders/77"' in text


def shopify_order(team, model=Refund, **fields):
    """An order of a connected Shopify shop whose buyer asks to send goods back, or for what `model` says."""
    shop = factories.create_shop(
        team=team, slug="s", channel="shopify", platform="own_store", external_id="glow.myshopify.com"
    )
    other = factories.create_order(shop=shop, external_id="77")
    named = {"external_id": "return-9", "answer_by_at": None}
    asked(other, model, **named | ({"kind": "return"} if model is Refund else {}) | fields)
    return other


@pytest.mark.parametrize(
    ("kind", "then"),
    [("return", "pay the money back in Shopify"), ("exchange", "send the exchange in Shopify")],
)
def test_a_return_of_a_shopify_shop_is_answered_here_in_its_words(client, team, kind, then):
    order = shopify_order(team, kind=kind)
    text = page(client, order)
    assert then in text
    assert "Nothing is taken back. Shopify tells the buyer your reason." in text
    assert '<option value="final_sale">The items are a final sale</option>' in text
    post(client, order, request="return-9", decision="no", reason="final_sale", comment="As the page says.")
    [write] = OutboundWrite.objects.all()
    assert (write.kind, write.payload["reason"], write.payload["asked"]) == (
        Kind.RETURN_REJECT, "final_sale", kind,
    )  # fmt: skip


def test_an_app_without_the_permission_is_said_so_before_anything_is_pressed(client, team):
    order = shopify_order(team)
    Connection.objects.create(team=team, shop=order.shop, options={"may_answer": False})
    text = page(client, order)
    assert "Give it write_returns in Shopify, then connect the shop again." in text
    assert "Say yes on Shopify" not in text


# --- what is told, pure ---


def facts(asked=Asked.CANCELLATION, step=Step.REQUEST, **more):
    return Facts(asked, step, "TikTok Shop", **more)


@pytest.mark.parametrize(
    ("known", "tone", "says"),
    [
        ({}, "ok", "Nothing of it is labelled or shipped, as far as we were told."),
        ({"is_labelled": True}, "risk", "A label was made for it."),
        ({"parcels": (Parcel("1Z", "UPS"),)}, "risk", "1Z (UPS) stands on it and is not scanned yet."),
        (
            {"parcels": (Parcel("1Z", ""), Parcel("2Z", "", is_scanned=True))},
            "breach",
            "2Z is on its way: the carrier has it.",
        ),
        ({"parcels": (Parcel("", "", is_scanned=True, is_delivered=True),)}, "risk", "A parcel is delivered."),
        ({"waiting": ("1Z",)}, "risk", "1Z waits to be sent."),
        ({"boxes": ("",)}, "risk", "It is being packed here."),
        ({"boxes": ("1Z",)}, "risk", "It is packed here, under 1Z."),
    ],
)  # fmt: skip
def test_the_worst_that_is_done_already_comes_first(known, tone, says):
    assert done_already(facts(**known))[0][:2] == (tone, says)


def test_of_a_return_that_it_was_delivered_is_no_warning():
    delivered = (Parcel("1Z", "UPS", is_scanned=True, is_delivered=True),)
    assert [note.tone for note in done_already(facts(Asked.RETURN, parcels=delivered))] == ["info"]


def test_the_page_says_which_box_holds_it(client, order):
    asked(order)
    house = Warehouse.objects.create(team=order.team, code="w", name="W", time_zone="UTC")
    box = Packing.objects.create(
        team=order.team, warehouse=house, client_uuid=uuid4(), started_at=timezone.now(), label_number="1Z999"
    )
    PackedOrder.objects.create(team=order.team, packing=box, order=order)

    assert "It is packed here, under 1Z999." in page(client, order)


def test_who_sends_it_is_named_for_a_cancellation_only():
    assert any(note.says == "Acme sends it." for note in done_already(facts(suppliers=("Acme",))))
    assert len(done_already(facts(Asked.RETURN, suppliers=("Acme",)))) == 1


@pytest.mark.parametrize("kind", list(Asked))
@pytest.mark.parametrize("step", list(Step))
def test_each_answer_says_what_it_does(kind, step):
    known = facts(kind, step)
    assert if_granted(known).endswith(".")
    assert if_refused(known, due="").endswith(".")
