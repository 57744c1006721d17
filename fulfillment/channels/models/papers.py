"""Papers for parcels: labels that somebody attached, and batches of labels and packing slips on their way to a printer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order

WORKING = ("waiting", "printing")


class LabelFile(models.Model):
    """A carrier's label as a file, for one order. Removed, it is blanked: that there was one stays known."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="label_files")
    file_name = models.TextField()
    content = models.BinaryField()  # PDF, of whatever was brought
    pages = models.PositiveSmallIntegerField()
    digest = models.TextField()  # of the file as it was brought: brought twice, it is attached once
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "digest"], name="label_file_once")]

    def __str__(self) -> str:
        return self.file_name


class LabelBatch(models.Model):
    """Papers of many orders as one PDF. May be left and found again while it is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_uuid = models.UUIDField()  # pressed twice, it is made once
    name = models.TextField()  # such as `UPS pick-up Fri 27 Nov 17:30`
    with_slips = models.BooleanField(default=True)  # a packing slip beside each label
    state = models.TextField(default="waiting")  # waiting, printing, done, failed
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # printed or refused
    refused = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)  # the PDF; it names buyers, so it goes after some days
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    leased_until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="label_batch_once")]
        indexes = [
            models.Index(fields=["team", "-asked_at"], name="label_batch_list"),
            models.Index(fields=["leased_until_at"], name="label_batch_due", condition=Q(state__in=WORKING)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def printed(self) -> int:
        return self.done - self.refused


class LabelSheet(models.Model):
    """One order's place in a batch. `printing`: which printing of this paper of the order it is, from 1."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    batch = models.ForeignKey(LabelBatch, on_delete=models.CASCADE, related_name="sheets", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="label_sheets", db_index=False)
    place = models.PositiveIntegerField()  # by truck and pick path
    bin = models.TextField(blank=True)  # where its picking begins
    state = models.TextField(default="waiting")  # waiting, printed, refused
    paper = models.TextField(blank=True)  # slip, label
    printing = models.PositiveIntegerField(null=True)
    problem = models.TextField(blank=True)  # why it was refused, in a sentence

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "order"], name="label_sheet_once"),
            models.UniqueConstraint(fields=["order", "paper", "printing"], name="label_printing_once"),
        ]
        indexes = [models.Index(fields=["batch", "place"], name="label_sheet_place")]

    def __str__(self) -> str:
        return f"{self.place} of {self.batch_id}"


class LabelPart(models.Model):
    """Pages that are made already, until all of the batch are."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    batch = models.ForeignKey(LabelBatch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    first_place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "first_place"], name="label_part_once")]

    def __str__(self) -> str:
        return f"from {self.first_place} of {self.batch_id}"
