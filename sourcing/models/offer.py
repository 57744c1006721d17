"""What a supplier offers, and what was promised of it. A confirmation is never changed: the next one replaces it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier
from sourcing.offers import Break, Promise


class OfferQuerySet(models.QuerySet["Offer"]):
    def of(self, team: Team) -> OfferQuerySet:
        return self.filter(team=team)

    def active(self) -> OfferQuerySet:
        return self.filter(ended_at=None)


class Offer(models.Model):
    """One supplier's offer of one SKU. What is no longer offered has an end; its history stays."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.RESTRICT, related_name="offers")
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="offers", db_index=False)
    currency = models.CharField(max_length=3)
    lead_hours = models.PositiveIntegerField()  # from the order to the supplier's hand-over, as they say
    freight = models.DecimalField(max_digits=14, decimal_places=2, default=0)  # of one unit, in the currency
    duty_share = models.DecimalField(max_digits=5, decimal_places=4, default=0)  # of the price: 0.25 is 25 %
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    latest = models.ForeignKey(
        "Confirmation", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "supplier"], name="offer_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=Q(freight__gte=0, duty_share__gte=0), name="offer_costs"),
        ]
        indexes = [
            models.Index(fields=["team", "sku", "id"], name="offer_of_team", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.sku} from {self.supplier}"

    @property
    def promise(self) -> Promise | None:
        return self.latest.as_promise() if self.latest else None


class PriceBreak(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="breaks", db_index=False)
    from_quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "from_quantity"], name="price_break_once"),
            models.CheckConstraint(
                condition=Q(from_quantity__gte=1, unit_price__gt=0), name="price_break_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.from_quantity}: {self.unit_price}"

    def as_break(self) -> Break:
        return Break(self.from_quantity, self.unit_price)


class Confirmation(models.Model):
    """Who said that so many units can be had at that price until then."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="confirmations", db_index=False)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)  # in the offer's currency
    confirmed_at = models.DateTimeField()
    valid_until_at = models.DateTimeField()
    told_by = models.CharField(max_length=120)  # whose word it is, at the supplier's
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # who of the team wrote it down
    client_uuid = models.UUIDField(null=True)  # of the form: pressed twice, it is told once
    retracted_at = models.DateTimeField(null=True)  # taken back: it was never said

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "client_uuid"], name="confirmation_once"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="confirmation_has_a_price"),
        ]
        indexes = [models.Index(fields=["offer", "-confirmed_at", "-id"], name="confirmation_newest")]

    def __str__(self) -> str:
        return f"{self.quantity} at {self.unit_price}"

    def as_promise(self) -> Promise:
        return Promise(self.quantity, self.unit_price, self.confirmed_at, self.valid_until_at)
