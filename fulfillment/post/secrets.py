"""Secrets at rest: sealed with the first of CREDENTIAL_KEYS, readable with any of them."""

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class KeyIsGone(Exception):
    """Sealed with a key that is no longer in CREDENTIAL_KEYS."""


def seal(secrets: dict[str, str]) -> bytes:
    return _box().encrypt(msgspec.json.encode(secrets))


def unseal(sealed: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(_box().decrypt(bytes(sealed)), type=dict[str, str])
    except InvalidToken:
        raise KeyIsGone from None


def _box() -> MultiFernet:
    if not settings.CREDENTIAL_KEYS:
        raise ImproperlyConfigured("CREDENTIAL_KEYS is empty: credentials can neither be stored nor read.")
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])
