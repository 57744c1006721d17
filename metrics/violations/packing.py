"""The papers of an appeal: one PDF, and a ZIP with it, the timeline as a list, and the pictures as they were taken."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import storages
from django.template.loader import render_to_string

from fulfillment.accounts.models import Team
from fulfillment.papers import laid_out
from fulfillment.photos.models import Photo
from fulfillment.sheets import utc, written
from metrics.violations.documents import checklist
from metrics.violations.dossier import Dossier

HEADINGS = ("order", "what", "happened_at_utc", "recorded_at_utc", "told_by", "words")
PRINTED_PHOTOS = 40


def pdf(
    dossier: Dossier, *, title: str, team: Team, zone: str, now: datetime, violation: Any = None
) -> bytes:
    context = {
        "dossier": dossier,
        "title": title,
        "team": team,
        "zone": zone,
        "made_at": now,
        "violation": violation,
        "held": checklist(dossier.counts()),
        "pictures": [(each, _drawn(each.photo)) for each in dossier.pictures[:PRINTED_PHOTOS]],
        "more_pictures": max(len(dossier.pictures) - PRINTED_PHOTOS, 0),
    }
    return bytes(laid_out(render_to_string("violations/paper.html", context)).write_pdf() or b"")


def packed(dossier: Dossier, paper: bytes, *, zone: str) -> bytes:
    """The ZIP; pictures are named by when they were taken."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("appeal.pdf", paper)
        archive.writestr("timeline.csv", timeline(dossier))
        archive.writestr("manifest.csv", manifest(dossier, zone=zone))
        for number, picture in enumerate(dossier.pictures, start=1):
            taken = picture.photo.taken_at.astimezone(ZoneInfo(zone))
            name = f"photos/{picture.document}/{taken:%Y-%m-%d_%H%M}_{number:03}.jpg"
            archive.writestr(name, _read(picture.photo), zipfile.ZIP_STORED)
    return whole.getvalue()


def timeline(dossier: Dossier) -> str:
    """Everything that was told of each order and its parcels, in the order of when it happened."""
    rows = []
    for file in dossier.files:
        for event in file.events:
            rows.append(
                (file.order.external_id, event.kind, event.happened_at, event.recorded_at, event.source, "")
            )
        for scan in file.scans:
            told = (scan.happened_at, scan.recorded_at, scan.source, scan.description)
            rows.append((file.order.external_id, scan.kind, *told))
    rows.sort(key=lambda row: (row[0], row[2]))
    return _csv(HEADINGS, [[row[0], row[1], utc(row[2]), utc(row[3]), row[4], row[5]] for row in rows])


def manifest(dossier: Dossier, *, zone: str) -> str:
    """Order ids with the times of loading and hand-over, as the platform asks for them."""
    local = ZoneInfo(zone)
    rows = [
        [
            file.order.external_id, line.number, line.carrier, f"{line.loaded_at.astimezone(local):%Y-%m-%d %H:%M}",
            f"{line.handed_over_at.astimezone(local):%Y-%m-%d %H:%M}" if line.handed_over_at else "",
            utc(line.first_scan_at), str(line.manifest), line.manifest.window.label,
        ]
        for file in dossier.files
        for line in file.lines
    ]  # fmt: skip
    headings = ("order", "tracking_number", "carrier", "loaded_local", "handed_over_local", "first_scan_utc",
                "manifest", "truck")  # fmt: skip
    return _csv(headings, rows)


def _csv(headings: tuple[str, ...], rows: list[list[Any]]) -> str:
    return "".join(written(headings, [rows]))


def _read(photo: Photo) -> bytes:
    with storages["photos"].open(photo.name) as file:
        return bytes(file.read())


def _drawn(photo: Photo) -> str:
    """The picture itself, as the paper holds it: it asks no address for anything."""
    with storages["photos"].open(photo.small_name) as file:
        return f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"
