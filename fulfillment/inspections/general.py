"""What is asked of goods that no checklist of the team's own speaks of. Pure."""

from __future__ import annotations

from fulfillment.inspections.asking import Check, Tile

LEVEL = "II"
AQLS = {"major": "2.5", "minor": "4.0"}  # critical: none is allowed
NAME = "General"


def _check(
    key: str, severity: str, en: str, zh: str, *tiles: tuple[str, str, str], per_unit: bool = True
) -> Check:
    defects = tuple(Tile(code, {"en": english, "zh-hans": chinese}) for code, english, chinese in tiles)
    return Check(key, {"en": en, "zh-hans": zh}, severity=severity, per_unit=per_unit, defects=defects)


CHECKS = (
    _check(
        "cartons", "major", "Cartons whole, dry and closed", "外箱完好、干燥、封口",
        ("carton_crushed", "Crushed", "压坏"),
        ("carton_wet", "Wet", "受潮"),
        ("carton_open", "Open", "开口"),
        per_unit=False,
    ),
    _check(
        "variant", "critical", "Version and variant match the picture and the SKU", "款式、规格与图片和 SKU 一致",
        ("wrong_variant", "Wrong variant", "规格不符"),
        ("wrong_colour", "Wrong colour", "颜色不符"),
        ("wrong_plug", "Wrong plug or size", "插头或尺码不符"),
    ),
    _check(
        "function", "major", "Works as it should", "功能正常",
        ("dead", "Does not work", "无法使用"),
        ("unsteady", "Works at times", "时好时坏"),
    ),
    _check(
        "appearance", "minor", "Appearance", "外观",
        ("scratch", "Scratches", "划痕"),
        ("stain", "Stain", "污渍"),
        ("crack", "Crack", "裂纹"),
        ("colour_off", "Colour off", "色差"),
    ),
    _check(
        "accessories", "major", "Accessories are all there", "配件齐全",
        ("part_missing", "Part missing", "缺件"),
        ("manual_missing", "No manual", "缺说明书"),
    ),
    _check(
        "packaging", "minor", "Packaging, labels and inserts", "包装、标签与附页",
        ("box_damaged", "Box damaged", "包装破损"),
        ("label_wrong", "Wrong label", "标签错误"),
        ("label_missing", "Label missing", "缺标签"),
    ),
)  # fmt: skip
