"""One inspection: of what, by which plan, by whom, and what it came to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.inspections.verdicts import Verdict
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import ExpectedLine, Lot


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def of(self, team: Team) -> InspectionQuerySet:
        return self.filter(team=team)

    def open(self) -> InspectionQuerySet:
        return self.filter(settled_at=None)

    def settled(self) -> InspectionQuerySet:
        return self.filter(settled_at__isnull=False)


class Inspection(models.Model):
    """Named by the device that opened it. Once settled it is never edited: another one supersedes it, with a reason."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_uuid = models.UUIDField()
    kind = models.TextField()  # words.Kind
    # What is inspected: one of the four; the SKU also beside a lot or a line of a delivery.
    lot = models.ForeignKey(Lot, null=True, on_delete=models.RESTRICT, related_name="inspections")
    expected_line = models.ForeignKey(
        ExpectedLine, null=True, on_delete=models.SET_NULL, related_name="inspections"
    )
    order = models.ForeignKey(Order, null=True, on_delete=models.CASCADE, related_name="inspections")
    sku = models.ForeignKey(Sku, null=True, on_delete=models.RESTRICT, related_name="inspections")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.RESTRICT, related_name="inspections")
    lot_size = models.PositiveIntegerField()
    plan = models.JSONField()  # asking.Asked: checks and samples, as they were when it was opened
    opened_at = models.DateTimeField(null=True)  # by the device's clock; None: asked for, not begun
    first_told_at = models.DateTimeField()
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="inspections"
    )
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.RESTRICT, related_name="superseded_by"
    )
    why = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)  # by the device's clock
    said = models.TextField(blank=True)  # the verdict that the device showed
    samples_told = models.PositiveIntegerField(
        null=True
    )  # so many belong to it; it is settled once all are here
    findings_told = models.PositiveIntegerField(null=True)
    verdict = models.TextField(default=Verdict.OPEN.value)
    found = models.JSONField(default=dict)  # units by class of defects, once settled
    settled_at = models.DateTimeField(null=True)
    rules = models.BooleanField(default=False)  # what it came to decides about its lot

    objects = InspectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_uuid"], name="inspection_once"),
            models.UniqueConstraint(
                fields=["lot"], name="inspection_rules_its_lot", condition=Q(rules=True, lot__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-settled_at", "-id"], name="inspection_settled"),
            models.Index(fields=["team", "id"], name="inspection_open", condition=Q(settled_at=None)),
            models.Index(fields=["sku", "supplier", "-settled_at"], name="inspection_series"),
        ]

    def __str__(self) -> str:
        return f"Inspection {self.pk}"
