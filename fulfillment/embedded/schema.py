"""The embedded database's tables follow the checkout: migrated when a migration file came or went."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from fulfillment.embedded.locks import locked
from fulfillment.embedded.places import CHECKOUT, Place


def ensure(place: Place) -> None:
    """The tables are those of the migrations in this checkout and in the installed packages."""
    with locked(place.root / "schema.lock"):
        stamp = place.root / "schema.stamp"
        wanted = fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        print("Preparing the local database.", file=sys.stderr)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"], cwd=CHECKOUT, check=True
        )
        stamp.write_text(wanted)


def fingerprint() -> str:
    digest = hashlib.sha256((CHECKOUT / "requirements.lock").read_bytes())
    for package in ("fulfillment", "metrics", "sourcing"):
        for path in sorted((CHECKOUT / package).rglob("migrations/*.py")):
            digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()
