"""Credentials of shops at rest; what cannot be read any more must be connected again."""

from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.post import secrets
from fulfillment.post.secrets import seal

__all__ = ["Unreadable", "seal", "unseal"]


class Unreadable(NeedsAuthorisation):
    """Sealed with a key that is no longer in CREDENTIAL_KEYS."""

    def __init__(self) -> None:
        super().__init__(
            "The stored credentials were sealed with a key that is gone.",
            "Connect the shop again, or put the old key back into CREDENTIAL_KEYS.",
        )


def unseal(sealed: bytes) -> dict[str, str]:
    try:
        return secrets.unseal(sealed)
    except secrets.KeyIsGone:
        raise Unreadable from None
