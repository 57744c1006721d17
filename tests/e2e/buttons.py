"""Every button that changes something: where it stands, what it must have done, and whether that can be undone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
from django.core import mail
from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from fulfillment.accounts import tokens
from fulfillment.accounts.models import ApiToken, Membership, Team
from fulfillment.accounts.roles import Role
from fulfillment.accounts.scopes import Scope
from fulfillment.alerts.models import Alert, Muted, QuietHours
from fulfillment.catalog.models import Shop, ShopFront
from fulfillment.channels import base, quarantine
from fulfillment.channels.generic import mapping_form, running, uploading
from fulfillment.channels.generic.sampling import sample
from fulfillment.channels.models import (
    CarrierFeed,
    CarrierMessage,
    Connection,
    Discrepancy,
    ImportUpload,
    NumberList,
    PrivacyRequest,
    QuarantinedItem,
    Reconciliation,
    WebhookDelivery,
    WebhookSubscription,
)
from fulfillment.channels.outgoing import queueing, subscribing
from fulfillment.channels.records import Refusal
from fulfillment.orders import acts
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Hold, Order, OrderEvent, SavedView
from fulfillment.outbox.models import OutboundWrite
from fulfillment.tracking import buyer_links
from fulfillment.tracking.models import BuyerLink
from tests import factories
from tests.e2e import (
    account_health,
    automatic,
    bundles,
    cards,
    carriers,
    checklists,
    dock,
    following,
    inspecting,
    kits,
    meeting,
    morning,
    packing,
    papers,
    promises,
    purchases,
    rooms,
    routes,
    seeking,
    stock,
    tickets,
    truck,
    uploads,
)
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell_with_parcel


def open_order(floor: Floor, **wanted: Any) -> Order:
    return open_orders(floor, **wanted)[0]


def open_orders(floor: Floor, **wanted: Any) -> QuerySet[Order]:
    """Others each time: no test meets what an earlier one left behind."""
    rows = Order.objects.of(floor.team).open().filter(snoozed_until_at=None, assignee=None, **wanted)
    return rows.exclude(holds__isnull=False).exclude(events__actor__isnull=False).order_by("-severity", "pk")


def detail(order: Order) -> str:
    return reverse("orders:detail", args=[order.pk])


def open_holds(order: Order) -> Callable[[], int]:
    return lambda: Hold.objects.open().filter(order=order).count()


def of_order(order: Order, *columns: str) -> Callable[[], Any]:
    return lambda: Order.objects.values_list(*columns).get(pk=order.pk)


def held(floor: Floor, order: Order | None = None) -> tuple[Order, Hold]:
    order, by = order or open_order(floor), floor.people[Role.MANAGER]
    hold = place_hold(
        order, reason="by_hand", owner="us", action="release_hold", evidence="the buyer asked", by=by,
        now=timezone.now(),
    )  # fmt: skip
    floor.work(pull=False)
    return order, hold


def hold(floor: Floor) -> Click:
    order = open_order(floor)
    return Click(
        detail(order), reverse("orders:hold", args=[order.pk]), open_holds(order), {"evidence": "wrong colour"},
        has_undo=True,
    )  # fmt: skip


def release(floor: Floor) -> Click:
    order, hold = held(floor)
    return Click(
        detail(order),
        reverse("orders:release-hold", args=[order.pk, hold.pk]),
        open_holds(order),
        has_undo=True,
    )


def snooze(floor: Floor) -> Click:
    order = open_order(floor)
    return Click(
        detail(order), reverse("orders:snooze", args=[order.pk]), of_order(order, "snoozed_until_at"), {"hours": "16"},
        has_undo=True,
    )  # fmt: skip


def wake(floor: Floor) -> Click:
    order, now = open_order(floor), timezone.now()
    one = Order.objects.filter(pk=order.pk)
    acts.snooze(one, until_at=now + timedelta(hours=9), by=floor.people[Role.MANAGER], now=now)
    return Click(
        detail(order),
        reverse("orders:wake", args=[order.pk]),
        of_order(order, "snoozed_until_at"),
        has_undo=True,
    )


def assign(floor: Floor) -> Click:
    order, to = open_order(floor), floor.people[Role.OPERATOR]
    return Click(
        detail(order), reverse("orders:assign", args=[order.pk]), of_order(order, "assignee"), {"user": str(to.pk)},
        has_undo=True,
    )  # fmt: skip


def ask_carrier(floor: Floor) -> Click:
    order = open_order(floor, next_action="ask_carrier", packages_total__gt=0)
    return Click(
        reverse("orders:carrier", args=[order.pk]),
        reverse("orders:ask-carrier", args=[order.pk]),
        lambda: asked_about([order.pk]),
        {"note": "case 12"},
        has_undo=True,
    )  # fmt: skip


def asked_about(ids: list[int]) -> int:
    """How often the carriers were asked about these orders, what was undone taken off."""
    kinds = OrderEvent.objects.filter(order__in=ids).values_list("kind", flat=True)
    return sum({"carrier.asked": 1, "carrier.asking_undone": -1}.get(kind, 0) for kind in kinds)


def bulk(act: str, *columns: str, **fill: str) -> Callable[[Floor], Click]:
    """On the orders list, with two rows selected."""

    def click(floor: Floor) -> Click:
        orders = [tell_with_parcel(floor) for _ in range(2)]
        if act == "release":
            orders = [held(floor, order)[0] for order in orders]
        ids = [order.pk for order in orders]

        def state() -> Any:
            if act == "ask-carrier":
                return asked_about(ids)
            rows = Order.objects.filter(pk__in=ids).order_by("pk")
            return list(rows.values_list(*columns)) if columns else [open_holds(row)() for row in rows]

        pasted = "+".join(order.external_id for order in orders)
        asked, done = reverse("orders:bulk-preview", args=[act]), reverse("orders:bulk", args=[act])
        return Click(f"{reverse('orders:list')}?q={pasted}", asked, state, fill, True, ids, done)

    return click


def save_view(floor: Floor) -> Click:
    mine = SavedView.objects.filter(user=floor.people[Role.OWNER], name="Late ones")
    return Click(
        f"{reverse('orders:list')}?level=will_count_late", reverse("orders:save-view"), mine.count,
        {"name": "Late ones"}, says="Saved as Late ones.",
    )  # fmt: skip


def own_view(floor: Floor, name: str) -> SavedView:
    owner = floor.people[Role.OWNER]
    return SavedView.objects.create(team=floor.team, user=owner, name=name, query="open=on")


def share_view(floor: Floor) -> Click:
    view = own_view(floor, "To share")
    read = SavedView.objects.filter(pk=view.pk).values_list("is_shared", flat=True)
    return Click(reverse("orders:list"), reverse("orders:share-view", args=[view.pk]), lambda: read.get())


def delete_view(floor: Floor) -> Click:
    view = own_view(floor, "To delete")
    url = reverse("orders:delete-view", args=[view.pk])
    return Click(reverse("orders:list"), url, SavedView.objects.filter(pk=view.pk).exists)


def line(floor: Floor, **changes: Any) -> Connection:
    """The British shop's: the tests of orders look at the American one."""
    connection = Connection.objects.get(team=floor.team, shop__market="GB")
    Connection.objects.filter(pk=connection.pk).update(**changes)
    return connection


