"""From whatever was brought to a photograph that can be kept: upright, no larger than needed, without its place. Pure.

Every picture is drawn anew: what a file carries beside its pixels (place, device, owner, code that some reader might
run) is not kept. Only the time of taking is written back.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageOps

LARGEST = 12 * 1024 * 1024  # bytes; devices make theirs smaller before sending
MOST_PIXELS = 60_000_000
LONG_SIDE, SMALL_SIDE = 2560, 320  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
DETAILS, TAKEN, TAKEN_OFFSET = 0x8769, 0x9003, 0x9011  # Exif 2.31: DateTimeOriginal, OffsetTimeOriginal
NO_PHOTO = "This is no photograph that can be read here: bring a JPEG, PNG or WebP picture."
TOO_LARGE = f"The picture is larger than {LARGEST // 1024 // 1024} MB: take it again with fewer pixels."
TOO_MANY = f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels: take it again with fewer."
BROKEN = "The picture breaks off: it was not sent whole. Send it again."


class NotKept(Exception):
    """Nothing was kept; the text says why and what to do."""


class Picture(NamedTuple):
    content: bytes  # JPEG
    small: bytes  # JPEG
    width: int
    height: int
    sha256: str
    likeness: str
    taken_at: datetime | None


def read(content: bytes, *, zone: tzinfo) -> Picture:
    """Raises NotKept. A camera that tells no zone is taken to be set to `zone`."""
    if len(content) > LARGEST:
        raise NotKept(TOO_LARGE)
    image, exif = _opened(content)
    taken, offset = exif.get(TAKEN, ""), exif.get(TAKEN_OFFSET, "")
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    kept = _jpeg(image, quality=85, exif=_times(taken, offset))
    small = image.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Picture(
        kept,
        _jpeg(small, quality=78),
        image.width,
        image.height,
        sha256(kept).hexdigest(),
        likeness_of(image),
        moment_of(taken, offset, zone),
    )


def likeness_of(image: Image.Image) -> str:
    """Whether each of 8 by 8 spots is brighter than the one to its right, as 16 hexadecimal digits (a dHash)."""
    spots = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = "".join("1" if spots[at] > spots[at + 1] else "0" for at in range(72) if at % 9 < 8)
    return f"{int(bits, 2):016x}"


def moment_of(taken: object, offset: object, zone: tzinfo) -> datetime | None:
    """`2026:11:24 15:02:00` and `-08:00` as cameras write them; None where it is no such time."""
    try:
        moment = datetime.strptime(str(taken).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return None
    if re.fullmatch(r"[+-]\d\d:\d\d", told := str(offset).strip("\0 ")):
        return datetime.fromisoformat(f"{moment.isoformat()}{told}")
    return moment.replace(tzinfo=zone)


def _opened(content: bytes) -> tuple[Image.Image, dict[int, Any]]:
    """Its pixels, upright and in three colours, and the details that it carried."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotKept(TOO_MANY)
            details = dict(image.getexif().get_ifd(DETAILS))
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            return ImageOps.exif_transpose(image).convert("RGB"), details
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotKept(TOO_MANY) from error
    except Image.UnidentifiedImageError as error:
        raise NotKept(NO_PHOTO) from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError) as error:
        raise NotKept(BROKEN) from error


def _times(taken: object, offset: object) -> bytes:
    kept = Image.Exif()
    told = {key: str(value) for key, value in ((TAKEN, taken), (TAKEN_OFFSET, offset)) if value}
    if told:
        kept[DETAILS] = told
    return kept.tobytes()


def _jpeg(image: Image.Image, *, quality: int, exif: bytes = b"") -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()
