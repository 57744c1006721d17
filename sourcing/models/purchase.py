"""What was ordered from whom, for which order's line. No line can be bought twice: the database refuses it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.orders.models import OrderLine
from sourcing.models.offer import Offer


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def of(self, team: Team) -> PurchaseQuerySet:
        return self.filter(team=team)

    def unanswered(self) -> PurchaseQuerySet:
        return self.filter(answered_at=None, ended_at=None)


class Purchase(models.Model):
    """One order to one supplier, in one currency. `key` names the press of a button: pressed again it is this one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.RESTRICT, related_name="purchases", db_index=False
    )
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)  # the supplier said what they take
    answered_words = models.CharField(max_length=120, blank=True)  # who answered, and how we know
    hand_over_on = models.DateField(null=True)  # as the supplier says
    ended_at = models.DateTimeField(null=True)  # nothing of it is under way any more

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="purchase_number_once"),
            models.UniqueConstraint(
                fields=["team", "key", "supplier", "currency"], name="purchase_placed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-placed_at", "-id"], name="purchase_list"),
            models.Index(fields=["supplier", "-placed_at", "-id"], name="purchase_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"PO-{self.number:05}"


class PurchaseLineQuerySet(models.QuerySet["PurchaseLine"]):
    def open(self) -> PurchaseLineQuerySet:
        return self.filter(ended_at=None)


class PurchaseLine(models.Model):
    """Units for one line of an order. `part` counts up where a supplier took fewer and the rest is bought elsewhere."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(
        OrderLine, on_delete=models.CASCADE, related_name="purchase_lines", db_index=False
    )
    offer = models.ForeignKey(Offer, on_delete=models.RESTRICT, related_name="purchase_lines")
    part = models.PositiveSmallIntegerField(default=0)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)  # as it was promised
    landed = models.DecimalField(max_digits=14, decimal_places=2)  # of one, at our door
    bought_at = models.DateTimeField()
    accepted_quantity = models.PositiveIntegerField(null=True)  # None: not answered
    short_words = models.CharField(max_length=200, blank=True)  # why fewer were accepted
    tracking_number = models.CharField(max_length=64, blank=True)
    shipped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=120, blank=True)

    objects = PurchaseLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_line", "part"], name="bought_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1, unit_price__gt=0), name="bought_is_some"),
            models.CheckConstraint(
                condition=Q(accepted_quantity=None) | Q(accepted_quantity__lte=F("quantity")),
                name="accepted_is_not_more",
            ),
        ]
        indexes = [
            models.Index(fields=["order_line"], name="bought_for_line"),
            models.Index(
                fields=["order_line"], name="bought_not_sent", condition=Q(ended_at=None, shipped_at=None)
            ),
            models.Index(
                fields=["team", "-shipped_at"],
                name="bought_and_sent",
                condition=Q(ended_at=None, shipped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.order_line_id}"

    @property
    def units(self) -> int:
        """What may still come."""
        return self.quantity if self.accepted_quantity is None else self.accepted_quantity

    @property
    def price(self) -> str:
        """Of one, with two digits behind the point or as many as it has."""
        cents = self.unit_price.quantize(Decimal("0.01"))
        return f"{cents if cents == self.unit_price else self.unit_price.normalize():f}"


class PurchaseLetter(models.Model):
    """Something a supplier must be told of a purchase, by mail or by their program. It leaves once."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="letters", db_index=False)
    key = models.TextField()  # the same matter is told once: placed, recalled:<lines>
    event = models.TextField()  # purchase.placed, purchase.recalled
    email = models.EmailField()
    subject = models.TextField()
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    written_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purchase", "key"], name="purchase_letter_once")]
        indexes = [
            models.Index(
                fields=["written_at"], name="purchase_letter_waits", condition=Q(told_at=None, problem="")
            )
        ]

    def __str__(self) -> str:
        return self.subject
