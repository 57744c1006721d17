"""What the settings need on a developer's machine: keys made once per place, local hosts, plain HTTP."""

from __future__ import annotations

import base64
import json
import os
import secrets

from fulfillment.embedded.places import Place, write_private

LOCAL_DEFAULTS = {
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    "SECURE_COOKIES": "0",
    "SECURE_SSL_REDIRECT": "0",
    "SECURE_HSTS_SECONDS": "0",
    "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
}


def apply(place: Place) -> None:
    """Sets what is missing in the environment; what is set stays."""
    for name, value in (LOCAL_DEFAULTS | keys(place)).items():
        os.environ.setdefault(name, value)


def for_tests() -> dict[str, str]:
    """The same for a test run, with keys that live no longer than it."""
    return LOCAL_DEFAULTS | {"SECRET_KEY": secrets.token_urlsafe(50), "CREDENTIAL_KEYS": _fernet_key()}


def keys(place: Place) -> dict[str, str]:
    """The place's own keys: the same ones for as long as its data lives."""
    file = place.root / "keys.json"
    if not file.exists():
        place.make()
        made = {"SECRET_KEY": secrets.token_urlsafe(50), "CREDENTIAL_KEYS": _fernet_key()}
        write_private(file, json.dumps(made))
    return dict(json.loads(file.read_text()))


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
