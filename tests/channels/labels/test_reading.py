"""A label file that a printer can print becomes a PDF; every other says in a sentence why not."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from fulfillment.channels.labels import reading
from fulfillment.channels.labels.reading import NotPrintable, read
from tests.channels.labels.making_orders import pdf, png


def test_a_pdf_stays_as_it_is():
    content = pdf(pages=2)

    assert read(content) == (content, 2)


def test_a_picture_becomes_a_page_of_the_size_that_it_is_printed_in():
    """812 by 1218 dots at 203 an inch are 4 by 6 inches."""
    found = read(png())

    box = PdfReader(BytesIO(found.pdf)).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (288, 432)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"^XA^FO50,50^FDHello^FS^XZ", "This is ZPL"),
        (b"\n~DG000.GRF,1", "This is ZPL"),
        (b"<html>Log in</html>", "no label that can be printed"),
        (b"%PDF-1.4 and then nothing", "breaks off"),
        (pdf()[:-200], "breaks off"),
        (png()[:300], "breaks off"),
        (pdf(password="secret"), "locked with a password"),
        (pdf(pages=11), "has 11 pages"),
        (pdf(width=20, height=20), "smaller or larger than any label"),
        (pdf(width=5000, height=5000), "smaller or larger than any label"),
        (png(20, 20), "smaller than any label"),
        (b"x" * (reading.LARGEST + 1), "larger than 4 MB"),
    ],
)
def test_what_is_no_label_is_refused_with_a_sentence(content, says):
    with pytest.raises(NotPrintable, match=says):
        read(content)


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_damaged_file_never_ends_in_an_error_of_ours(noise, at):
    content = pdf()
    with suppress(NotPrintable):
        assert read(content[:at] + noise + content[at:]).pages <= reading.MOST_PAGES
