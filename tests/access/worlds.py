"""A team with one of everything that a page can show, each thing marked with a sign that no other team's carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone

from fulfillment.accounts import tokens
from fulfillment.accounts.models import ApiToken, Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.accounts.scopes import Scope
from fulfillment.alerts.models import Alert
from fulfillment.catalog.models import Shop
from fulfillment.channels.carriers import connecting as carriers
from fulfillment.channels.chats import rooms, telling
from fulfillment.channels.documents import PDF
from fulfillment.channels.generic import uploading
from fulfillment.channels.labels import asking
from fulfillment.channels.models import (
    CarrierFeed,
    CarrierMessage,
    ChatPost,
    ChatRoom,
    Connection,
    Discrepancy,
    ImportRun,
    ImportUpload,
    LabelBatch,
    LabelFile,
    NumberList,
    PrivacyRequest,
    QuarantinedItem,
    Reconciliation,
    WebhookDelivery,
    WebhookSubscription,
)
from fulfillment.channels.outgoing import queueing, subscribing
from fulfillment.channels.uploads.lists import keeping
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.inspections import asking as checks
from fulfillment.inspections import planning
from fulfillment.inspections.checklists import changing, drafting, publishing
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import Checklist, CorrectiveAction, Finding, Inspection, ReportDispute
from fulfillment.orders.holds import place_hold
from fulfillment.orders.models import Buyer, Cancellation, Hold, Order, OrderEvent, Refund, SavedView, Ticket
from fulfillment.orders.watch import wake, watch_due
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind
from fulfillment.photos import keeping as keeping_photos
from fulfillment.photos.models import Photo
from fulfillment.tracking.models import Package
from fulfillment.warehouse import dealing, expecting, receiving
from fulfillment.warehouse.handover import claiming, loading
from fulfillment.warehouse.models import (
    Claim,
    ClaimPaper,
    ExpectedDelivery,
    KitArtwork,
    Lot,
    ManifestLine,
    PackedOrder,
    Packing,
    PickupWindow,
    PickWave,
    PlainOrder,
    Receipt,
    StockMovement,
    Supply,
    Warehouse,
    WarehouseClosure,
    WaveOrder,
)
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of
from metrics import facts
from metrics.models import PublishedFigure, Violation, WeeklyAction, WeeklyNote
from metrics.weekly.weeks import last_whole
from sourcing.models import (
    AutoRule,
    Confirmation,
    OwnRate,
    Purchase,
    PurchaseLine,
    Quote,
    Rehearsal,
    RoutingRule,
    RoutingRuleSet,
    SupplierClosure,
)
from sourcing.routes import applying, editing, rehearsals
from sourcing.seeking import acts
from tests import factories
from tests.photos.pictures import picture
from tests.sourcing.making import offered, said
from tests.sourcing.seeking import making as seeking
from tests.warehouse.kits import making as kits

HOUR = timedelta(hours=1)
REQUEST = "4035000000000000001"  # the open request of `sent`


@dataclass
class Papers:
    """Of `order`, both."""

    batch: LabelBatch
    file: LabelFile


@dataclass
class Stock:
    """One lot, given to `order` in part; its receipt is open and its delivery not all there."""

    delivery: ExpectedDelivery
    receipt: Receipt
    movement: StockMovement
    lot: Lot
    supply: Supply


@dataclass
class Routing:
    """The live version, its one rule, and a rehearsal that is done."""

    version: RoutingRuleSet
    rule: RoutingRule
    rehearsal: Rehearsal


@dataclass
class World:
    """`word` is what somebody may search for; `sign` stands beside it in every text and is searched by nobody."""

    word: str
    sign: str
    team: Team
    shop: Shop
    order: Order  # open, late, held; shares its package with `sent`
    sent: Order  # dispatched late
    package: Package  # its number is not valid
    hold: Hold
    event: OrderEvent
    connection: Connection
    quarantined: QuarantinedItem
    privacy: PrivacyRequest
    discrepancy: Discrepancy
    alert: Alert
    token: ApiToken
    upload: ImportUpload
    subscription: WebhookSubscription
    delivery: WebhookDelivery
    ticket: Ticket  # waits for an answer, belongs to `order`
    room: ChatRoom
    action: WeeklyAction
    note: WeeklyNote
    promise: Confirmation
    purchase: Purchase  # of the promise's offer, for `order`
    days_off: SupplierClosure
    quote: Quote  # of a request that is open
    post: ChatPost
    feed: CarrierFeed
    carrier_message: CarrierMessage  # could not be read
    write: OutboundWrite  # waits to be sent
    numbers: NumberList
    stock: Stock
    checklist: Checklist  # with two versions
    dispute: ReportDispute  # of the inspection of `corrective`
    corrective: CorrectiveAction  # after the failed inspection of its lot
    packing: Packing  # of `order`
    papers: Papers
    window: PickupWindow
    closure: WarehouseClosure
    photo: Photo
    inspection: Inspection  # finished
    wave: PickWave
    line: ManifestLine  # on the open manifest of the window's departure
    claim: Claim  # for another, handed over a week ago
    published: PublishedFigure
    violation: Violation  # of `order`
    routing: Routing
    auto_rule: AutoRule
    rate: OwnRate
    artwork: KitArtwork  # waits for approval, of an item that no shelf has
    plain: PlainOrder  # of `sent`
    memberships: dict[str, Membership]  # by role

    def member(self, role: Role) -> User:
        return self.memberships[role].user

    def view_of(self, user: User) -> SavedView:
        """A saved view that the user made, or, of somebody else, one of this team's owner."""
        is_here = Membership.objects.filter(team=self.team, user=user.pk).exists()
        maker = user if is_here else self.member(Role.OWNER)
        name = f"{self.word} {self.sign}"
        found, _ = SavedView.objects.get_or_create(
            team=self.team, user=maker, name=name, defaults={"query": "open=on", "is_shared": True}
        )
        return found


