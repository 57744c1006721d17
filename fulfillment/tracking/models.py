"""Parcels, what carriers said of them, and our verdict on each number.

Keys to teams and shops have no index of their own: what is asked for by them starts with a listed index, and every
index is written again for each of millions of rows.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order


class Package(models.Model):
    """One parcel with one tracking number; Valid Tracking Rate counts these."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="packages", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="packages", db_index=False)
    external_id = models.TextField()
    orders = models.ManyToManyField(Order, through="PackageOrder", related_name="packages")

    # mirrored
    tracking_number = models.TextField(blank=True)  # normalised by tracking.numbers.normalise
    tracking_number_given = models.TextField(blank=True)  # as the channel has it
    carrier = models.TextField(blank=True)  # our code, blank when the name is unknown to us
    carrier_name = models.TextField(blank=True)
    status = models.TextField(default="to_ship")  # tracking.states.PackageStatus
    shipping_type = models.TextField(default="seller")
    shipped_at = models.DateTimeField(null=True)  # number given: not a scan
    channel_scan_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    remote_updated_at = models.DateTimeField(null=True)  # of the package endpoint's own newest answer
    numbers_told = ArrayField(
        models.TextField(), default=list, db_default=[]
    )  # every number that was ever told for it, sorted: more than one means that it was corrected
    told_at = models.DateTimeField(
        null=True
    )  # of the payload, an order's or its own, that gave number and status

    # derived from events
    first_event_at = models.DateTimeField(null=True)
    first_scan_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(null=True)
    carrier_zip = models.TextField(blank=True)  # where the carrier says it goes
    events_checked_at = models.DateTimeField(null=True)

    # derived by tracking.validity
    verdict = models.TextField(blank=True)  # valid, pending, invalid; blank before it is shipped
    verdict_until_at = models.DateTimeField(null=True)
    verdict_reasons = models.JSONField(default=list)
    correct_by_at = models.DateTimeField(
        null=True
    )  # invalid, and until then another number mends it and is taken; else null

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="package_once")]
        indexes = [
            models.Index(fields=["tracking_number"], name="package_number", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["verdict_until_at"],
                name="package_verdict_due",
                condition=Q(verdict_until_at__isnull=False),
            ),
            models.Index(  # those that need somebody: few of many, whatever the history
                fields=["team", "verdict", "-shipped_at"],
                name="package_attention",
                condition=Q(verdict__in=["invalid", "pending"]),
            ),
            models.Index(  # by the closing of the channel's window
                fields=["team", "correct_by_at", "id"],
                name="package_correctable",
                condition=Q(correct_by_at__isnull=False),
            ),
            models.Index(  # scanned by the carrier, and the channel has not said so: few, and not for long
                fields=["team", "first_scan_at", "id"],
                name="package_behind",
                condition=Q(
                    first_scan_at__isnull=False, channel_scan_at=None, status__in=("ready", "to_ship")
                ),
            ),
            models.Index(  # those that wait, by when they become invalid
                fields=["team", "verdict_until_at", "id"],
                name="package_waiting",
                condition=Q(verdict="pending"),
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.external_id


class PackageOrder(models.Model):
    """Many to many: combined packages serve several orders, split orders fill several packages."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    package = models.ForeignKey(
        Package, on_delete=models.CASCADE, related_name="package_orders", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="package_orders")
    order_told_at = models.DateTimeField(null=True)  # newest order payload that names the package
    package_told_at = models.DateTimeField(null=True)  # newest package payload that names the order
    is_current = models.BooleanField(
        default=True, db_default=True
    )  # derived: no newer order payload names other packages instead

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "order"], name="package_order_once")]

    def __str__(self) -> str:
        return f"package {self.package_id} for order {self.order_id}"


class AwaitedOrder(models.Model):
    """An order that a package names and that has not arrived yet; becomes a `PackageOrder` when it does."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="awaited_orders")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    order_external_id = models.TextField()
    package_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "order_external_id", "package"], name="awaited_order_once"
            )
        ]

    def __str__(self) -> str:
        return f"package {self.package_id} waits for order {self.order_external_id}"


class TrackingEvent(models.Model):
    """A carrier's message, as told; never edited."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.TextField()  # tracking.scans.EventKind
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    description = models.TextField(blank=True)
    code = models.TextField(blank=True)
    location = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    source = models.TextField()  # channel, carrier

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package", "happened_at", "description"], name="tracking_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.happened_at:%Y-%m-%d %H:%M}"


class BuyerLink(models.Model):
    """The address under which the buyer of one order sees where it is; who holds it sees no more than that."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="buyer_links")
    token = models.CharField(max_length=43, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="buyer_link_once", condition=Q(revoked_at=None))
        ]

    def __str__(self) -> str:
        return f"buyer's page of order {self.order_id}"
