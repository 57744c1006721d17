"""The questions we ask Shopify, as files: each is sent with the fragments that it names, and checked against the schema."""

import re
from functools import cache
from pathlib import Path

API_VERSION = "2026-10"  # pinned: what is served may be older or newer, the answer's header says so
QUERIES = Path(__file__).with_name("queries")
SPREAD = re.compile(r"\.\.\.([A-Z]\w+)Fields\b")


@cache
def document(name: str) -> str:
    """The text of one question, complete with its fragments."""
    return "".join(_text(part) for part in _parts(name))


def names() -> list[str]:
    """Every question there is; fragments are none."""
    found = sorted(path.stem for path in QUERIES.glob("*.graphql"))
    return [name for name in found if not name.endswith("_fields")]


def _parts(name: str) -> list[str]:
    """The question's file, then each fragment's once."""
    parts = [name]
    for part in parts:
        for fragment in SPREAD.findall(_text(part)):
            file_name = re.sub(r"(?<!^)(?=[A-Z])", "_", fragment).lower() + "_fields"
            if file_name not in parts:
                parts.append(file_name)
    return parts


@cache
def _text(name: str) -> str:
    return (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
