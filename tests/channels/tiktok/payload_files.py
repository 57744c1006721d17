"""Our own constructed payloads, and the shared samples where they lie beside the checkout."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAYLOADS = ROOT / "tests" / "payloads" / "tiktok"
SAMPLES = ROOT.parent / "shared" / "samples" / "tiktok"

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not on this machine")


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def decoded(name: str) -> dict:
    return json.loads(payload(name))


def changed(name: str, **changes: object) -> bytes:
    """The payload with some top-level fields replaced; `...` takes a field away."""
    fields = decoded(name) | changes
    return json.dumps({key: value for key, value in fields.items() if value is not ...}).encode()


def sample(name: str) -> dict:
    return json.loads((SAMPLES / name).read_bytes())
