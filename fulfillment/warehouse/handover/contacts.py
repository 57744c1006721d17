"""Where a carrier is asked: somebody's mailbox, or a program that takes the list signed."""

from __future__ import annotations

from fulfillment.post.secrets import seal
from fulfillment.post.signing import new_secret
from fulfillment.warehouse.models import CarrierContact, Warehouse


def keep(warehouse: Warehouse, carrier: str, *, email: str = "", url: str = "") -> str:
    """From now on it is asked there. The secret by which a program knows that it is us, told this once; blank for mail."""
    secret = new_secret() if url else ""
    told = {"email": email, "url": url, "secret": seal({"secret": secret}) if secret else b""}
    CarrierContact.objects.update_or_create(
        warehouse=warehouse, carrier=carrier, defaults={"team_id": warehouse.team_id, **told}
    )
    return secret