def of_line(name: str, column: str, **before: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        connection = line(floor, **before)
        read = Connection.objects.filter(pk=connection.pk).values_list(column, flat=True)
        return Click(reverse("channels:list"), reverse(name, args=[connection.pk]), lambda: read.get())

    return click


def unread(floor: Floor, external_id: str, payload: bytes) -> QuarantinedItem:
    shop = line(floor).shop
    refusal = Refusal(kind="order", external_id=external_id, sentence="It has no lines.", payload=payload)
    quarantine.put(shop, [refusal], now=timezone.now())
    return QuarantinedItem.objects.get(shop=shop, external_id=external_id, resolved_at=None)


def resolution(item: QuarantinedItem) -> Callable[[], str]:
    return lambda: QuarantinedItem.objects.values_list("resolution", flat=True).get(pk=item.pk)


def retry(floor: Floor) -> Click:
    """The payload is one that can be read by now."""
    placed = floor.box.place(1, "glow-uk")[0]
    item = unread(floor, placed, readable(floor, placed))
    return Click(
        reverse("channels:quarantine"), reverse("channels:retry", args=[item.pk]), resolution(item),
        says="was read and taken",
    )  # fmt: skip


def readable(floor: Floor, external_id: str) -> bytes:
    adapter = base.open_adapter(line(floor), now=timezone.now())
    try:
        return next(iter(adapter.client.orders([external_id])))  # type: ignore[attr-defined, no-any-return]
    finally:
        adapter.close()


def dismiss(floor: Floor) -> Click:
    item = unread(floor, "9000000000001", json.dumps({"id": "9000000000001"}).encode())
    return Click(
        reverse("channels:quarantined-item", args=[item.pk]), reverse("channels:dismiss", args=[item.pk]),
        resolution(item),
    )  # fmt: skip


def reopen(floor: Floor) -> Click:
    item = unread(floor, "9000000000002", b"{}")
    quarantine.dismiss(item, now=timezone.now())
    return Click(reverse("channels:quarantine"), reverse("channels:reopen", args=[item.pk]), resolution(item))


def discrepancy(floor: Floor, external_id: str, **state: Any) -> Discrepancy:
    """The pretend channel does not know the order: it stays different however often it is asked for."""
    shop, now = line(floor).shop, timezone.now()
    Reconciliation.objects.get_or_create(team=shop.team, shop=shop, placed_on=now.date())
    return Discrepancy.objects.get_or_create(
        team=shop.team, shop=shop, placed_on=now.date(), external_id=external_id, kind="missing_there",
        cause="not_listed", closed_at=None, defaults={"found_at": now} | state,
    )[0]  # fmt: skip


def of_sides(name: str, column: str, **state: Any) -> Callable[[Floor], Click]:
    """A button of one discrepancy, or of the shop that it belongs to."""

    def click(floor: Floor) -> Click:
        row = discrepancy(floor, f"90000000001{len(name)}", **state)
        key = row.shop.connection.pk if name == "channels:fetch" else row.pk
        read = Discrepancy.objects.filter(pk=row.pk).values_list(column, flat=True)
        return Click(reverse("channels:reconciliation"), reverse(name, args=[key]), lambda: read.get())

    return click


def alert(floor: Floor, **state: Any) -> Alert:
    """Of a source that nobody watches: it stays open."""
    now = timezone.now()
    return Alert.objects.create(
        team=floor.team, kind_code="quarantine", source=f"test:{Alert.objects.count()}",
        sentence="2 payloads wait in quarantine", raised_at=now, tell_at=now, **state,
    )  # fmt: skip


def of_alert(name: str, **state: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = alert(floor, **state)
        read = Alert.objects.filter(pk=row.pk).values_list("seen_at", flat=True)
        return Click(reverse("alerts"), reverse(name, args=[row.pk]), lambda: read.get())

    return click


def make_link(floor: Floor) -> Click:
    linked = BuyerLink.objects.filter(revoked_at=None).values("order")
    order = open_orders(floor).exclude(pk__in=linked)[0]
    live = BuyerLink.objects.filter(order=order, revoked_at=None)
    address = reverse("tracking:make-link", args=[order.pk])
    return Click(reverse("tracking:of-order", args=[order.pk]), address, live.count, says="/track/")


def revoke_link(floor: Floor) -> Click:
    order = open_order(floor)
    buyer_links.make(order, now=timezone.now())
    live = BuyerLink.objects.filter(order=order, revoked_at=None)
    address = reverse("tracking:revoke-link", args=[order.pk])
    return Click(reverse("tracking:of-order", args=[order.pk]), address, live.count)


def front(floor: Floor) -> Click:
    path = reverse("tracking:front", args=[line(floor).shop.slug])
    named = ShopFront.objects.filter(team=floor.team).values_list("name", flat=True)
    return Click(path, "", named.first, {"name": "Glow of Britain"}, says="see it so from now on")


def mail_wanted(floor: Floor) -> Click:
    return Click(reverse("alerts"), reverse("alerts-mail"), Muted.objects.filter(team=floor.team).exists)


def quiet_hours(floor: Floor) -> Click:
    hours = QuietHours.objects.filter(team=floor.team).values_list("begins", flat=True)
    return Click(reverse("alerts"), reverse("alerts-quiet"), hours.first, {"begins": "21:30"}, says="Saved")


def compare(floor: Floor) -> Click:
    row = discrepancy(floor, "900000000021")
    days = Reconciliation.objects.filter(shop=row.shop, placed_on=row.placed_on)
    days.update(next_at=None)
    read = days.values_list("next_at", flat=True)
    address = reverse("channels:compare", args=[row.shop.connection.pk])
    return Click(reverse("channels:reconciliation"), address, lambda: read.get())


def data_request(floor: Floor, *, is_done: bool = False) -> PrivacyRequest:
    shop, now = line(floor).shop, timezone.now()
    return PrivacyRequest.objects.create(
        team=shop.team, shop=shop, message_id=f"asked {PrivacyRequest.objects.count()}",
        topic="customers/data_request", customer_external_id="706405506930370084", received_at=now,
        due_at=now + timedelta(days=30), done_at=now if is_done else None,
    )  # fmt: skip


def privacy(name: str, *, is_done: bool) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = data_request(floor, is_done=is_done)
        read = PrivacyRequest.objects.filter(pk=row.pk, done_at=None)
        return Click(reverse("channels:privacy"), reverse(name, args=[row.pk]), read.exists)

    return click


def membership(floor: Floor, name: str, role: Role = Role.OPERATOR) -> Membership:
    email = f"{name}@glow.example"
    known = Membership.objects.filter(team=floor.team, user__email=email).first()
    return known or Membership.objects.get(
        user=factories.create_member(team=floor.team, role=role, email=email)
    )


def role(floor: Floor) -> Click:
    row = membership(floor, "promoted")
    read = Membership.objects.filter(pk=row.pk).values_list("role", flat=True)
    return Click(
        reverse("team"), reverse("team-role", args=[row.pk]), lambda: read.get(), {"role": "manager"}
    )


def remove(floor: Floor) -> Click:
    row = membership(floor, "leaving")
    return Click(
        reverse("team"), reverse("team-remove", args=[row.pk]), Membership.objects.filter(pk=row.pk).exists
    )


def invite(floor: Floor) -> Click:
    mine = Membership.objects.filter(team=floor.team, user__email="new@glow.example")
    return Click(
        reverse("team"), "", mine.count, {"email": "new@glow.example", "role": "inspector"}, says="is invited"
    )


def invite_again(floor: Floor) -> Click:
    row = membership(floor, "awaited")
    row.user.set_unusable_password()
    row.user.save()
    return Click(
        reverse("team"),
        reverse("team-invite-again", args=[row.pk]),
        lambda: len(mail.outbox),
        says="Another link is on its way",
    )


def switch(floor: Floor) -> Click:
    owner = floor.people[Role.OWNER]
    other, _ = Team.objects.get_or_create(slug="north", name="North Traders")
    row, _ = Membership.objects.get_or_create(team=other, user=owner, role=Role.MANAGER)
    read = Membership.objects.filter(pk=row.pk).values_list("last_used_at", flat=True)
    return Click(reverse("rulebook-index"), reverse("switch-team"), lambda: read.get(), {"team": "north"})


def make_token(floor: Floor) -> Click:
    mine = ApiToken.objects.filter(team=floor.team, name="the till")
    return Click(reverse("tokens"), "", mine.count, {"name": "the till"})


def revoke_token(floor: Floor) -> Click:
    row, _ = tokens.issue(
        floor.team, name="the old till", scopes=[Scope.READ], expires_at=None, by=None, now=timezone.now()
    )
    read = ApiToken.objects.filter(pk=row.pk, revoked_at=None)
    return Click(reverse("tokens"), reverse("token-revoke", args=[row.pk]), read.exists)


def subscribe(floor: Floor) -> Click:
    mine = WebhookSubscription.objects.filter(team=floor.team)
    return Click(reverse("channels:webhooks"), "", mine.count, {"url": "https://hooks.invalid/in"})


def import_of(floor: Floor, state: str) -> ImportUpload:
    """A file in that state. Each is another file: the same one again would be the same import."""
    shop, _ = Shop.objects.get_or_create(
        team=floor.team, slug="own", defaults={"name": "Own", "channel": "own_store", "platform": "own_store"}
    )
    number = ImportUpload.objects.count()
    content = f"Order ID,Status,Created At,SKU\nI{number},paid,2026-11-20 09:00,LAMP\n".encode()
    upload = uploading.keep(shop, name="orders.csv", chunks=[content], by=None, now=timezone.now())
    found = sample(uploading.path_of(upload))
    upload.mapping = msgspec.to_builtins(mapping_form.first_guess(upload, found))
    upload.columns, upload.orders_done, upload.state = found.columns, 1, "checked"
    upload.save()
    if state == "imported":
        ImportUpload.objects.filter(pk=upload.pk).update(state="importing")
        running.work(upload.pk, clock=timezone.now)
    else:
        ImportUpload.objects.filter(pk=upload.pk).update(state=state)
    return upload


def of_import(act: str, state: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        upload = import_of(floor, state)
        rows = ImportUpload.objects.filter(pk=upload.pk).values_list("state", flat=True)
        page = "channels:import-map" if act == "map" else "channels:import"
        path = reverse(page, args=[upload.pk])
        action = "" if act == "map" else reverse(f"channels:import-{act}", args=[upload.pk])
        fill = {"time_zone": "UTC"} if act == "map" else {}
        return Click(path, action, lambda: list(rows.all()), fill)

    return click


def subscription(floor: Floor, **changes: Any) -> WebhookSubscription:
    """No such name: nothing leaves the machine."""
    row, _ = subscribing.subscribe(
        floor.team, url="https://hooks.invalid/", kinds=["order.placed"], now=timezone.now()
    )
    WebhookSubscription.objects.filter(pk=row.pk).update(**changes or {"is_active": True})
    return row


def of_subscription(act: str, **before: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = subscription(floor, **before)
        rows = WebhookSubscription.objects.filter(pk=row.pk).values_list("is_active", "deliveries__attempts")
        return Click(
            reverse("channels:webhook-log", args=[row.pk]), reverse(f"channels:webhook-{act}", args=[row.pk]),
            lambda: list(rows.all()),
        )  # fmt: skip

    return click


def send_again(floor: Floor) -> Click:
    row = subscription(floor, is_active=False)
    delivery = queueing.queue_test(row, now=timezone.now())
    read = WebhookDelivery.objects.filter(pk=delivery.pk).values_list("attempts", flat=True)
    return Click(
        reverse("channels:webhook-log", args=[row.pk]), reverse("channels:webhook-again", args=[delivery.pk]),
        lambda: read.get(),
    )  # fmt: skip


def send_number(floor: Floor) -> Click:
    order = uploads.to_upload(floor)
    rows = OutboundWrite.objects.filter(shop=order.shop_id, subject=order.external_id)
    path = f"{reverse('uploads:order', args=[order.pk])}?number={uploads.fresh_number()}"
    return Click(path, reverse("uploads:send", args=[order.pk]), rows.count, says="it can be withdrawn")


def answer_request(floor: Floor) -> Click:
    order = uploads.to_upload(floor)
    uploads.asked_to_cancel(order)
    rows = OutboundWrite.objects.filter(shop=order.shop_id, subject=order.external_id)
    path, action = (reverse(f"requests:{name}", args=[order.pk]) for name in ("answer", "send"))
    return Click(path, action, rows.count, says="it can be withdrawn")


def of_write(name: str, **before: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        order, row = uploads.written(floor, **before)
        read = OutboundWrite.objects.filter(pk=row.pk).values_list("state", flat=True)
        return Click(uploads.panel(order), reverse(name, args=[row.pk]), lambda: read.get())

    return click


def of_feed(act: str, column: str, **before: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = carriers.feed(floor, **before)
        read = CarrierFeed.objects.filter(pk=row.pk).values_list(column, flat=True)
        return Click(
            carriers.page(row), reverse(f"channels:carrier-{act}", args=[row.pk]), lambda: read.get()
        )

    return click


def of_carrier_message(act: str, outcome: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = carriers.message(floor, outcome)
        read = CarrierMessage.objects.filter(pk=row.pk).values_list("outcome", flat=True)
        action = reverse(f"channels:carrier-{act}", args=[row.pk])
        return Click(carriers.page(row.feed), action, lambda: read.get())

    return click


def bring_list(floor: Floor) -> Click:
    text = f"{uploads.to_upload(floor).external_id}\t{uploads.fresh_number()}"
    url = reverse("uploads:lists")
    return Click(url, url, NumberList.objects.filter(team=floor.team).count, {"text": text})


def of_list(act: str, *, is_sent: bool) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        numbers = uploads.brought(floor, is_sent=is_sent)
        writes = OutboundWrite.objects.filter(batch=numbers.pk).values_list("state", flat=True)

        def state() -> Any:
            return NumberList.objects.filter(pk=numbers.pk).exists(), list(writes.all())

        return Click(uploads.of_list(numbers), reverse(f"uploads:list-{act}", args=[numbers.pk]), state)

    return click


CLICKS: Clicks = (
    account_health.CLICKS
    | bundles.CLICKS
    | checklists.CLICKS
    | following.CLICKS
    | cards.CLICKS
    | rooms.CLICKS
    | seeking.CLICKS
    | tickets.CLICKS
    | {
        "orders:hold": hold,
        "channels:privacy-done": privacy("channels:privacy-done", is_done=False),
        "channels:privacy-undo": privacy("channels:privacy-undo", is_done=True),
        "orders:release-hold": release,
        "orders:snooze": snooze,
        "orders:wake": wake,
        "orders:assign": assign,
        "orders:ask-carrier": ask_carrier,
        "orders:bulk-preview hold": bulk("hold", evidence="wrong colour"),
        "orders:bulk-preview release": bulk("release"),
        "orders:bulk-preview snooze": bulk("snooze", "snoozed_until_at"),
        "orders:bulk-preview assign": bulk("assign", "assignee"),
        "orders:bulk-preview ask-carrier": bulk("ask-carrier", note="lost in Reno"),
        "orders:save-view": save_view,
        "orders:share-view": share_view,
        "orders:delete-view": delete_view,
        "channels:pull": of_line("channels:pull", "next_sync_at", is_active=True),
        "channels:pause": of_line("channels:pause", "is_active", is_active=True),
        "channels:resume": of_line("channels:resume", "is_active", is_active=False),
        "uploads:send": send_number,
        "requests:send": answer_request,
        "uploads:withdraw": of_write("uploads:withdraw"),
        "uploads:retry": of_write("uploads:retry", state="needs_person"),
        "uploads:lists": bring_list,
        "uploads:list-send": of_list("send", is_sent=False),
        "uploads:list-undo": of_list("undo", is_sent=True),
        "uploads:list-forget": of_list("forget", is_sent=False),
        "tracking:make-link": make_link,
        "tracking:revoke-link": revoke_link,
        "tracking:front": front,
        "alerts-mail": mail_wanted,
        "alerts-quiet": quiet_hours,
        "alert-seen": of_alert("alert-seen"),
        "alert-unseen": of_alert("alert-unseen", seen_at=timezone.now()),
        "channels:compare": compare,
        "channels:fetch": of_sides("channels:fetch", "fetched_at"),
        "channels:accept": of_sides("channels:accept", "accepted_at"),
        "channels:unaccept": of_sides("channels:unaccept", "accepted_at", accepted_at=timezone.now()),
        "channels:retry": retry,
        "channels:dismiss": dismiss,
        "channels:reopen": reopen,
        "team": invite,
        "team-role": role,
        "team-remove": remove,
        "team-invite-again": invite_again,
        "channels:import-run": of_import("run", "checked"),
        "channels:import-undo": of_import("undo", "imported"),
        "channels:import-forget": of_import("forget", "checked"),
        "tokens": make_token,
        "token-revoke": revoke_token,
        "channels:carrier-secret": of_feed("secret", "secret_made_at"),
        "channels:carrier-run": of_feed("run", "next_round_at"),
        "channels:carrier-pause": of_feed("pause", "is_active"),
        "channels:carrier-resume": of_feed("resume", "is_active", is_active=False),
        "channels:carrier-disconnect": of_feed("disconnect", "state"),
        "channels:carrier-retry": of_carrier_message("retry", "refused"),
        "channels:carrier-dismiss": of_carrier_message("dismiss", "refused"),
        "channels:carrier-reopen": of_carrier_message("reopen", "dismissed"),
        "channels:webhooks": subscribe,
        "channels:webhook-test": of_subscription("test"),
        "channels:webhook-pause": of_subscription("pause"),
        "channels:webhook-resume": of_subscription("resume", is_active=False),
        "channels:webhook-remove": of_subscription("remove"),
        "channels:webhook-again": send_again,
        "switch-team": switch,
    }
    | {
        name: click
        for room in (
            automatic,
            papers,
            stock,
            truck,
            packing,
            inspecting,
            dock,
            morning,
            meeting,
            kits,
            promises,
            purchases,
            routes,
        )
        for name, click in room.CLICKS.items()
    }
)
# Buttons whose clicks stand in a test of their own.
ELSEWHERE = {
    "photos:take": "sent by the browser once a picture is chosen: tests/e2e/test_handing_over.py",
    "stock:receipt-photo": "tests/e2e/test_goods_in.py",
    "truck:evidence": "tests/e2e/test_handing_over.py",
    "channels:imports": "tests/e2e/test_importing.py",
    "channels:carriers": "tests/channels/carriers/test_pages.py",
    "channels:import-map": "tests/e2e/test_importing.py",
    "orders:numbers": "tests/e2e/test_numbers.py: it changes nothing",
    "orders:bulk": "pressed in the preview of each act",
    "orders:undo": "pressed after every change that offers it",
    "channels:connect-channel": "tests/e2e/test_journeys.py, tests/channels/connecting",
    "channels:disconnect": "tests/channels/connecting: the browser's world keeps its shops",
    "checklists:undo": "tests/inspections/test_editor.py, after each change",
    "following:unsort": "tests/inspections/test_following.py, where sorting is undone",
    "truck:undo": "pressed after every change of a warehouse",
    "pack:items": "tests/warehouse/pack/test_table.py",
    "people": "an owner has no PIN: tests/accounts/test_pins.py",
    "inspections:items": "tests/inspections/test_tablet.py",
    "captures:parts": "sent by the outbox: tests/inspections/test_parts.py",
    "account_logout": "tests/e2e/test_journeys.py",
}


def name_of(action: str) -> str:
    """The name of the address a form posts to; bulk acts each count as one."""
    try:
        found = resolve(action.split("?")[0])
    except Resolver404:
        return f"nothing answers to {action}"
    return f"{found.view_name} {found.kwargs['act']}" if "act" in found.kwargs else found.view_name


def paths(floor: Floor) -> Iterator[str]:
    """Every page that has buttons, in every state that brings another one."""
    order, _ = held(floor)
    asked = Order.objects.of(floor.team).open().filter(next_action="ask_carrier")[0]
    snoozed = wake(floor).path
    own_view(floor, "To walk by")
    item = unread(floor, "9000000000003", b"{}")
    reopen(floor)
    switch(floor)
    yield from following.pages(floor)
    yield from checklists.pages(floor)
    yield from ("/", reverse("orders:list"), f"{reverse('orders:list')}?open=on", reverse("tracking:list"))
    yield from (detail(order), detail(asked), reverse("orders:carrier", args=[asked.pk]), snoozed)
    closed = Order.objects.of(floor.team).filter(is_open=False)[0]
    yield from (detail(closed), reverse("tracking:of-order", args=[closed.pk]))
    yield from (revoke_link(floor).path, reverse("tracking:front", args=[line(floor).shop.slug]))
    yield answer_request(
        floor
    ).path  # before an order is chosen to send a number for: it takes one out of them
    yield from (uploads.panel(uploads.written(floor)[0]), send_number(floor).path)
    yield uploads.panel(uploads.written(floor, state="needs_person")[0])
    yield reverse("uploads:lists")
    yield from (uploads.of_list(uploads.brought(floor, is_sent=sent)) for sent in (False, True))
    for rate in ("late-dispatch-rate", "valid-tracking-rate"):
        yield from (reverse("metrics:detail", args=[rate]), reverse("metrics:units", args=[rate]))
    yield from account_health.pages(floor)
    invite_again(floor)
    yield from (
        reverse("refunds:index"),
        reverse("refunds:rows"),
        reverse("metrics:index"),
        reverse("rulebook-index"),
        reverse("team"),
    )
    yield from (reverse("channels:quarantine"), reverse("channels:quarantined-item", args=[item.pk]))
    for state in ("mapping", "checked", "imported", "failed"):
        yield of_import("run", state)(floor).path
    yield from (reverse("channels:imports"), of_import("map", "mapping")(floor).path)
    revoke_token(floor)
    yield from (reverse("tokens"), subscribe(floor).path)
    yield from (of_subscription("resume", is_active=False)(floor).path, of_subscription("pause")(floor).path)
    yield send_again(floor).path
    yield reverse("channels:carriers")
    carriers.message(floor, "refused")
    yield carriers.page(carriers.message(floor, "dismissed").feed)
    yield carriers.page(carriers.feed(floor, is_active=False))
    data_request(floor)
    data_request(floor, is_done=True)
    discrepancy(floor, "900000000022")
    discrepancy(floor, "900000000023", accepted_at=timezone.now())
    yield from (reverse("channels:list"), reverse("channels:privacy"), reverse("channels:reconciliation"))
    alert(floor)
    alert(floor, seen_at=timezone.now())
    yield reverse("alerts")
    for more in (
        automatic,
        bundles,
        cards,
        dock,
        inspecting,
        meeting,
        morning,
        packing,
        papers,
        kits,
        promises,
        purchases,
        rooms,
        routes,
        seeking,
        stock,
        tickets,
        truck,
    ):
        yield from more.pages(floor)


def eventually(read: Callable[[], Any], wanted: Any, seconds: float = 5.0) -> Any:
    """What is read in the end: as soon as it is what is wanted, else when the time is up."""
    ends = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < ends:
        time.sleep(0.05)
    return found
