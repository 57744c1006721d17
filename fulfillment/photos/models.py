"""What is known of a photograph; its files lie in the store that `STORAGES["photos"]` names."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team


class PhotoQuerySet(models.QuerySet["Photo"]):
    def of(self, team: Team) -> PhotoQuerySet:
        return self.filter(team=team)


class Photo(models.Model):
    """Never changed. What it shows is said by the row that names it: a parcel, a receipt, a manifest."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client_uuid = models.UUIDField()  # what the device called it: sent twice, it is kept once
    name = models.CharField(max_length=80)  # of its file in the store
    sha256 = models.CharField(max_length=64)  # of that file
    likeness = models.CharField(max_length=16)  # 64 bits: few differ between two pictures of one thing
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    taken_at = models.DateTimeField()  # by the device's clock; the server's where it told none
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="photo_once")]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def small_name(self) -> str:
        return self.name.replace(".jpg", "-small.jpg")
