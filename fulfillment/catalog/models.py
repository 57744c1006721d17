"""What is sold, where, and by whom it is made."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team

FROM_THE_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class ShopQuerySet(models.QuerySet["Shop"]):
    def of(self, team: Team) -> ShopQuerySet:
        return self.filter(team=team)


class Shop(models.Model):
    """Our store on a channel. Its market decides which rules judge it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shops")
    slug = models.SlugField()
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=20)  # tiktok, shopify, woocommerce, own_store
    platform = models.CharField(max_length=20)  # rulebook platform: tiktok or own_store
    market = models.CharField(max_length=2, blank=True)  # ISO country; blank only for own stores without one
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, blank=True)
    external_id = models.CharField(max_length=64, blank=True)
    rule_overrides = models.JSONField(
        default=dict, blank=True
    )  # a shop's own values; the rulebook page shows them
    # Somebody tells the first scans of orders placed from then on: the channel, or a carrier feed. None: nobody does.
    scans_told_from_at = models.DateTimeField(null=True, blank=True, default=FROM_THE_BEGINNING)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShopQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="shop_slug_once"),
            models.UniqueConstraint(
                fields=["team", "channel", "external_id"],
                name="shop_external_once",
                condition=~Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShopFront(models.Model):
    """How a shop shows itself to its buyers."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="front")
    name = models.CharField(max_length=120)
    colour = models.CharField(max_length=7, default="#1f3a5f")  # #rrggbb, dark enough for white words
    contact = models.CharField(max_length=200, blank=True)  # an https address or a mail address

    def __str__(self) -> str:
        return self.name


class Supplier(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="suppliers")
    code = models.CharField(max_length=64)  # from outside: an importer's seller id, the team's own short code
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "code"], name="supplier_code_once")]

    def __str__(self) -> str:
        return self.name


class Sku(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="skus")
    code = models.CharField(max_length=120)
    title = models.CharField(max_length=300, blank=True)
    supplier = models.ForeignKey(
        Supplier, null=True, blank=True, on_delete=models.SET_NULL, related_name="skus"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "code"], name="sku_code_once")]

    def __str__(self) -> str:
        return self.code
