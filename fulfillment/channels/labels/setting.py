"""Packing slips and marks set as PDF. Lean on purpose: no tables, one small picture, for six hundred are set at once."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import segno
import zxingcpp
from django.template.loader import render_to_string
from PIL import Image

from fulfillment.papers import laid_out


class Mark(NamedTuple):
    """A line at the foot of a page of that size, in points."""

    width: float
    height: float
    text: str


class Set(NamedTuple):
    pdf: bytes
    first_pages: list[int]  # where each slip begins, counted from 0; last: how many pages there are


def slips(contexts: Sequence[Any]) -> Set:
    """One document; a slip longer than its page goes on on the next."""
    return _set(render_to_string("labels/slips.html", {"slips": contexts}), len(contexts))


def marks(wanted: Sequence[Mark]) -> Set:
    """A page for each, empty but for its line."""
    return _set(render_to_string("labels/marks.html", {"marks": wanted}), len(wanted))


class Bars(NamedTuple):
    """A Code 128 as a picture one dot high; `width` in millimetres makes each module whole dots of a label printer."""

    picture: str
    width: float


MODULES = (0.375, 0.25)  # millimetres: three and two dots of 203 to the inch
QUIET = 10  # modules of white on each side
WIDEST = 88  # millimetres between the margins of a slip


def bars(text: str) -> str:
    """Code 128, a sign a module, `1` dark and `0` light, the white at both sides with it; blank: it cannot be written."""
    if not text or not text.isascii() or not text.isprintable():
        return ""
    image: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(1, False, False)
    drawn: Any = memoryview(image)
    row = bytes(drawn)[: drawn.shape[1]]
    return f"{'0' * QUIET}{''.join('01'[each < 128] for each in row)}{'0' * QUIET}"


@lru_cache(maxsize=4096)
def linear(text: str) -> Bars | None:
    """None where the text cannot be written, or only finer than a scanner reads; the QR code beside it stays."""
    modules = bars(text)
    module = next((each for each in MODULES if modules and len(modules) * each <= WIDEST), None)
    if module is None:
        return None
    image, out = Image.new("1", (len(modules), 1), 1), BytesIO()
    image.putdata([255 * (each == "0") for each in modules])
    image.save(out, "PNG")
    return Bars(f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}", len(modules) * module)


@lru_cache(maxsize=4096)
def barcode(text: str) -> str:
    """The text as a QR code: the address of a picture that stands in itself."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=1, border=0)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _set(html: str, count: int) -> Set:
    document = laid_out(html)
    starts = {
        name: number for number, page in enumerate(document.pages) for name in reversed(list(page.anchors))
    }
    first_pages = [starts[f"s{place}"] for place in range(count)]
    return Set(document.write_pdf() or b"", [*first_pages, len(document.pages)])
