"""Pictures that the demo's inspectors took: a piece on a table, what is wrong with it, and a card with its code. Pure."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from fulfillment.desk.demo.quality import goods
from fulfillment.desk.demo.quality.goods import HIGH, WIDE

TABLES = ((203, 196, 184), (96, 104, 112), (226, 226, 222), (138, 112, 84), (72, 96, 88))
ON_THE_BOX = ("box_damaged", "label_wrong", "label_missing")
STOPPED = ("dead", "unsteady", "part_missing")  # no light, nothing turns, one piece of the set is not there
OFF = {"colour_off": "#9a8f4e", "wrong_colour": "#b0413e"}  # as it came, whatever it should be


def reference(sku: str) -> bytes:
    """As it should be: on white, straight, and nothing else."""
    image = Image.new("RGBA", (WIDE, HIGH), "#fafaf8")
    image.alpha_composite(goods.layer(sku))
    return _jpeg(image)


def shot(sku: str, title: str, rng: Random, *, defect: str = "", card: str = "", number: int = 0) -> bytes:
    """`defect`: the tile that was chosen, blank for a piece that is right; no two pictures lie or are lit the same."""
    image = _table(rng)
    piece = _piece(sku, title, rng, defect)
    piece = piece.rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC, center=(600, 480))
    at = (rng.randint(-110, 110), rng.randint(-60, 50))
    shade = Image.new("RGBA", piece.size)
    shade.putalpha(_soft(piece.getchannel("A").point(lambda value: value * 2 // 5)))
    image.paste(shade, (at[0] + 22, at[1] + 20), shade)
    image.paste(piece, at, piece)
    if card:
        _lay_card(image, rng, card, number)
    return _jpeg(_lit(image, rng))


def _soft(shape: Image.Image) -> Image.Image:
    """Blurred at a quarter of its size, which nobody sees and costs a tenth."""
    small = shape.resize((WIDE // 4, HIGH // 4)).filter(ImageFilter.GaussianBlur(5))
    return small.resize(shape.size)


def _table(rng: Random) -> Image.Image:
    tone = rng.choice(TABLES)
    image = Image.new("RGBA", (WIDE, HIGH), (*tone, 255))
    pen = ImageDraw.Draw(image)
    for _ in range(5):  # seams and shadows of what else lies around
        at, wide = rng.randint(0, WIDE), rng.randint(40, 260)
        shift = rng.randint(-16, 16)
        pen.polygon(
            [(at, 0), (at + wide, 0), (at + wide + 160, HIGH), (at + 160, HIGH)],
            fill=(*(max(min(each + shift, 255), 0) for each in tone), 255),
        )
    return image


def _piece(sku: str, title: str, rng: Random, defect: str) -> Image.Image:
    if defect in ON_THE_BOX:
        label = {"label_missing": "", "label_wrong": "XK-7781-B"}.get(defect, sku)
        piece = goods.carton(sku, title, label=label)
    else:
        piece = goods.layer(sku, is_on=defect not in STOPPED, colour=OFF.get(defect, ""))
    mark = MARKS.get(defect)
    if mark:
        over = Image.new("RGBA", piece.size)
        mark(ImageDraw.Draw(over), rng)
        if defect not in BESIDE:  # a scratch is on the piece, and nowhere else
            over.putalpha(
                Image.composite(over.getchannel("A"), Image.new("L", over.size), piece.getchannel("A"))
            )
        piece = Image.alpha_composite(piece, over)
    return piece


def _scratch(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(9):
        left, top = rng.randint(420, 640), rng.randint(240, 640)
        pen.line(
            [(left, top), (left + rng.randint(60, 190), top + rng.randint(-70, 70))],
            fill=(250, 248, 240, 235),
            width=rng.randint(2, 6),
        )


def _crack(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(2):
        x, y = rng.randint(380, 560), rng.randint(240, 420)
        way = [(x, y)]
        for _ in range(8):
            x, y = x + rng.randint(10, 50), y + rng.randint(8, 52)
            way.append((x, y))
        pen.line(way, fill=(20, 18, 18, 255), width=7)


def _stain(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(14):
        left, top, wide = rng.randint(440, 680), rng.randint(340, 600), rng.randint(20, 90)
        pen.ellipse((left, top, left + wide, top + wide * 2 // 3), fill=(92, 64, 30, 120))


def _crushed(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    pen.polygon(
        [(760, 720), (900, 720), (900, 560), (850, 610), (870, 650), (800, 660)], fill=(120, 104, 80, 255)
    )
    for _ in range(7):
        left, top = rng.randint(640, 800), rng.randint(480, 640)
        pen.line(
            [(left, top), (left + rng.randint(60, 140), top + rng.randint(20, 90))],
            fill=(90, 80, 64, 220),
            width=4,
        )


def _plug(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    """Two round pins, where flat ones belong."""
    pen.rounded_rectangle((900, 560, 1080, 700), 50, fill=(40, 42, 48, 255))
    for top in (590, 650):
        pen.rounded_rectangle((1070, top, 1170, top + 22), 11, fill=(200, 204, 210, 255))
    pen.line([(900, 630), (820, 690), (760, 720)], fill=(40, 42, 48, 255), width=12, joint="curve")


def _gap(pen: ImageDraw.ImageDraw, rng: Random) -> None:
    """The tray's place for what is not there."""
    pen.rounded_rectangle(
        (880, 300, 1090, 520), 26, fill=(30, 30, 32, 150), outline=(230, 226, 216, 255), width=6
    )
    pen.line([(920, 340), (1050, 480)], fill=(230, 226, 216, 120), width=4)


MARKS = {
    "scratch": _scratch, "crack": _crack, "stain": _stain, "box_damaged": _crushed, "wrong_plug": _plug,
    "part_missing": _gap,
}  # fmt: skip
BESIDE = ("wrong_plug", "part_missing")


def _lay_card(image: Image.Image, rng: Random, card: str, number: int) -> None:
    """The code of the day beside the piece, on paper, in thick ink."""
    paper = Image.new("RGBA", (250, 150), "#fffdf3")
    pen = ImageDraw.Draw(paper)
    pen.rectangle((0, 0, 249, 149), outline="#c9c3b2", width=3)
    pen.text((125, 56), card, fill="#1b2f7a", font=ImageFont.load_default(64), anchor="mm")
    pen.text((125, 118), f"piece {number}", fill="#555", font=ImageFont.load_default(32), anchor="mm")
    paper = paper.rotate(rng.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    image.paste(paper, (rng.randint(20, 90), rng.randint(690, 730)), paper)


def _lit(image: Image.Image, rng: Random) -> Image.Image:
    """A lamp above one corner, a lens that is darker at its edge, and a sensor's grain."""
    left, top = rng.randint(0, 255), rng.randint(0, 255)
    spot = Image.radial_gradient("L").resize((512, 512)).crop((256 - left, 256 - top, 512 - left, 512 - top))
    fall = spot.resize((WIDE, HIGH)).point(lambda value: value * 3 // 5)
    dark = Image.composite(Image.new("RGB", image.size, "#14120f"), image.convert("RGB"), fall)
    grain = Image.effect_noise((WIDE // 2, HIGH // 2), 28).resize((WIDE, HIGH)).convert("RGB")
    return Image.blend(dark, grain, 0.06)


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()
