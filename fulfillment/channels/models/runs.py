"""How far a pull or a file import has come, so that either can be left and found again."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.models.connection import Connection

# Streams that bring nothing by update time, by what was done up to a moment.
DONE_UP_TO = {"recheck": "Silent changes looked for", "webhooks": "Webhooks looked after"}


class SyncCursor(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="cursors")
    stream = models.TextField()  # orders, packages, cancellations, refunds
    position_at = models.DateTimeField(null=True)  # everything updated before this moment has been taken
    window_until_at = models.DateTimeField(null=True)  # the window being paged through now
    page_token = models.TextField(blank=True)
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "stream"], name="sync_cursor_once")]

    def __str__(self) -> str:
        return f"{self.stream} up to {self.position_at}"

    @property
    def label(self) -> str:
        return DONE_UP_TO.get(self.stream, f"{self.stream.capitalize()} read up to")


class ImportRun(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="import_runs")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="import_runs")
    file_name = models.TextField()
    digest = models.TextField()  # of file and mapping: the same import resumes instead of starting again
    rows_done = models.PositiveBigIntegerField(default=0)
    orders_done = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    noted = models.PositiveBigIntegerField(default=0)  # odd but taken, each with its note
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "digest"], name="import_run_once")]

    def __str__(self) -> str:
        return self.file_name


class ImportReject(models.Model):
    """A row that was refused, or taken with a note; the payload is kept for retry."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejects")
    row = models.PositiveBigIntegerField()
    external_id = models.TextField(blank=True)
    code = models.TextField()
    sentence = models.TextField()
    is_rejected = models.BooleanField()
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row", "code"], name="import_reject_once")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"
