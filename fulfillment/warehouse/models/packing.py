"""Boxes: who packs which order, what lies in them, and under which label they are sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderLine
from fulfillment.photos.models import Photo
from fulfillment.tracking.models import Package
from fulfillment.warehouse.models.lot import Lot
from fulfillment.warehouse.models.site import Warehouse
from fulfillment.warehouse.pack_states import IN_THE_HOUSE, PackState


class PackingQuerySet(models.QuerySet["Packing"]):
    def of(self, team: Team) -> PackingQuerySet:
        return self.filter(team=team)

    def in_the_house(self) -> PackingQuerySet:
        return self.filter(state__in=IN_THE_HOUSE)

    def to_answer(self) -> PackingQuerySet:
        return self.in_the_house().exclude(problem="")


class Packing(models.Model):
    """One box. Combined, it holds several orders; an order that is split fills several. Made by a tablet, under its UUID."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    client_uuid = models.UUIDField()
    orders = models.ManyToManyField(Order, through="PackedOrder", related_name="packings")
    packer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.TextField(default=PackState.OPEN)
    started_at = models.DateTimeField()  # as all moments of a box by the tablet's clock
    sealed_at = models.DateTimeField(null=True)
    units_told = models.PositiveIntegerField(
        null=True
    )  # that lay in it when it was sealed, as the tablet counted
    weight_grams = models.PositiveIntegerField(null=True)
    label_number = models.TextField(blank=True)  # as scanned at the seal, normalised like a package's
    package = models.ForeignKey(Package, null=True, on_delete=models.SET_NULL, related_name="packings")
    problem = models.TextField(blank=True)  # pack_states.Problem; blank: none, or answered
    problem_words = models.TextField(blank=True)  # what is the matter and what to do with the box
    problem_at = models.DateTimeField(null=True)
    unpacked_at = models.DateTimeField(null=True)
    unpacked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PackingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_uuid"], name="packing_once"),
            models.UniqueConstraint(
                fields=["team", "label_number"],
                name="packing_label_once",
                condition=Q(state=PackState.SEALED) & ~Q(label_number=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "state", "-started_at"],
                name="packing_in_house",
                condition=Q(state__in=[PackState.OPEN, PackState.SEALED]),
            )
        ]

    def __str__(self) -> str:
        return self.label_number or f"box {self.pk}"


class PackedOrder(models.Model):
    """An order that has units in a box, or is about to."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    packing = models.ForeignKey(
        Packing, on_delete=models.CASCADE, related_name="packed_orders", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="packed_orders")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["packing", "order"], name="packed_order_once")]

    def __str__(self) -> str:
        return f"{self.order_id} in {self.packing_id}"


class PackedItem(models.Model):
    """Units of one line that one scan laid into a box."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    packing = models.ForeignKey(Packing, on_delete=models.CASCADE, related_name="items")
    order_line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="packed_items")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.RESTRICT, related_name="packed_items")
    quantity = models.PositiveIntegerField(default=1)
    code = models.TextField()  # what was scanned
    client_uuid = models.UUIDField()
    packed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_uuid"], name="packed_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="packed_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id} in {self.packing_id}"


class PackedPhoto(models.Model):
    """What a box looked like when it was packed: proof of what was in it, and how."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    packing = models.ForeignKey(Packing, on_delete=models.CASCADE, related_name="photos", db_index=False)
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["packing", "photo"], name="packed_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of {self.packing_id}"


class PackClaim(models.Model):
    """Who packs an order now. One row for each order, until it is packed or given back."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="pack_claim")
    packer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # each scan puts it off

    def __str__(self) -> str:
        return f"{self.order_id} by {self.packer_id}"