def build(*, word: str, sign: str, slug: str) -> World:
    name = f"{word} {sign}"
    team = factories.create_team(slug=slug, name=name)
    shop = factories.create_shop(team=team, slug=f"{word}-{sign}", name=f"{name} shop")
    order, sent = _orders(shop, word, sign)
    package = factories.create_package(
        orders=[order, sent], tracking_number=f"{word}{sign}1".upper(), tracking_number_given=f"{word}{sign}1",
        shipped_at=timezone.now() - 50 * HOUR, verdict="invalid", verdict_reasons=[],
    )  # fmt: skip
    memberships = {
        role: Membership.objects.get(
            user=factories.create_member(team=team, role=role, email=f"{role}.{sign}@{word}.example")
        )
        for role in Role
    }
    hold = place_hold(
        order, reason="by_hand", owner="us", action="release_hold", evidence=name, now=timezone.now()
    )
    subscription, delivery = _webhook(team, name)
    feed, carrier_message = _feed(team, name)
    room, post = _room(team, name)
    window = _window(team, name)
    world = World(
        word=word, sign=sign, team=team, shop=shop, order=order, sent=sent, package=package, hold=hold,
        event=OrderEvent.objects.get(order=order, kind="hold.placed"),
        connection=Connection.objects.create(
            team=team, shop=shop, state="failing", problem=f"{name} trouble", fix=f"{name} fix", failures=1
        ),
        quarantined=_quarantined(shop, name), privacy=_privacy(shop, name), write=_write(sent, name),
        discrepancy=_discrepancy(shop, name), alert=_alert(shop, name), memberships=memberships,
        token=_token(team, name), upload=_upload(shop, name), subscription=subscription, delivery=delivery,
        feed=feed, carrier_message=carrier_message, room=room, post=post,
        action=_action(shop, name), note=_note(shop, name), promise=(promise := _promise(team, name)),
        purchase=_purchase(order, promise),
        days_off=_days_off(team, name), quote=_quote(team, name), ticket=_ticket(order, name),
        numbers=_numbers(shop, name), window=window, closure=_closure(team, name),
        stock=(stock := _stock(order, name)), corrective=(corrective := _corrective(stock, name)),
        dispute=_dispute(corrective.inspection, name), checklist=_checklist(team, name),
        photo=_photo(team), inspection=_inspection(order, name), wave=_wave(order, name),
        line=_line(window, package, name), claim=_claim(window, name),
        packing=_packing(order, name), papers=_papers(order, name),
        published=_published(order), violation=_violation(order, name),
        routing=_routing(team, name), auto_rule=_auto_rule(order), rate=_rate(team),
        artwork=_artwork(order, name), plain=_plain(sent, name),
    )  # fmt: skip
    world.view_of(world.member(Role.OWNER))
    _judge([order, sent])
    return world


