"""What is kept of a picture, and what is refused with a sentence."""

from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from fulfillment.photos import reading
from fulfillment.photos.reading import DETAILS, TAKEN, NotKept, moment_of, read
from tests.photos.pictures import PLACE, picture

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NORTH = {1: "N", 2: (34.0, 5.0, 12.0), 3: "W", 4: (117.0, 36.0, 3.0)}


def exif_of(content):
    with Image.open(BytesIO(content)) as image:
        return image.getexif()


def test_the_place_is_removed_and_the_time_is_kept():
    brought = picture(taken="2026:11:24 15:02:00", offset="-08:00", place=NORTH)
    assert exif_of(brought).get_ifd(PLACE), "the picture does carry its place"

    found = read(brought, zone=UTC)

    assert not exif_of(found.content).get_ifd(PLACE)
    assert exif_of(found.content).get_ifd(DETAILS)[TAKEN] == "2026:11:24 15:02:00"
    assert found.taken_at == datetime(2026, 11, 24, 23, 2, tzinfo=UTC)
    assert dict(exif_of(found.small)) == {}


def test_a_camera_without_a_zone_is_taken_to_be_where_the_team_is():
    assert moment_of("2026:11:24 15:02:00", None, LOS_ANGELES) == datetime(2026, 11, 24, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["", None, "0000:00:00 00:00:00", "yesterday", b"2026"])
def test_what_is_no_time_is_none(taken):
    assert moment_of(taken, "-08:00", UTC) is None


def test_it_is_turned_upright_and_made_no_larger_than_needed():
    found = read(picture(width=4000, height=1000, orientation=6), zone=UTC)

    assert (found.width, found.height) == (640, 2560)
    with Image.open(BytesIO(found.small)) as small:
        assert max(small.size) == 320


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_usual_kind_becomes_a_jpeg(kind):
    with Image.open(BytesIO(read(picture(kind=kind), zone=UTC).content)) as image:
        assert image.format == "JPEG"


def test_the_likeness_of_a_picture_survives_making_it_smaller_and_tells_others_apart():
    def bits(**fields):
        return int(read(picture(**fields), zone=UTC).likeness, 16)

    assert (bits() ^ bits(width=1200, height=900)).bit_count() < 6
    assert (bits() ^ bits(flipped=True)).bit_count() > 30


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a" + bytes(20), b"<svg onload=alert(1)>"])
def test_what_is_no_photograph_is_refused(content):
    with pytest.raises(NotKept, match="no photograph"):
        read(content, zone=UTC)


def test_a_picture_that_breaks_off_is_refused():
    with pytest.raises(NotKept, match="breaks off"):
        read(picture()[:-900], zone=UTC)


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < reading.LARGEST

    with pytest.raises(NotKept, match="million pixels"):
        read(out.getvalue(), zone=UTC)


def test_more_bytes_than_are_taken_are_refused():
    with pytest.raises(NotKept, match="larger than 12 MB"):
        read(bytes(reading.LARGEST + 1), zone=UTC)
