"""A list's filters under a name: the query string is the view."""

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team


class SavedView(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.TextField(default="orders")
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user", "page", "name"], name="saved_view_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