def _artwork(order: Order, name: str) -> KitArtwork:
    line = order.lines.exclude(sku=None).get()
    kit = kits.kit(team=order.team, name=f"{name} kit", skus=[line.sku])
    return kits.artwork(kits.item(kit, name=f"{name} card", code=f"{order.pk}-CARD", is_printed=True))


def _plain(order: Order, name: str) -> PlainOrder:
    now = timezone.now()
    return PlainOrder.objects.create(team=order.team, order=order, why=name, allowed_at=now)


def _rate(team: Team) -> OwnRate:
    told = {"base": "USD", "quote": "VND", "day_on": timezone.localdate(), "rate": 25_400}
    return OwnRate.objects.create(team=team, told_at=timezone.now(), **told)


def _auto_rule(order: Order) -> AutoRule:
    """Of this team's supplier, so the list names it."""
    sku = order.lines.exclude(sku=None).get().sku
    return AutoRule.objects.create(
        team=order.team, supplier=sku.supplier if sku else None, currency="USD",
        most_per_order=10, most_per_day=50, changed_at=timezone.now(),
    )  # fmt: skip


def _routing(team: Team, name: str) -> Routing:
    now = timezone.now()
    rule = editing.add_rule(team, by=None, now=now, name=name, carrier="ups")
    editing.make_live(rule.rule_set, by=None, now=now)
    applying.route_new(team, now=now)
    rehearsal = rehearsals.ask(rule.rule_set, by=None, now=now)
    rehearsals.run(rehearsal.pk, now=now)
    return Routing(rule.rule_set, rule, rehearsal)


def _orders(shop: Shop, word: str, sign: str) -> tuple[Order, Order]:
    name, now = f"{word} {sign}", timezone.now()
    supplier = factories.create_supplier(team=shop.team, code=f"{name} S", name=f"{name} supplier")
    sku = factories.create_sku(team=shop.team, code=f"{name} SKU", title=f"{name} lamp", supplier=supplier)
    buyer = Buyer.objects.create(team=shop.team, shop=shop, key=name, name=f"{name} buyer", city=name)
    Buyer.objects.filter(pk=buyer.pk).update(search=SearchVector(Value(buyer.name), config="simple"))
    due = {"ready_due_at": now - 30 * HOUR, "scan_due_at": now - 30 * HOUR}
    order = factories.create_order(
        shop=shop, external_id=f"{word}-{sign}-1001", placed_at=now - 90 * HOUR, buyer=buyer, **due
    )
    sent = factories.create_order(
        shop=shop, external_id=f"{word}-{sign}-1002", placed_at=now - 90 * HOUR, buyer=buyer, status="in_transit",
        ready_at=now - 50 * HOUR, scanned_at=now - 20 * HOUR, **due,
    )  # fmt: skip
    for each in (order, sent):
        factories.create_line(order=each, sku=sku)
    factories.create_line(order=order, title=f"{name} box", listing_external_id=f"{name} listing")  # no SKU
    Cancellation.objects.create(
        team=shop.team, shop=shop, order=sent, order_external_id=sent.external_id, external_id=REQUEST,
        status="requested", initiator="buyer", reason_text=name, remote_updated_at=now,
    )  # fmt: skip
    Refund.objects.create(
        team=shop.team, shop=shop, order=sent, order_external_id=sent.external_id, external_id=f"{name} back",
        status="completed", initiator="buyer", reason_text=name, requested_at=now, remote_updated_at=now,
        closed_at=now,
    )  # fmt: skip
    return order, sent


def _promise(team: Team, name: str) -> Confirmation:
    return said(offered(team=team, sku=factories.create_sku(team=team, title=name), name=name), told_by=name)


def _purchase(order: Order, promise: Confirmation) -> Purchase:
    offer, now = promise.offer, timezone.now()
    row = Purchase.objects.create(
        team=order.team, supplier=offer.supplier, number=1, key=uuid4(), currency="USD", placed_at=now
    )
    PurchaseLine.objects.create(
        team=order.team, purchase=row, order_line=order.lines.exclude(sku=None).get(), offer=offer, quantity=1,
        unit_price=promise.unit_price, landed=promise.unit_price, bought_at=now,
    )  # fmt: skip
    return row


