"""Pictures that the warehouse's people took: drawn, for nobody's parcels were photographed."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from random import Random
from uuid import NAMESPACE_URL, uuid5

from PIL import Image, ImageDraw, ImageFont

from fulfillment.accounts.models import Team, User
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo

CARDBOARD, TAPE, FLOOR, INK = "#b98b56", "#d9c49a", "#6c6f75", "#1d2a52"


def keep(team: Team, what: str, content: bytes, *, by: User, at: datetime) -> Photo:
    """The same picture of the same thing, however often it is asked."""
    uuid = uuid5(NAMESPACE_URL, f"demo:{team.pk}:{what}")
    return keeping.keep(team, content, client_uuid=uuid, taken_at=at, by=by, now=at).photo


def signature(name: str, rng: Random) -> bytes:
    """A name as somebody writes it with a finger."""
    image = Image.new("RGB", (900, 260), "white")
    pen, x, y = ImageDraw.Draw(image), 60.0, 150.0
    for _ in name:
        points = [(x, y)]
        for _ in range(6):
            x, y = x + rng.uniform(4, 9), min(max(y + rng.uniform(-45, 45), 60), 210)
            points.append((x, y))
        pen.line(points, fill=INK, width=5, joint="curve")
    return _jpeg(image)


def receipt(lines: list[str]) -> bytes:
    """A slip of paper on a table."""
    image = Image.new("RGB", (900, 1200), FLOOR)
    pen = ImageDraw.Draw(image)
    pen.rectangle((140, 90, 760, 1110), fill="#fbfaf5")
    for place, text in enumerate(lines):
        pen.text((190, 150 + 80 * place), text, fill="#222", font=ImageFont.load_default(40))
    return _jpeg(image.rotate(-2, fillcolor=FLOOR))


def artwork(text: str, version: int) -> bytes:
    """What a printer was sent."""
    paper, ink = (("#fbf6ec", INK), ("#12233f", "#f4e7c5"), ("#f3d9d2", "#5a1f2b"))[version % 3]
    image = Image.new("RGB", (900, 600), paper)
    pen = ImageDraw.Draw(image)
    pen.rectangle((40, 40, 860, 560), outline=ink, width=6)
    pen.text((450, 300), text, fill=ink, font=ImageFont.load_default(96), anchor="mm")
    return _jpeg(image)


def boxes(count: int, rng: Random, *, open_with: str = "") -> bytes:
    """Boxes on the floor of a dock; one that is still open shows what is in it."""
    image = Image.new("RGB", (1200, 900), FLOOR)
    pen = ImageDraw.Draw(image)
    for place in range(count):
        across = min(count, 5)
        wide = 1000 // across
        left, top = 100 + place % across * wide, 640 - place // across * 190 - rng.randint(0, 20)
        pen.rectangle((left, top, left + wide - 14, top + 180), fill=CARDBOARD, outline="#8a6437", width=4)
        pen.rectangle((left + wide // 2 - 14, top, left + wide // 2 + 6, top + 180), fill=TAPE)
        pen.rectangle((left + 16, top + 20, left + 16 + wide // 4, top + 80), fill="#f6f6f2")
    if open_with:
        pen.rectangle((250, 180, 950, 700), fill="#8a6437", outline=CARDBOARD, width=40)
        pen.rounded_rectangle((380, 300, 820, 580), 30, fill=rng.choice(["#c7d8e8", "#e8d3c7", "#d3e8c7"]))
        pen.text((420, 410), open_with[:18], fill="#333", font=ImageFont.load_default(36))
    return _jpeg(image)


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
