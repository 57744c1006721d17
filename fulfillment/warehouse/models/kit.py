"""Brand kits: what goes into a parcel beside the goods, and the artwork that is printed on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku
from fulfillment.photos.models import Photo
from fulfillment.warehouse.kit_states import ItemKind, Per, Scope


def _person() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class BrandKitQuerySet(models.QuerySet["BrandKit"]):
    def of(self, team: Team) -> BrandKitQuerySet:
        return self.filter(team=team)

    def active(self) -> BrandKitQuerySet:
        return self.filter(ended_at=None)


class BrandKit(models.Model):
    """For every parcel of the team, of one shop, or with the SKUs that it names. Of two that fit the narrower is used."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    scope = models.TextField(default=Scope.TEAM)  # follows from `shop` and `skus`
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    skus = models.ManyToManyField(Sku, through="KitSku", related_name="+")
    made_at = models.DateTimeField()
    made_by = _person()
    ended_at = models.DateTimeField(null=True)

    objects = BrandKitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "shop"],
                name="kit_of_a_place_once",
                condition=Q(ended_at=None, scope__in=[Scope.TEAM, Scope.SHOP]),
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["team", "name"], name="kit_of_team")]

    def __str__(self) -> str:
        return self.name


class KitSku(models.Model):
    """A SKU whose parcels get the kit."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    kit = models.ForeignKey(BrandKit, on_delete=models.CASCADE, related_name="kit_skus", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kit", "sku"], name="kit_sku_once")]

    def __str__(self) -> str:
        return f"{self.sku_id} gets {self.kit_id}"


class KitItem(models.Model):
    """One thing of a kit. Its stock stands in the ledger as that of any SKU: received, counted, taken out there."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    kit = models.ForeignKey(BrandKit, on_delete=models.CASCADE, related_name="items", db_index=False)
    sku = models.ForeignKey(Sku, on_delete=models.RESTRICT, related_name="kit_items")
    name = models.CharField(max_length=80)
    kind = models.TextField(default=ItemKind.INSERT)
    quantity = models.PositiveSmallIntegerField(default=1)
    per = models.TextField(default=Per.ORDER)
    is_printed = models.BooleanField(default=True)  # with artwork, which somebody must have approved
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "sku"], name="kit_item_once", condition=Q(ended_at=None)),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_item_of_something"),
        ]

    def __str__(self) -> str:
        return self.name


class KitArtwork(models.Model):
    """What is printed on an item, version by version. The newest that is approved, begun and not retired is in force."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(KitItem, on_delete=models.CASCADE, related_name="artworks", db_index=False)
    version = models.PositiveSmallIntegerField()
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    begins_at = models.DateTimeField()
    brought_at = models.DateTimeField()
    brought_by = _person()
    approved_at = models.DateTimeField(null=True)
    approved_by = _person()
    retired_at = models.DateTimeField(null=True)
    retired_by = _person()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="kit_artwork_once")]

    def __str__(self) -> str:
        return f"version {self.version}"
