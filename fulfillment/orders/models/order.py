"""Orders and their lines: mirrored columns from the channel, entered ones by people, derived ones by us."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.orders.models.buyer import Buyer
from fulfillment.orders.models.lane import Lane
from fulfillment.orders.models.truck import PlannedTruck


class OrderQuerySet(models.QuerySet["Order"]):
    def of(self, team: Team) -> OrderQuerySet:
        return self.filter(team=team)

    def open(self) -> OrderQuerySet:
        """Ours to ship and not yet with the carrier: what the watch follows and the board may show."""
        return self.filter(is_open=True)

    def due(self, now: datetime) -> OrderQuerySet:
        return self.filter(next_check_at__lte=now)


class Order(models.Model):
    # Foreign keys mostly have no index of their own: composite ones serve, and each judgement rewrites the row.
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="orders", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="orders", db_index=False)
    external_id = models.TextField()
    number = models.TextField(blank=True)  # what people call it, where that is not the id

    # mirrored from the channel
    status = models.TextField()  # states.OrderStatus
    channel_status = models.TextField(blank=True)
    remote_updated_at = models.DateTimeField()
    record_digest = models.TextField(blank=True)  # of the record last taken: the same again changes nothing
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    kind = models.TextField(default="regular")  # policies.terms.OrderKind
    is_sample = models.BooleanField(default=False)
    is_replacement = models.BooleanField(default=False)
    shipping_type = models.TextField(default="seller")  # policies.terms.ShippingType
    handling_days = models.PositiveSmallIntegerField(null=True)
    handling_in_business_days = models.BooleanField(default=True)
    release_at = models.DateTimeField(null=True)
    ready_due_at = models.DateTimeField(null=True)
    scan_due_at = models.DateTimeField(null=True)
    cancel_unless_ready_at = models.DateTimeField(null=True)
    cancel_unless_scanned_at = models.DateTimeField(null=True)
    cancel_fallback_at = models.DateTimeField(null=True)
    delivery_due_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)  # the channel's own moment of the last first scan
    delivered_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    cancel_reason_text = models.TextField(blank=True)
    cancel_initiator = models.TextField(blank=True)
    total = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.TextField(blank=True)
    country = models.TextField(blank=True)
    warehouse_external_id = models.TextField(blank=True)
    copied_from = models.TextField(blank=True)  # the order of another channel that it names as its original
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.SET_NULL, related_name="orders")
    buyer_told_at = models.DateTimeField(null=True)  # update time of the payload that gave an unmasked buyer
    buyer_key = models.TextField(
        blank=True
    )  # digest of the channel's buyer id: survives erasure, tells buyers apart

    # entered by people
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    snoozed_until_at = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    carrier_asked_at = models.DateTimeField(null=True, blank=True)
    carrier_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )

    # derived from packages by tracking.record
    packages_total = models.PositiveSmallIntegerField(default=0)
    packages_scanned = models.PositiveSmallIntegerField(default=0)
    last_first_scan_at = models.DateTimeField(
        null=True
    )  # the last package's first scan, once all are scanned
    labelled_at = models.DateTimeField(null=True)  # the first moment every known package had a number
    carrier = models.TextField(
        blank=True
    )  # our code of its packages' carrier; of several, the one not yet scanned
    tracking_problem = models.TextField(
        blank=True
    )  # its worst package's verdict reason: a code of tracking.validity

    # derived by warehouse.planning, of the deadline and the trucks alone: waiting changes none of it
    act_by_at = models.DateTimeField(null=True)  # when the next step must begin to reach the truck
    truck_at = models.DateTimeField(null=True)  # when the last truck leaves that is scanned in time
    # No constraint: it would be checked for each of a hundred thousand orders, and no truck is ever removed.
    truck = models.ForeignKey(
        PlannedTruck,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    # derived by warehouse.packing
    packed_at = models.DateTimeField(null=True)  # when the last of its units lay in a sealed box

    # derived by warehouse.handover
    handed_over_at = models.DateTimeField(null=True)  # when the truck left with the last of its parcels
    handover_proof = models.TextField(blank=True, db_default="")  # what proves it, in words
    left_behind_at = models.DateTimeField(null=True)  # when a truck left without a parcel of it that waited

    # derived by orders.watch
    lane = models.ForeignKey(Lane, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    is_open = models.BooleanField(default=True)
    stage = models.TextField(default="to_ship")  # states.Stage
    stage_since_at = models.DateTimeField(null=True)
    dispatch_due_at = models.DateTimeField(null=True)
    due_source = models.TextField(blank=True)  # states.DueSource
    cancels_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    dispatched_source = models.TextField(blank=True)  # states.DispatchedSource
    rule_version = models.TextField(blank=True)
    level = models.TextField(default="on_track")  # states.Level
    severity = models.PositiveSmallIntegerField(default=0)  # states.SEVERITY of level
    level_since_at = models.DateTimeField(null=True)
    reasons = models.JSONField(
        default=list
    )  # ordered: [{code, owner, action, sentence values…}], see orders.risk
    owner = models.TextField(blank=True)  # states.Owner
    next_action = models.TextField(blank=True)  # code in orders.actions
    next_check_at = models.DateTimeField(null=True)  # when the level can next change; null when closed
    changed_at = models.DateTimeField(db_default=Now())  # anything that we tell of it; what programs page by

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="order_once")]
        indexes = [
            models.Index(fields=["team", "-placed_at", "-id"], name="order_list"),
            models.Index(fields=["shop", "-placed_at", "-id"], name="order_shop_list"),
            # One for each filter of the list that alone can leave few of many orders; open ones are few anyway.
            models.Index(fields=["team", "stage", "-placed_at", "-id"], name="order_stage_list"),
            models.Index(fields=["team", "carrier", "-placed_at", "-id"], name="order_carrier_list"),
            models.Index(fields=["team", "shipping_type", "-placed_at", "-id"], name="order_shipping_list"),
            models.Index(
                fields=["team", "kind", "-placed_at", "-id"],
                name="order_kind_list",
                condition=~Q(kind="regular"),
            ),
            models.Index(
                fields=["team", "-placed_at", "-id"], name="order_sample_list", condition=Q(is_sample=True)
            ),
            models.Index(
                fields=["team", "-placed_at", "-id"],
                name="order_replacement_list",
                condition=Q(is_replacement=True),
            ),
            models.Index(
                fields=["team", "-placed_at", "-id"],
                name="order_invalid_list",
                condition=~Q(tracking_problem=""),
            ),
            models.Index(
                fields=["team", "assignee", "-placed_at", "-id"],
                name="order_assignee_list",
                condition=Q(assignee__isnull=False),
            ),
            models.Index(fields=["team", "number"], name="order_number", condition=~Q(number="")),
            models.Index(
                fields=["team", "-severity", "dispatch_due_at", "id"],
                name="order_board",
                condition=Q(is_open=True),
                # What `desk.standing` counts by: read here, ten thousand open orders are counted in a quarter of the time.
                include=["shop", "owner", "stage", "assignee", "snoozed_until_at"],
            ),
            models.Index(
                fields=["next_check_at"], name="order_watch", condition=Q(next_check_at__isnull=False)
            ),
            models.Index(fields=["external_id"], name="order_external", opclasses=["text_pattern_ops"]),
            models.Index(fields=["team", "changed_at", "id"], name="order_changed"),
            models.Index(
                fields=["team", "copied_from"], name="order_copied_from", condition=~Q(copied_from="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.external_id


class OrderLine(models.Model):
    """One SKU of an order."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    external_id = models.TextField()
    sku = models.ForeignKey(Sku, null=True, on_delete=models.SET_NULL, related_name="order_lines")
    supplier = models.ForeignKey(
        Supplier, null=True, on_delete=models.SET_NULL, related_name="order_lines", db_index=False
    )
    sku_code = models.TextField(blank=True)
    title = models.TextField(blank=True)
    variant = models.TextField(blank=True)
    image_url = models.TextField(blank=True)
    quantity = models.PositiveIntegerField(default=1)
    cancelled_quantity = models.PositiveIntegerField(default=0)
    unsent_quantity = models.PositiveIntegerField(
        null=True
    )  # while the order is partly shipped: units in no package yet; 0 also of what is never shipped
    unit_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.TextField(blank=True)
    listing_external_id = models.TextField(blank=True)  # what maps it to a SKU: see `catalog.Listing`
    misfit = models.TextField(blank=True)  # what speaks against the variant where it goes: `catalog.fitting`
    unit_ids = ArrayField(models.TextField(), default=list)
    placed_at = models.DateTimeField()  # the order's, so that lists by SKU or supplier read one index

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "external_id"], name="order_line_once")]
        indexes = [
            models.Index(fields=["team", "sku_code", "-placed_at", "order"], name="line_sku_list"),
            models.Index(fields=["supplier", "-placed_at", "order"], name="line_supplier_list"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_code or self.title}"

    @property
    def to_send(self) -> int:
        """Units that are still ours to send: neither cancelled nor, as far as that is told, in a package."""
        need = self.quantity - self.cancelled_quantity
        return max(need if self.unsent_quantity is None else min(need, self.unsent_quantity), 0)
