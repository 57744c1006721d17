"""A PDF is set with nothing fetched, and leaves the reading of pictures as it was."""

from datetime import UTC
from io import BytesIO

import pytest
from PIL import ImageFile
from pypdf import PdfReader

from fulfillment.papers import laid_out
from fulfillment.photos.reading import NotKept, read
from tests.photos.pictures import picture


def test_a_picture_that_breaks_off_is_still_refused_after_a_pdf_was_made(monkeypatch):
    monkeypatch.setattr(
        ImageFile, "LOAD_TRUNCATED_IMAGES", True
    )  # as the library leaves it when it is imported

    pdf = laid_out("<p>Tonight's truck</p>").write_pdf()

    assert "Tonight" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    with pytest.raises(NotKept, match="breaks off"):
        read(picture()[:-900], zone=UTC)
