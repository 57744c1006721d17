"""What is sold, where, and by whom it is made."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
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
    # Told by the team itself. Who has told some keeps a catalogue: an unknown code is then no SKU but a mistake.
    from_catalog = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "code"], name="sku_code_once")]

    def __str__(self) -> str:
        return self.code


class Listing(models.Model):
    """Which SKU a shop's listing is, said by a person: it wins over the code that the channel tells."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="listings", db_index=False)
    external_id = (
        models.TextField()
    )  # the channel's id of the variant; of channels without ids its code or words
    title = models.TextField(blank=True)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="listings")
    mapped_at = models.DateTimeField()
    mapped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="listing_once")]

    def __str__(self) -> str:
        return f"{self.external_id} is {self.sku_id}"


class ListingFit(models.Model):
    """A person said that a listing is right for a country although its words speak against it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    listing_external_id = models.TextField()
    country = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "listing_external_id", "country"], name="listing_fit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.listing_external_id} fits {self.country}"
