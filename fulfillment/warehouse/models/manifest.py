"""What a truck was given: parcels scanned onto its manifest, how it was closed, and what went wrong with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.photos.models import Photo
from fulfillment.tracking.models import Package
from fulfillment.warehouse.models.packing import Packing
from fulfillment.warehouse.models.question import CarrierQuestion
from fulfillment.warehouse.models.site import Warehouse
from fulfillment.warehouse.models.window import PickupWindow


class ManifestQuerySet(models.QuerySet["Manifest"]):
    def of(self, team: Team) -> ManifestQuerySet:
        return self.filter(team=team)

    def counted(self) -> ManifestQuerySet:
        """Each with `loaded`: how many parcels stand on it."""
        return self.annotate(
            loaded=models.Count("lines", filter=Q(lines__taken_off_at=None, lines__left_behind_at=None))
        )


class Manifest(models.Model):
    """One departure's. Its lock is what whoever scans, closes and reopens holds, one at a time."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    window = models.ForeignKey(
        PickupWindow, on_delete=models.RESTRICT, related_name="manifests", db_index=False
    )
    departs_at = models.DateTimeField()  # by the timetable
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)  # of the closing that stands

    objects = ManifestQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "departs_at"], name="manifest_once")]
        indexes = [models.Index(fields=["team", "-departs_at", "-id"], name="manifest_list")]

    def __str__(self) -> str:
        return f"M-{self.pk}"


ON_IT = Q(taken_off_at=None, left_behind_at=None)


class ManifestLineQuerySet(models.QuerySet["ManifestLine"]):
    def on_it(self) -> ManifestLineQuerySet:
        return self.filter(ON_IT)

    def unscanned(self) -> ManifestLineQuerySet:
        """Handed over, and no carrier has scanned it."""
        return self.filter(handed_over_at__isnull=False, first_scan_at=None)

    def of_unscanned_packages(self) -> ManifestLineQuerySet:
        """Neither carrier nor channel has told a scan of their package: lines may not know of it yet."""
        told = Q(package__first_scan_at__isnull=False) | Q(package__channel_scan_at__isnull=False)
        return self.exclude(told)


class ManifestLine(models.Model):
    """One parcel scanned onto a manifest. It stands on one at a time, until it is taken off or left behind."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    manifest = models.ForeignKey(Manifest, on_delete=models.RESTRICT, related_name="lines", db_index=False)
    package = models.ForeignKey(Package, null=True, on_delete=models.SET_NULL, related_name="manifest_lines")
    packing = models.ForeignKey(Packing, null=True, on_delete=models.SET_NULL, related_name="manifest_lines")
    number = models.TextField()  # of the parcel, as stored at its package
    carrier = models.TextField(blank=True)  # our code
    client_uuid = models.UUIDField(null=True)
    loaded_at = models.DateTimeField()  # scanned by us; by the device's clock where that can be
    received_at = models.DateTimeField()  # by the server's
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_off_at = models.DateTimeField(null=True)
    left_behind_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)  # when its truck left, by the closing that stands
    first_scan_at = models.DateTimeField(null=True)  # by the carrier or the channel, once that is told
    question = models.ForeignKey(  # the last that its carrier was asked about it
        CarrierQuestion, null=True, on_delete=models.SET_NULL, related_name="lines"
    )
    depot = models.TextField(blank=True)  # where the carrier scanned it first, as it says

    objects = ManifestLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "client_uuid"], name="manifest_line_once"),
            models.UniqueConstraint(fields=["package"], name="parcel_on_one_manifest", condition=ON_IT),
            models.UniqueConstraint(fields=["packing"], name="box_on_one_manifest", condition=ON_IT),
        ]
        indexes = [
            models.Index(fields=["manifest", "-received_at", "-id"], name="manifest_lines"),
            models.Index(
                fields=["team", "handed_over_at", "id"],
                name="manifest_line_unscanned",
                condition=Q(handed_over_at__isnull=False, first_scan_at=None),
            ),
            models.Index(
                fields=["team", "-handed_over_at"],
                name="manifest_line_scanned",
                condition=Q(handed_over_at__isnull=False, first_scan_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ManifestClosing(models.Model):
    """Somebody said that the truck left with what stood on the manifest. Opened again, it stands as what was said."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    manifest = models.ForeignKey(Manifest, on_delete=models.RESTRICT, related_name="closings")
    left_at = models.DateTimeField()
    driver = models.CharField(max_length=120, blank=True)
    scanned = models.PositiveIntegerField()  # parcels on the manifest in that moment
    counted = models.PositiveIntegerField(null=True)  # parcels, as the driver counted
    reference = models.CharField(max_length=80, blank=True)  # of the carrier's SCAN form or receipt
    note = models.CharField(max_length=500, blank=True)
    signature = models.ForeignKey(Photo, null=True, on_delete=models.RESTRICT, related_name="+")
    receipt = models.ForeignKey(Photo, null=True, on_delete=models.RESTRICT, related_name="+")
    proof = models.TextField()  # of all this, in words
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reopened_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manifest"], name="manifest_closed_once", condition=Q(reopened_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.manifest_id} left {self.left_at}"


class PickupIncident(models.Model):
    """A truck that came early, late, not at all, or was full; told once for each departure and kind."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    manifest = models.ForeignKey(
        Manifest, on_delete=models.RESTRICT, related_name="incidents", db_index=False
    )
    kind = models.TextField()  # handover.words.Incident
    happened_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manifest", "kind"], name="incident_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.manifest_id}"


class ManifestPhoto(models.Model):
    """What a photograph of a departure shows."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    manifest = models.ForeignKey(Manifest, on_delete=models.RESTRICT, related_name="photos", db_index=False)
    photo = models.ForeignKey(Photo, on_delete=models.RESTRICT, related_name="+")
    shows = models.TextField()  # handover.words.Evidence

    class Meta:
        constraints = [models.UniqueConstraint(fields=["manifest", "photo"], name="manifest_photo_once")]

    def __str__(self) -> str:
        return f"{self.shows} of {self.manifest_id}"
