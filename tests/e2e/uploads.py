"""Orders and writes for the buttons that send numbers."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import NumberList
from fulfillment.channels.uploads.lists import going, keeping
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.channels.uploads.looking import look_at
from fulfillment.orders.models import Cancellation, Order
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind
from fulfillment.tracking.numbers import Check, identify
from tests.e2e.floor import Floor


def fresh_number() -> str:
    """A right UPS number that nothing carries yet: a number in use elsewhere is not sent."""
    body = f"1Z999AA1{OutboundWrite.objects.count() + 1_234_567:09d}"
    numbers = (f"{body}{digit}" for digit in range(10))
    return next(
        number
        for number in numbers
        for read in identify(number)
        if (read.carrier, read.check) == ("ups", Check.VALID)
    )


def to_upload(floor: Floor) -> Order:
    """An order that may be shipped and that nothing was sent about."""
    rows = Order.objects.of(floor.team).filter(status="to_ship", shipping_type="seller", shop__market="US")
    used = OutboundWrite.objects.of(floor.team).values("subject")
    free = rows.exclude(holds__released_at=None, holds__isnull=False).exclude(external_id__in=used)
    given, now = {"number": fresh_number()}, timezone.now()
    return next(order for order in free if look_at(floor.team, order, given, now=now).may_go)


def written(floor: Floor, **state: object) -> tuple[Order, OutboundWrite]:
    order = to_upload(floor)
    wish = Wish(
        Kind.SHIPMENT_CREATE, order.external_id, order.external_id, {"tracking_number": fresh_number()}
    )
    [row] = ask(order.shop, [wish], by=None, now=timezone.now())
    OutboundWrite.objects.filter(pk=row.pk).update(**state)
    return order, row


def panel(order: Order) -> str:
    return reverse("uploads:panel", args=[order.pk])


def brought(floor: Floor, *, is_sent: bool = False) -> NumberList:
    """A list of one number that may go, and of one that may not."""
    order, number = to_upload(floor), fresh_number()
    lines = [Line(1, order.external_id, number), Line(2, "nobody", number)]
    now = timezone.now()
    numbers, _ = keeping.keep(floor.team, lines, name="A list", shop=None, corrects=False, by=None, now=now)
    if is_sent:
        going.send_list(numbers, warned_too=False, by=floor.people[Role.OPERATOR], now=now)
    return numbers


def of_list(numbers: NumberList) -> str:
    return reverse("uploads:list", args=[numbers.pk])


def asked_to_cancel(order: Order) -> Cancellation:
    """An open request of the buyer's, as the channel would tell it."""
    now = timezone.now()
    return Cancellation.objects.create(
        team_id=order.team_id, shop_id=order.shop_id, order=order, order_external_id=order.external_id,
        external_id=f"4035{order.pk:015d}", status="requested", initiator="buyer", requested_at=now,
        reason_text="No longer needed", answer_by_at=now + timedelta(hours=5), remote_updated_at=now,
    )  # fmt: skip
