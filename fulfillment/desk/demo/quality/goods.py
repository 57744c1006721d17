"""What the demo's goods look like, each drawn on a layer of its own, and the box that it comes in. Pure."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 1200, 900  # pixels
COLOURS = {
    "WW": "#e9b872", "RGB": "#7f74d8", "BL": "#4f86c6", "PK": "#e38aa8", "40": "#ede3cd", "RS": "#a5525c", "BR": "#6d2348",
    "30": "#c98b4b", "FAN": "#eef0f2", "SET": "#b59a86", "MINI": "#a9d6c3", "NK": "#d9b65a", "PH": "#8fa3b8",
}  # fmt: skip
DARK, METAL, WHITE, CARTON = "#2b2d33", "#a9adb5", "#f7f6f2", "#f1ede4"
Pen = ImageDraw.ImageDraw
Draws = Callable[[Pen, str, bool], None]


def colour_of(sku: str) -> str:
    parts = [part for part in sku.upper().split("-") if part in COLOURS]
    return COLOURS[parts[-1]] if parts else "#9bb0a5"


def layer(sku: str, *, is_on: bool = True, colour: str = "") -> Image.Image:
    """The piece by itself; what gives light or turns does so where `is_on`."""
    image = Image.new("RGBA", (WIDE, HIGH))
    draws = next((draws for name, draws in DRAWN.items() if f"-{name}" in sku.upper()), _box_of)
    draws(ImageDraw.Draw(image), colour or colour_of(sku), is_on)
    return image


def carton(sku: str, title: str, *, label: str) -> Image.Image:
    """Its box; `label`: the code on it, blank where the label is missing."""
    image = Image.new("RGBA", (WIDE, HIGH))
    pen, colour = ImageDraw.Draw(image), colour_of(sku)
    pen.polygon([(300, 260), (380, 190), (980, 190), (900, 260)], fill="#ded8ca")
    pen.polygon([(900, 260), (980, 190), (980, 640), (900, 720)], fill="#cfc8b8")
    pen.rectangle((300, 260, 900, 720), fill=CARTON)
    pen.rectangle((300, 260, 900, 380), fill=colour)
    pen.text((330, 296), title[:26], fill=DARK, font=ImageFont.load_default(44))
    picture = layer(sku).resize((340, 255))
    image.alpha_composite(picture, (310, 420))
    if label:
        _label(pen, label)
    return image


def _label(pen: Pen, code: str) -> None:
    pen.rectangle((640, 560, 880, 700), fill="white", outline="#999")
    at = 656
    for place, sign in enumerate(code * 3):
        wide = 2 + (ord(sign) + place) % 4
        if at + wide < 866:
            pen.rectangle((at, 574, at + wide, 650), fill="black")
        at += wide + 3
    pen.text((656, 660), code[:16], fill="black", font=ImageFont.load_default(24))


def _lamp(pen: Pen, colour: str, is_on: bool) -> None:
    for at in range(150, 90, -15) if is_on else ():
        pen.ellipse((620 - at, 250 - at, 620 + at, 250 + at), fill=(255, 214, 140, 70))
    pen.ellipse((400, 690, 760, 770), fill=DARK)
    pen.ellipse((400, 670, 760, 750), fill="#45484f")
    pen.rectangle((566, 330, 590, 712), fill=METAL)
    pen.line([(578, 340), (620, 300)], fill=METAL, width=24)
    pen.ellipse((530, 160, 710, 340), fill=DARK)
    pen.ellipse((550, 180, 690, 320), fill=colour if is_on else "#5d5a55")
    pen.ellipse((585, 205, 625, 235), fill=(255, 255, 255, 150))
    pen.line([(740, 730), (900, 760), (1000, 730)], fill=DARK, width=10, joint="curve")


def _roller(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((330, 330, 760, 520), 40, fill=colour)
    pen.rounded_rectangle((360, 360, 730, 450), 24, fill="#f3f0ea")
    for at in range(370, 725, 12):
        pen.line([(at, 364), (at + 5, 446)], fill="#cfc6bb", width=3)
    pen.rounded_rectangle((520, 500, 580, 790), 28, fill=colour)
    pen.rounded_rectangle((532, 620, 568, 770), 16, fill=(255, 255, 255, 90))


def _tumbler(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rectangle((600, 90, 622, 260), fill="#d7e4ea")
    pen.rounded_rectangle((420, 240, 770, 300), 20, fill=DARK)
    pen.polygon([(430, 300), (760, 300), (700, 800), (490, 800)], fill=colour)
    pen.polygon([(455, 300), (500, 300), (530, 800), (510, 800)], fill=(255, 255, 255, 90))
    pen.rounded_rectangle((740, 360, 870, 600), 40, outline=colour, width=36)
    pen.rounded_rectangle((540, 480, 660, 530), 8, fill=(0, 0, 0, 50))


def _stain(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((430, 220, 560, 470), 20, fill=DARK)
    pen.rounded_rectangle((440, 460, 550, 780), 14, fill=colour)
    pen.rectangle((456, 480, 474, 760), fill=(255, 255, 255, 90))
    pen.rounded_rectangle((650, 540, 770, 780), 18, fill=DARK)
    pen.rectangle((694, 330, 726, 540), fill="#ddd6cf")
    pen.ellipse((684, 250, 736, 350), fill=colour)


def _serum(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((560, 110, 640, 240), 34, fill=DARK)
    pen.rectangle((540, 235, 660, 320), fill="#3a3c42")
    pen.rounded_rectangle((450, 320, 750, 790), 46, fill=colour)
    pen.rectangle((488, 440, 712, 700), fill=WHITE)
    pen.text((510, 470), "REPAIR\nSERUM\n30 ml", fill=DARK, font=ImageFont.load_default(44), spacing=14)
    pen.rectangle((466, 360, 482, 760), fill=(255, 255, 255, 80))


def _fan(pen: Pen, colour: str, is_on: bool) -> None:
    pen.arc((330, 180, 870, 800), 300, 240, fill="#c9ccd1", width=92)
    pen.arc((336, 186, 864, 794), 302, 238, fill=colour, width=76)
    for at in range(30, 160, 14):
        pen.arc((350, 200, 850, 780), at, at + 6, fill="#8d939c", width=44)
    light = "#49c46b" if is_on else "#6a6e75"
    pen.ellipse((440, 250, 480, 290), fill=light)
    pen.rounded_rectangle((700, 240, 760, 270), 12, fill="#8d939c")


def _clips(pen: Pen, colour: str, is_on: bool) -> None:
    tones = (colour, "#3c4a4f", "#c9b7c9", "#7c8b6f")
    for place in range(8 if is_on else 7):
        left, top = 300 + place % 4 * 160, 290 + place // 4 * 240
        pen.chord((left, top, left + 130, top + 150), 180, 360, fill=tones[place % 4])
        for tooth in range(5):
            at = left + 8 + tooth * 26
            pen.polygon([(at, top + 74), (at + 16, top + 74), (at + 8, top + 130)], fill=tones[place % 4])
        pen.ellipse((left + 52, top + 30, left + 78, top + 56), fill=METAL)


def _printer(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((370, 320, 830, 740), 60, fill=colour)
    pen.rounded_rectangle((420, 300, 780, 350), 20, fill="#7fae9b")
    if is_on:
        pen.polygon([(450, 150), (750, 150), (750, 320), (450, 320)], fill="white")
        pen.text((480, 190), "PACK 0417\nSHELF B-10-2", fill="black", font=ImageFont.load_default(36))
    pen.ellipse((570, 520, 630, 580), fill="#49c46b" if is_on else "#6a6e75")
    pen.rectangle((420, 660, 780, 672), fill=(0, 0, 0, 50))


def _projector(pen: Pen, colour: str, is_on: bool) -> None:
    for at in range(6) if is_on else ():
        pen.polygon([(600, 420), (330 + at * 90, 90), (380 + at * 90, 90)], fill=(120, 150, 255, 60))
    pen.ellipse((420, 330, 780, 690), fill=DARK)
    pen.ellipse((510, 400, 690, 580), fill="#5a6be0" if is_on else "#4a4c52")
    pen.ellipse((550, 430, 600, 470), fill=(255, 255, 255, 130))
    pen.rounded_rectangle((450, 660, 750, 730), 30, fill="#45484f")


def _necklace(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((330, 180, 870, 760), 20, fill="#e9e4dc")
    pen.arc((430, 60, 770, 600), 10, 170, fill=colour, width=9)
    pen.text((500, 560), "Amelie", fill=colour, font=ImageFont.load_default(72))


def _box_of(pen: Pen, colour: str, is_on: bool) -> None:
    pen.rounded_rectangle((380, 300, 820, 700), 44, fill=colour)
    pen.rounded_rectangle((420, 340, 560, 660), 26, fill=(255, 255, 255, 70))


DRAWN: dict[str, Draws] = {
    "GLOW": _lamp, "PETH": _roller, "TUMB": _tumbler, "LIPS": _stain, "SERM": _serum, "FAN": _fan, "NECK-FAN": _fan,
    "CLIP": _clips, "PRNT": _printer, "NAME": _necklace,
    "PROJ": _projector,
}  # fmt: skip