def _quote(team: Team, name: str) -> Quote:
    closed = seeking.sought(team, title=f"{name} closed lamp")
    acts.close(closed, name, by=None, now=timezone.now())
    return seeking.quoted(seeking.sought(team, title=f"{name} lamp"), name=f"{name} maker")


def _days_off(team: Team, name: str) -> SupplierClosure:
    supplier, today = factories.create_supplier(team=team, name=name), timezone.now().date()
    days = {"from_on": today, "until_on": today + timedelta(days=9)}
    return SupplierClosure.objects.create(team=team, supplier=supplier, why=name, **days)


def _quarantined(shop: Shop, name: str) -> QuarantinedItem:
    now = timezone.now()
    return QuarantinedItem.objects.create(
        team=shop.team, shop=shop, kind="order", external_id=f"{name} 1003", sentence=f"{name} is unreadable.",
        payload=f'{{"id": "{name}"}}'.encode(), first_seen_at=now, last_seen_at=now,
    )  # fmt: skip


def _alert(shop: Shop, name: str) -> Alert:
    now = timezone.now()
    return Alert.objects.create(
        team=shop.team, shop=shop, kind_code="channel_stopped", source=f"channel:{name}", sentence=f"{name} trouble",
        raised_at=now, tell_at=now,
    )  # fmt: skip


def _discrepancy(shop: Shop, name: str) -> Discrepancy:
    now = timezone.now()
    Reconciliation.objects.create(team=shop.team, shop=shop, placed_on=now.date(), compared_at=now, theirs=1)
    return Discrepancy.objects.create(
        team=shop.team, shop=shop, placed_on=now.date(), external_id=f"{name} 1004", kind="missing_here",
        cause="never_told", found_at=now,
    )  # fmt: skip


def _write(order: Order, name: str) -> OutboundWrite:
    wish = Wish(Kind.SHIPMENT_CREATE, name, order.external_id, {"tracking_number": f"{name} 9400"})
    [row] = ask(order.shop, [wish], by=None, now=timezone.now())
    return row


def _privacy(shop: Shop, name: str) -> PrivacyRequest:
    now = timezone.now()
    return PrivacyRequest.objects.create(
        team=shop.team, shop=shop, message_id=name, topic="customers/data_request", customer_external_id=name,
        received_at=now, due_at=now + 24 * 30 * HOUR,
    )  # fmt: skip


def _upload(shop: Shop, name: str) -> ImportUpload:
    """Checked, with a row refused."""
    run = ImportRun.objects.create(team=shop.team, shop=shop, file_name=name, digest=name)
    run.rejects.create(team=shop.team, row=1, external_id=name, code="x", sentence=name, is_rejected=True)
    content = f"Order ID,Status,Created At,SKU\n{name},paid,2026-11-20 09:00,{name}\n".encode()
    upload = uploading.keep(shop, name=f"{name}.csv", chunks=[content], by=None, now=timezone.now())
    upload.state, upload.check_run = "checked", run
    upload.save()
    return upload


def _numbers(shop: Shop, name: str) -> NumberList:
    lines = [Line(1, f"{name} 1005", f"{name} 9400", name)]
    row, _ = keeping.keep(
        shop.team, lines, name=f"{name}.csv", shop=None, corrects=False, by=None, now=timezone.now()
    )
    return row


def _window(team: Team, name: str) -> PickupWindow:
    house = Warehouse.objects.create(
        team=team, code="main", name=f"{name} house", time_zone="America/Los_Angeles", is_default=True
    )
    today = timezone.localtime(timezone=ZoneInfo(house.time_zone)).isoweekday()
    return PickupWindow.objects.create(
        team=team, warehouse=house, carrier="ups", service=name[:40], weekday=today, local_time=time(15)
    )


def _line(window: PickupWindow, package: Package, name: str) -> ManifestLine:
    """Its orders are held, so it is written past the scanner."""
    zone, now = ZoneInfo(window.warehouse.time_zone), timezone.now()
    at = timezone.localtime(timezone=zone).replace(hour=15, minute=0, second=0, microsecond=0)
    manifest = loading.open_manifest(window, at, by=None, now=now)
    return ManifestLine.objects.create(
        team=window.team, manifest=manifest, package=package, number=name.upper(), carrier="ups", loaded_at=now,
        received_at=now,
    )  # fmt: skip


