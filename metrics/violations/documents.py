"""Which papers a platform asks for with an appeal, and what of them the house has. Pure.

Source: TikTok Shop Academy Thailand, appeals of late dispatch (knowledge_id=6543795748488961).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Document(Struct, frozen=True, kw_only=True):
    code: str
    label: str
    missing: str  # what to do where there is none


ASKED_FOR = (
    Document(code="boxes", label="Dated photographs of the parcels, packed",
             missing="Photograph boxes at the packing table."),
    Document(code="manifest", label="The dispatch manifest with order ids and times",
             missing="Load parcels onto a manifest."),
    Document(code="signature", label="The carrier's signature or receipt, with time and count",
             missing="Let the driver sign when a manifest is closed."),
    Document(code="vehicle", label="Photographs of the loaded vehicle", missing="Add pictures to the manifest."),
    Document(code="carrier", label="What the carrier was asked, and when",
             missing="Ask the carrier from the page of unscanned parcels."),
    Document(code="scans", label="The carrier's scans", missing="Connect a carrier feed."),
)  # fmt: skip


class Held(Struct, frozen=True, kw_only=True):
    document: Document
    count: int


def checklist(counts: Mapping[str, int]) -> list[Held]:
    return [Held(document=each, count=counts.get(each.code, 0)) for each in ASKED_FOR]
