"""Files that somebody brought in the browser, and what each import changed, so that it can be taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.models.runs import ImportRun

WORKING = ("checking", "importing", "undoing")


class ImportUpload(models.Model):
    """One file: brought, mapped, checked, imported, perhaps undone. May be left and found again at any step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="import_uploads")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    holds = models.TextField(default="orders")  # orders, tickets
    file_name = models.TextField()  # as its owner calls it; on the disk it is named by the id
    suffix = models.TextField()
    size = models.PositiveBigIntegerField()
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # mapping, checking, checked, importing, imported, undoing, undone, failed
    state = models.TextField(default="mapping")
    mapping = models.JSONField(default=dict)  # generic.mapfile.ImportMap, as last saved
    columns = models.JSONField(default=list)  # that the file had then: a like file gets the same mapping
    problem = models.TextField(blank=True)  # why it failed, in a sentence
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_total = models.PositiveBigIntegerField(null=True)  # known once it was checked
    orders_done = models.PositiveBigIntegerField(default=0)
    orders_refused = models.PositiveBigIntegerField(default=0)
    unknown_words = models.JSONField(
        default=list
    )  # statuses that the check met and the mapping does not name
    check_run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")
    undone = models.JSONField(default=dict)  # taken_back, kept: how many
    lease_token = models.UUIDField(null=True)
    leased_until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # of the last step

    class Meta:
        indexes = [
            models.Index(fields=["team", "-brought_at"], name="import_upload_list"),
            models.Index(
                fields=["leased_until_at"], name="import_upload_due", condition=Q(state__in=WORKING)
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING


class ImportedOrder(models.Model):
    """What an import made of one order or ticket: new, or changed from what `was`. Kept as long as it can be undone."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="imported", db_index=False)
    external_id = models.TextField()
    was = models.JSONField(null=True)  # columns and lines before; null: there was no such order
    digest = (
        models.TextField()
    )  # of the record as imported: another one means that somebody told something newer
    taken_at = models.DateTimeField()
    kept = models.TextField(blank=True)  # why an undo left it as it is

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "external_id"], name="imported_order_once")]

    def __str__(self) -> str:
        return f"order {self.external_id} of run {self.run_id}"
