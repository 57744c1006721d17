"""Pictures as cameras make them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from fulfillment.photos.reading import DETAILS, TAKEN, TAKEN_OFFSET

ORIENTATION, PLACE = 0x0112, 0x8825


def picture(
    *,
    width: int = 400,
    height: int = 300,
    kind: str = "JPEG",
    taken: str = "",
    offset: str = "",
    place: dict[int, Any] | None = None,
    orientation: int = 1,
    flipped: bool = False,
) -> bytes:
    """A slope from dark to bright, left to right; the other way round where it is `flipped`."""
    image = Image.linear_gradient("L").rotate(-90 if flipped else 90).resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if taken:
        exif[DETAILS] = {TAKEN: taken} | ({TAKEN_OFFSET: offset} if offset else {})
    if place:
        exif[PLACE] = place
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()
