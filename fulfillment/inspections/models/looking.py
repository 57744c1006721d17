"""The picture that pieces of a SKU are held against."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.photos.models import Photo


class Reference(models.Model):
    """As goods of the SKU should look; tablets keep it beside the checks."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    sku = models.OneToOneField(Sku, on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"look of {self.sku_id}"
