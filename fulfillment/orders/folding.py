"""Names as they are searched: lower case, accents folded. Pure."""

import unicodedata


def fold(name: str) -> str:
    """`Zoë Müller` reads `zoe muller`; letters without a plain form stay as they are."""
    if name.isascii():
        return name.lower()
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
