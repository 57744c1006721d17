"""Pages set as PDF, for whoever prints: nothing is fetched, and pictures that break off are still told from whole ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint.document import Document


def laid_out(html: str) -> Document:
    """The document, ready to be written. What it shows stands in it: whatever a title may hold, no address is asked."""
    # Here, so that a machine without its libraries still shows every page and does all other work.
    from PIL import ImageFile
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # its import lets every picture of this process break off unseen
    return HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render()
