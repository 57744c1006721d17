"""Access tokens that are fresh when used; renewed by one worker at a time, under the credential's row lock."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from msgspec import Struct

from fulfillment.channels.models import Credential
from fulfillment.channels.secrets import seal, unseal

MARGIN = timedelta(minutes=10)


class Renewed(Struct, frozen=True, kw_only=True):
    """What a channel answers to a refresh: the secrets to keep from now on, and how long they live."""

    secrets: dict[str, str]
    access_expires_at: datetime | None  # None: it does not expire
    refresh_expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Renewed(access_expires_at={self.access_expires_at})"


Renew = Callable[[dict[str, str]], Renewed]


def fresh_secrets(
    credential_id: int, *, renew: Renew, now: datetime, refused_token: str = ""
) -> dict[str, str]:
    """The credential's secrets, renewed first where the access token is about to expire or was refused.

    Two workers with the same refused token renew once: the second finds another token under the lock.
    """
    # Durable: a renewed token that an outer transaction rolled back would be lost, and the old one is spent.
    with transaction.atomic(durable=True):
        row = Credential.objects.select_for_update().get(pk=credential_id)
        secrets = unseal(bytes(row.secrets))
        expiring = row.access_expires_at is not None and row.access_expires_at - MARGIN <= now
        if not expiring and (not refused_token or secrets.get("access_token") != refused_token):
            return secrets
        renewed = renew(secrets)
        store(row, renewed, now=now)
        return renewed.secrets


def store(row: Credential, renewed: Renewed, *, now: datetime) -> None:
    row.secrets = seal(renewed.secrets)
    row.access_expires_at = renewed.access_expires_at
    row.refresh_expires_at = renewed.refresh_expires_at
    row.refreshed_at = now
    row.save()
