"""Lists of tracking numbers that somebody brought: what stood in them, and whether they were sent."""

import uuid

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class NumberList(models.Model):
    """One list. What may go, and what became of it, is read anew each time: of the orders and of the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # its writes' batch
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="number_lists")
    shop = models.ForeignKey(
        Shop, null=True, on_delete=models.CASCADE, related_name="+"
    )  # all are of this one
    name = models.TextField()  # the file's, or "Pasted list"
    corrects = models.BooleanField(default=False)  # numbers of shipped orders take the place of theirs
    lines = models.JSONField()  # uploads.lists.tabular.Line, each as a list
    size = models.PositiveIntegerField()  # how many lines
    digest = models.TextField()  # of all that: the same again is the same list
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(null=True)  # last time that somebody pressed Send
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "digest"], name="number_list_once")]
        indexes = [models.Index(fields=["team", "-brought_at"], name="number_list_newest")]

    def __str__(self) -> str:
        return self.name