def _published(order: Order) -> PublishedFigure:
    today = timezone.now().date()
    return PublishedFigure.objects.create(
        team=order.team, shop=order.shop, metric="late-dispatch-rate", since_on=today - timedelta(days=7),
        until_on=today, rate=Decimal("0.04"), against_ids=[order.external_id], source="entered",
        told_at=timezone.now(),
    )  # fmt: skip


def _violation(order: Order, name: str) -> Violation:
    now = timezone.now()
    return Violation.objects.create(
        team=order.team, shop=order.shop, title=f"{name} was late", happened_on=now.date(), entered_at=now,
        state_at=now, order_ids=[order.external_id],
    )  # fmt: skip


def _claim(window: PickupWindow, name: str) -> Claim:
    now, before = timezone.now(), timezone.now() - timedelta(days=7)
    manifest = loading.open_manifest(window, before, by=None, now=before)
    lines = [
        ManifestLine.objects.create(
            team=window.team, manifest=manifest, number=f"{name} {scanned}".upper(), carrier="ups", loaded_at=before,
            received_at=before, handed_over_at=before, first_scan_at=now if scanned else None, depot=name,
        )
        for scanned in (False, True)
    ]  # fmt: skip
    claim = claiming.open_claim(lines[0], by=None, now=now)
    ClaimPaper.objects.create(
        team=window.team, claim=claim, content=b"%PDF-", name=f"{name}.pdf", digest=name, added_at=now
    )
    return claim


def _closure(team: Team, name: str) -> WarehouseClosure:
    house = Warehouse.objects.get(team=team)
    day = timezone.now().date() + timedelta(days=9)
    return WarehouseClosure.objects.create(team=team, warehouse=house, day=day, why=name)


def _wave(order: Order, name: str) -> PickWave:
    wave = PickWave.objects.create(team=order.team, truck=f"{name} truck", taken_at=timezone.now())
    WaveOrder.objects.create(team=order.team, wave=wave, order=order)
    return wave


def _inspection(order: Order, name: str) -> Inspection:
    now = timezone.now()
    plan = checks.kept(planning.asked_of(1))
    sku = order.lines.exclude(sku=None).first().sku
    Lot.objects.create(
        team=order.team, warehouse=default_of(order.team), sku=sku, code=f"{name} to inspect", received_at=now,
        state="quarantined", on_hand=3,
    )  # fmt: skip
    row = Inspection.objects.create(
        team=order.team, client_uuid=uuid4(), kind="packing", order=order, lot_size=1, plan=plan, opened_at=now,
        first_told_at=now, finished_at=now, settled_at=now, verdict="failed", why=name,
    )  # fmt: skip
    Finding.objects.create(
        team=order.team, inspection=row, client_uuid=uuid4(), number=1, check_key=name, severity="major", captured_at=now
    )  # fmt: skip
    return row


def _photo(team: Team) -> Photo:
    now = timezone.now()
    return keeping_photos.keep(team, picture(), client_uuid=uuid4(), by=None, now=now).photo


def _token(team: Team, name: str) -> ApiToken:
    row, _ = tokens.issue(team, name=name, scopes=[Scope.READ], expires_at=None, by=None, now=timezone.now())
    return row


def _webhook(team: Team, name: str) -> tuple[WebhookSubscription, WebhookDelivery]:
    url = f"https://{name.replace(' ', '-')}.invalid/"  # no such name: nothing is ever sent
    row, _ = subscribing.subscribe(team, url=url, kinds=["order.placed"], now=timezone.now())
    return row, queueing.queue_test(row, now=timezone.now())


def _ticket(order: Order, name: str) -> Ticket:
    now = timezone.now()
    return Ticket.objects.create(
        team=order.team, shop=order.shop, order=order, external_id=name, kind="ticket", topic="fit", text=name,
        opened_at=now, remote_updated_at=now,
    )  # fmt: skip


def _action(shop: Shop, name: str) -> WeeklyAction:
    now = timezone.now()
    return WeeklyAction.objects.create(
        team=shop.team, shop=shop, metric="late-dispatch-rate", week_on=last_whole(now.date()).monday, words=name,
        due_on=now.date(), made_at=now,
    )  # fmt: skip


def _note(shop: Shop, name: str) -> WeeklyNote:
    now = timezone.now()
    week = last_whole(now.date())
    return WeeklyNote.objects.create(team=shop.team, week_on=week.monday, words=name, written_at=now)


