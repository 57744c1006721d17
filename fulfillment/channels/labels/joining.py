"""Pages of several documents put into one, and marked where they are printed again. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from pypdf import PageObject, PdfReader, PdfWriter


class Page(NamedTuple):
    """A page, and what is printed over it, in the page's own place on the paper."""

    content: PageObject
    mark: PageObject | None = None


def pages_of(pdf: bytes) -> list[Page]:
    return [Page(each) for each in PdfReader(BytesIO(pdf)).pages]


def joined(pages: Iterable[Page]) -> bytes:
    """One document of the pages, in their order."""
    writer = PdfWriter()
    for each in pages:
        page = writer.add_page(each.content)
        if each.mark is not None:
            left, bottom = float(page.mediabox.left), float(page.mediabox.bottom)
            page.merge_translated_page(each.mark, left, bottom, expand=False)
    return _written(writer)


def whole(parts: Iterable[bytes]) -> tuple[bytes, int]:
    """The documents one after the other, and how many pages that are."""
    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part), import_outline=False)
    return _written(writer), len(writer.pages)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
