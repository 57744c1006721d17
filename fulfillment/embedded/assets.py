"""The files the pages load: collected and compressed when any of them changed."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from fulfillment.embedded.places import CHECKOUT, LOCAL


def collect() -> None:
    """STATIC_ROOT, which all places of the checkout share, holds what the tree and the packages give."""
    stamp = LOCAL / "static.stamp"
    wanted = fingerprint()
    if (LOCAL / "static").exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=CHECKOUT, check=True)
    stamp.write_text(wanted)


def fingerprint() -> str:
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    for path in sorted((CHECKOUT / "static").rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()
