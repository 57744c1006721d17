"""What an inspection is made of: samples with their proof, defects, pictures, and what looks odd about it."""

from __future__ import annotations

from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.inspections.models.inspection import Inspection
from fulfillment.orders.models import OrderLine
from fulfillment.photos.models import Photo
from fulfillment.warehouse.models import Lot


class Sample(models.Model):
    """One piece as it was looked at; number 0 is the lot as a whole. Looked at again, the later row stands."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="samples")
    client_uuid = models.UUIDField()
    number = models.PositiveIntegerField()
    answers = models.JSONField()  # by check: pass, fail, or what was measured or scanned
    proof = models.TextField(blank=True)  # words.Proof
    proof_text = models.TextField(blank=True)  # the code, the measure, or the picture's UUID
    captured_at = models.DateTimeField()  # by the device's clock

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="sample_once")]

    def __str__(self) -> str:
        return f"sample {self.number} of {self.inspection_id}"


class Finding(models.Model):
    """A defect. `quantity`: pieces that have it; of the lot as a whole, else one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    client_uuid = models.UUIDField()
    number = models.PositiveIntegerField()  # of the sample; 0: the lot
    check_key = models.TextField()
    defect = models.TextField(blank=True)  # code of the tile
    severity = models.TextField()  # verdicts.Defect
    quantity = models.PositiveIntegerField(default=1)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.RESTRICT, related_name="findings")
    order_line = models.ForeignKey(OrderLine, null=True, on_delete=models.SET_NULL, related_name="findings")
    captured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.severity} {self.defect} in {self.inspection_id}"


class InspectionPhoto(models.Model):
    """`asked`: what the screen wanted beside the piece, so that no old picture can be shown again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="photos")
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")
    number = models.PositiveIntegerField()
    check_key = models.TextField(blank=True)
    finding_uuid = models.UUIDField(null=True)
    asked = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "photo"], name="inspection_photo_once")]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of {self.inspection_id}"


class Flag(models.Model):
    """Something that somebody should look at; it accuses nobody and changes no verdict."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="flags")
    kind = models.TextField()  # oddities.Odd
    about = models.TextField(blank=True)
    words = models.TextField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind", "about"], name="inspection_flag_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.inspection_id}"
