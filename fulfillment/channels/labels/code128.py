"""Code 128 (ISO/IEC 15417), which every scanner reads, also those that read no QR code. Pure.

Set C packs two digits into one sign, set B has the printable ASCII characters; a run of digits is worth the change
of sets from four digits on at an end of the text, from six on within it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The widths of bars and gaps, in modules, by the value of the sign; the last one is the stop.
WIDTHS = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
""".split()  # noqa: SIM905
TO_C, TO_B, START_B, START_C, STOP = 99, 100, 104, 105, 106
QUIET = 10  # modules of white on each side


def bars(text: str) -> str:
    """A sign a module, `1` dark and `0` light, the white at both sides with it; blank: the text cannot be written."""
    if not text or not re.fullmatch(r"[ -~]+", text):
        return ""
    first, *rest = signs = list(_signs(text))
    check = (first + sum(place * sign for place, sign in enumerate(rest, start=1))) % 103
    widths = "".join(WIDTHS[sign] for sign in [*signs, check, STOP])
    dark = "".join(("1", "0")[place % 2] * int(width) for place, width in enumerate(widths))
    return "0" * QUIET + dark + "0" * QUIET


def _signs(text: str) -> Iterator[int]:
    """The start, then each pair of digits or character, with the changes of sets between them."""
    now = None
    for part, is_digits in _parts(text):
        if is_digits:
            yield START_C if now is None else TO_C
            yield from (int(part[at : at + 2]) for at in range(0, len(part), 2))
        else:
            if now != "B":
                yield START_B if now is None else TO_B
            yield from (ord(sign) - 32 for sign in part)
        now = "C" if is_digits else "B"


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of an even number of digits that are worth set C, and what lies between them."""
    begin = 0
    for run in re.finditer(r"\d{4,}", text):
        start, end = run.span()
        if start > 0 and end < len(text) and end - start < 6:
            continue
        start += (end - start) % 2 if start > 0 else 0
        end -= (end - start) % 2
        if begin < start:
            yield text[begin:start], False
        yield text[start:end], True
        begin = end
    if begin < len(text):
        yield text[begin:], False