def _room(team: Team, name: str) -> tuple[ChatRoom, ChatPost]:
    url = f"https://{name.replace(' ', '-')}.invalid/"  # no such name: nothing is ever sent
    row = rooms.connect(team, tool="json", url=url, name=name, now=timezone.now())
    return row, telling.queue_test(row, now=timezone.now())


def _feed(team: Team, name: str) -> tuple[CarrierFeed, CarrierMessage]:
    feed, _ = carriers.connect(team, "own", {}, now=timezone.now())
    message = CarrierMessage.objects.create(
        team=team, feed=feed, message_id=name, body=name.encode(), received_at=timezone.now(), outcome="refused",
        sentence=f"{name} is unreadable.",
    )  # fmt: skip
    return feed, message


def _stock(order: Order, name: str) -> Stock:
    now, line = timezone.now(), order.lines.exclude(sku=None).get()
    warehouse = default_of(order.team)
    delivery = expecting.expect(
        warehouse, {line.sku: 9}, reference=f"{name} PO", supplier=line.supplier, expected_on=None, by=None, now=now
    )  # fmt: skip
    receipt = receiving.open_receipt(warehouse, delivery=delivery, by=None, now=now)
    scan = Scan(line.sku, 4, lot_code=f"{name} lot")
    movement = receiving.receive(receipt, scan, by=None, now=now).row
    dealing.deal(order.team_id, now=now)
    supply = Supply.objects.get(warehouse=warehouse, sku=line.sku)
    return Stock(delivery, receipt, movement, Lot.objects.get(pk=movement.lot_id), supply)


def _checklist(team: Team, name: str) -> Checklist:
    now = timezone.now()
    row = publishing.begin(team, starters()["electronics"], f"{name} checks", now=now)
    publishing.publish(row, by=None, now=now)
    drafting.change(row, lambda told: changing.move(told, "cartons", 1), seen=drafting.mark(row), now=now)
    publishing.publish(row, by=None, now=now)
    row.refresh_from_db()
    return row


def _corrective(stock: Stock, name: str) -> CorrectiveAction:
    now = timezone.now()
    row = Inspection.objects.create(
        team=stock.lot.team, client_uuid=uuid4(), kind="received", lot=stock.lot, lot_size=4, rules=True,
        plan=checks.kept(planning.asked_of(4)), first_told_at=now, settled_at=now, verdict="failed",
    )  # fmt: skip
    return CorrectiveAction.objects.create(
        team=row.team,
        inspection=row,
        client_uuid=uuid4(),
        what=name,
        owner=name,
        due_on=now.date(),
        asked_at=now,
    )


def _dispute(row: Inspection, name: str) -> ReportDispute:
    supplier = factories.create_supplier(team=row.team, name=f"{name} Works", code=f"{row.pk}-W")
    told = {"words": f"{name} sees it otherwise", "said_at": timezone.now(), "supplier": supplier}
    return ReportDispute.objects.create(team=row.team, inspection=row, **told)


def _packing(order: Order, name: str) -> Packing:
    row = Packing.objects.create(
        team=order.team, warehouse=default_of(order.team), client_uuid=uuid4(), started_at=timezone.now(),
        problem="held", problem_words=f"On hold: {name}",
    )  # fmt: skip
    PackedOrder.objects.create(team=order.team, packing=row, order=order)
    return row


def _papers(order: Order, name: str) -> Papers:
    """Made, with one order that could not be printed."""
    now, content = timezone.now(), PDF + name.encode()
    batch = asking.ask(
        order.team, Order.objects.filter(pk=order.pk), name=f"{name} papers", with_slips=True, by=None, now=now,
        client_uuid=uuid4(),
    )  # fmt: skip
    LabelBatch.objects.filter(pk=batch.pk).update(state="done", content=content, pages=1, done=1, refused=1)
    batch.sheets.update(state="refused", problem="It is cancelled.")
    told = {"content": content, "pages": 1, "brought_at": now, "digest": name}
    file = LabelFile.objects.create(team=order.team, order=order, file_name=f"{name} label.pdf", **told)
    return Papers(batch, file)


def _judge(orders: list[Order]) -> None:
    """What the workers do: levels, then facts."""
    wake([order.pk for order in orders], now=timezone.now())
    while watch_due(now=timezone.now()):
        pass
    while facts.judge_changed():
        pass
    for order in orders:
        order.refresh_from_db()
