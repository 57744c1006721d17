"""A product that somebody wants, what suppliers ask for it, and each step of its way to an offer."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.photos.models import Photo
from sourcing.models.offer import Offer
from sourcing.offers import Break
from sourcing.seeking.stages import QuoteState, Stage


class SourcingRequestQuerySet(models.QuerySet["SourcingRequest"]):
    def of(self, team: Team) -> SourcingRequestQuerySet:
        return self.filter(team=team)


class SourcingRequest(models.Model):
    """`stage` follows from the other facts (`stages.stage_of`) and is kept with the moment it came."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    key = models.UUIDField()  # of the form: pressed twice, it is one
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=14, decimal_places=4, null=True)  # of one, landed, at most
    currency = models.CharField(max_length=3)
    wanted_on = models.DateField(null=True)
    stage = models.CharField(max_length=8, default=Stage.WANTED.value)
    stage_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="requests")
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)

    objects = SourcingRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="sourcing_request_number_once"),
            models.UniqueConstraint(fields=["team", "key"], name="sourcing_request_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="sourcing_request_is_some"),
        ]
        indexes = [models.Index(fields=["team", "stage", "stage_at", "id"], name="sourcing_request_board")]

    def __str__(self) -> str:
        return f"RQ-{self.number:04}"


class Quote(models.Model):
    """What one supplier was asked and answered; what they change later stands in the steps. Money in `currency`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    request = models.ForeignKey(
        SourcingRequest, on_delete=models.CASCADE, related_name="quotes", db_index=False
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.RESTRICT, related_name="quotes", db_index=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=120, blank=True)
    declined_why = models.CharField(max_length=200, blank=True)  # with `answered_at`: they do not offer it
    currency = models.CharField(max_length=3, blank=True)
    from_quantities = ArrayField(models.PositiveIntegerField(), default=list)
    unit_prices = ArrayField(models.DecimalField(max_digits=14, decimal_places=4), default=list)
    least_units = models.PositiveIntegerField(default=1)
    lead_days = models.PositiveIntegerField(default=0)
    freight = models.DecimalField(max_digits=14, decimal_places=2, default=0)  # of one unit
    duty_share = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    valid_until_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    sample_asked_at = models.DateTimeField(null=True)
    sample_sent_at = models.DateTimeField(null=True)
    sample_number = models.CharField(max_length=64, blank=True)
    sample_came_at = models.DateTimeField(null=True)  # and was looked at
    sample_is_good = models.BooleanField(null=True)
    sample_words = models.CharField(max_length=500, blank=True)
    sample_photo = models.ForeignKey(
        Photo, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "supplier"], name="quote_once"),
            models.CheckConstraint(condition=Q(freight__gte=0, duty_share__gte=0), name="quote_costs"),
        ]
        indexes = [models.Index(fields=["supplier", "-asked_at"], name="quote_of_supplier")]

    def __str__(self) -> str:
        return f"{self.supplier} for {self.request_id}"

    @property
    def breaks(self) -> list[Break]:
        prices: list[Decimal] = self.unit_prices
        return [Break(*each) for each in zip(self.from_quantities, prices, strict=True)]

    @property
    def is_priced(self) -> bool:
        return bool(self.from_quantities)

    def as_state(self) -> QuoteState:
        return QuoteState(self.is_priced, self.sample_asked_at is not None, self.sample_is_good)


class RequestStep(models.Model):
    """What happened, in words. Never changed, but for being marked as undone."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    request = models.ForeignKey(
        SourcingRequest, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    quote = models.ForeignKey(Quote, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=600)
    stage = models.CharField(max_length=8)  # where the request stood after it
    happened_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["request", "-id"], name="request_steps")]

    def __str__(self) -> str:
        return self.words
