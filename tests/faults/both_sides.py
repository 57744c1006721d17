"""What the fault tests share: shops pulled by real workers, and every stored row under names that both sides have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fulfillment.channels.models import Connection, QuarantinedItem, Wanted
from fulfillment.channels.tasks import start_due_syncs, sync_shop
from fulfillment.orders.models import Cancellation, Order, OrderEvent, OrderLine, Refund
from fulfillment.sandbox.box import SandboxServer
from fulfillment.tracking.models import Package, PackageOrder, TrackingEvent
from metrics.facts import judge_changed
from metrics.models import Fact
from tests.channels.world import connect, differences, judge, pull
from tests.faults.workers import wait_until

# The world stands at the last Wednesday, so that parcels moved in its last days whenever the tests run; workers live
# by the wall clock and look back as far as its history reaches.
DAYS = 4
LOOKS_BACK = DAYS + 8


def world(**wanted):
    noon = now().replace(hour=20, minute=0, second=0, microsecond=0)
    wednesday = noon - timedelta(days=(noon.weekday() - 2) % 7 or 7)
    usual = {"seed": 21, "history_days": DAYS, "orders_per_day": 20, "calm": True, "qps": 0, "speed": 0}
    return SandboxServer(**usual | {"anchor_at": wednesday} | wanted)


def now():
    return datetime.now(UTC)


def wake_twice(connections):
    """Every shop is asked for twice at once: one of the two workers must find it taken."""
    for connection in connections * 2:
        sync_shop.apply_async([str(connection.pk)])


def leases_run_out():
    """As if the minute had passed for which a dead worker still holds its shops; a living one is raced."""
    Connection.objects.exclude(leased_until_at=None).update(leased_until_at=now() - timedelta(seconds=1))


def stored(shop):
    """Every row of the shop under names that do not depend on when or by whom it was written."""
    of_order, of_package = {"order__shop": shop}, {"package__shop": shop}
    rows = {
        "orders": Order.objects.filter(shop=shop).values_list(
            "external_id", "channel_status", "placed_at", "dispatched_at", "dispatch_due_at", "packages_scanned"
        ),
        "lines": OrderLine.objects.filter(**of_order).values_list(
            "order__external_id", "external_id", "quantity"
        ),
        "events": OrderEvent.objects.filter(**of_order, source="channel").values_list(
            "order__external_id", "kind", "key", "happened_at"
        ),
        "packages": Package.objects.filter(shop=shop).values_list(
            "external_id", "tracking_number", "carrier", "status", "first_scan_at", "carrier_zip", "verdict"
        ),
        "links": PackageOrder.objects.filter(**of_package).values_list(
            "package__external_id", "order__external_id", "is_current"
        ),
        "messages": TrackingEvent.objects.filter(**of_package).values_list(
            "package__external_id", "happened_at", "kind", "description"
        ),
        "cancellations": Cancellation.objects.filter(shop=shop).values_list("external_id", "status", "order__external_id"),
        "refunds": Refund.objects.filter(shop=shop).values_list("external_id", "status", "order__external_id"),
        "quarantine": QuarantinedItem.objects.filter(shop=shop).values_list("kind", "external_id"),
    }  # fmt: skip
    return {name: sorted(found, key=str) for name, found in rows.items()} | {"facts": facts(shop)}


def facts(shop):
    orders = dict(Order.objects.filter(shop=shop).values_list("pk", "external_id"))
    packages = dict(Package.objects.filter(shop=shop).values_list("pk", "external_id"))
    rows = Fact.objects.filter(shop=shop)
    return sorted(
        (f.metric, (packages if "tracking" in f.metric else orders).get(f.unit_id), str(f.day_on), f.in_numerator, f.why)
        for f in rows
    )  # fmt: skip


def settle():
    judge(now())
    while judge_changed():
        pass


def is_done(connections):
    rows = Connection.objects.filter(pk__in=[row.pk for row in connections])
    is_due = Wanted.objects.filter(connection__in=rows, not_before_at__lte=now()).exists()
    return not is_due and not rows.filter(first_sync_finished_at=None).exists()


def all_is_read(connections, *, ask=start_due_syncs.delay, seconds=90, every=1.0):
    """Returns once every shop is read to its end, asked for again and again as beat would."""

    def is_read():
        ask()
        return is_done(connections)

    wait_until(is_read, seconds=seconds, every=every)


def is_as_if_nothing_had_happened(connections, box):
    """The rows of the disturbed shops, those of shops read without a disturbance, and the world's truth are one."""
    box.fault(clear=True)
    settle()
    clean = connect(box, now=now(), history_days=LOOKS_BACK)
    for connection, undisturbed in zip(connections, clean, strict=True):
        pull(undisturbed, now)
        settle()
        connection.refresh_from_db()
        assert connection.problem == ""
        assert differences(connection, box) == {}
        assert stored(connection.shop) == stored(undisturbed.shop)
    assert Order.objects.count() == 2 * len(box.truth()["orders"])
