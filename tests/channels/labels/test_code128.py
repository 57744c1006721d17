"""The barcodes of slips, read from the printed page by a decoder that is not ours."""

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fulfillment.channels.labels.setting import QUIET, WIDEST, bars, linear
from tests import factories
from tests.channels.labels.making_orders import ask, create_order, printed

DOTS = 203  # to the inch, as label printers print


def read(text):
    """What a decoder reads of the bars, three dots a module."""
    modules = bars(text)
    image = Image.new("L", (len(modules), 1))
    image.putdata([0 if each == "1" else 255 for each in modules])
    image = image.resize((len(modules) * 3, 60), Image.Resampling.NEAREST)
    return [(each.text, each.format) for each in zxingcpp.read_barcodes(image)]


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=3, max_size=24)
    | st.text("0123456789", min_size=3, max_size=24)
)
def test_a_decoder_reads_whatever_is_written(text):
    assert read(text) == [(text, zxingcpp.BarcodeFormat.Code128)]


def test_digits_take_half_the_room():
    assert len(bars("576461413038785752")) == 2 * QUIET + (1 + 9 + 1) * 11 + 13


@pytest.mark.parametrize("text", ["", "für Ana", "tab\t", "字"])
def test_what_cannot_be_written_has_no_bars(text):
    assert bars(text) == ""
    assert linear(text) is None


def test_what_would_be_too_fine_for_a_scanner_has_no_bars():
    assert linear("A" * 60) is None
    assert linear("A" * 20).width <= WIDEST


@pytest.mark.django_db
@pytest.mark.parametrize("external_id", ["576461413038785752", "GLOW-1042"])
def test_a_printed_slip_is_read_by_laser_and_by_camera(external_id):
    order = create_order(
        shop=factories.create_shop(team=factories.create_team(), channel="generic"), external_id=external_id
    )
    batch = printed(ask(order.team, order))

    page = pypdfium2.PdfDocument(bytes(batch.content))[0]
    found = zxingcpp.read_barcodes(page.render(scale=DOTS / 72, grayscale=True).to_pil())

    assert {(each.text, each.format) for each in found} == {
        (external_id, zxingcpp.BarcodeFormat.Code128), (external_id, zxingcpp.BarcodeFormat.QRCode),
    }  # fmt: skip
