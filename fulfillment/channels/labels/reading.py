"""A label file as it is brought: what a printer can print becomes a PDF, all else is refused with a sentence.

No Django here.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

LARGEST = 4 * 1024 * 1024  # bytes
MOST_PAGES = 10
MOST_PIXELS = 40_000_000
DOTS = 203  # an inch, where a picture does not say: what label printers and carriers' pictures have
POINTS = 72
WIDEST, NARROWEST = 300, 20  # mm that a page of a label may measure
MM = 25.4 / POINTS
TOO_LARGE = "The file is larger than 4 MB: a label is far smaller. Is it the right file?"
ZPL = "This is ZPL, the language of label printers: it can be sent to such a printer, not shown or put into a PDF. "
ZPL += "Download the label as PDF or PNG from the carrier."
UNKNOWN = "This is no label that can be printed: bring a PDF or a PNG."
LOCKED = "The PDF is locked with a password: download it without, or print it to a new PDF."
BROKEN = "The file breaks off or is damaged: download it from the carrier again."
EMPTY = "The file is empty: download it from the carrier again."


class NotPrintable(Exception):
    """Nothing was kept; the text says why and what to do."""


class Label(NamedTuple):
    pdf: bytes
    pages: int


def read(content: bytes) -> Label:
    """Raises NotPrintable."""
    if not content:
        raise NotPrintable(EMPTY)
    if len(content) > LARGEST:
        raise NotPrintable(TOO_LARGE)
    if content.lstrip()[:3].upper() in (b"^XA", b"~DG", b"CT~"):
        raise NotPrintable(ZPL)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return _picture(content)
    raise NotPrintable(UNKNOWN)


def _pdf(content: bytes) -> Label:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted:
            raise NotPrintable(LOCKED)
        pages = list(reader.pages)
        sides = [float(side) * MM for page in pages for side in (page.mediabox.width, page.mediabox.height)]
    except NotPrintable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise NotPrintable(BROKEN) from error
    if not pages:
        raise NotPrintable(EMPTY)
    if len(pages) > MOST_PAGES:
        raise NotPrintable(f"The PDF has {len(pages)} pages: attach only the label of this order.")
    if not all(NARROWEST <= side <= WIDEST for side in sides):
        raise NotPrintable("A page of the PDF is smaller or larger than any label: is it the right file?")
    return Label(content, len(pages))


def _picture(content: bytes) -> Label:
    """One page as large as the picture is meant to be printed."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.verify()  # its checksums: what breaks off would be read as a label that is half white
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotPrintable("The picture has too many pixels to be a label: is it the right file?")
            dots = float(image.info.get("dpi", (DOTS, DOTS))[0]) or DOTS
            dots = dots if dots >= 150 else DOTS  # 72 or 96 is what a screen has, not what a label means
            flat = Image.new("RGB", image.size, "white")
            seen = image.convert("RGBA")
            flat.paste(seen, mask=seen.getchannel("A"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotPrintable("The picture has too many pixels to be a label: is it the right file?") from error
    except (OSError, ValueError, SyntaxError, TypeError) as error:
        raise NotPrintable(BROKEN) from error
    if min(flat.size) / dots * 25.4 < NARROWEST:
        raise NotPrintable("The picture is smaller than any label: is it the right file?")
    out = BytesIO()
    flat.convert("L").save(out, "PDF", resolution=dots)
    return Label(out.getvalue(), 1)
