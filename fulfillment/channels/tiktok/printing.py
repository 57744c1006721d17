"""TikTok Shop's label and packing slip of a package that it ships: an address of a PDF, fetched at once.

Source: Partner Center, Get Package Shipping Document (202309): `document_type`, `document_size`, `document_format`;
the answer's `doc_url` can be fetched without our signature and lives for a day.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from fulfillment.channels.documents import DocumentKind, checked
from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import TikTokAdapter

TYPES = {
    DocumentKind.LABEL: "SHIPPING_LABEL",
    DocumentKind.SLIP: "PACKING_SLIP",
    DocumentKind.BOTH: "SHIPPING_LABEL_AND_PACKING_SLIP",
}
NOT_MADE = "Arrange the shipment in TikTok Shop first: the label is made then."


class Told(Struct):
    doc_url: str = ""


def document(adapter: TikTokAdapter, package_external_id: str, kind: DocumentKind) -> bytes:
    """The PDF as TikTok makes it, for a printer of 4 x 6 inches."""
    asked = {"document_type": TYPES[kind], "document_size": "A6", "document_format": "PDF"}
    data = adapter.ask(lambda client: client.call(endpoints.DOCUMENT, params=asked, id=package_external_id))
    try:
        told = msgspec.json.decode(data, type=Told)
    except msgspec.ValidationError as error:
        raise BadAnswer("The channel told no address of the document.") from error
    if not told.doc_url:
        raise Refused(0, "there is no such document yet", NOT_MADE)
    if not _may_be_fetched(told.doc_url, adapter.client.base_url):
        raise BadAnswer("The document's address is not one that may be fetched.")
    return checked(adapter.client.fetch(told.doc_url))


def _may_be_fetched(address: str, base_url: str) -> bool:
    """Encrypted and by a name, or where the interface itself answers: never a machine beside us."""
    parts, own = urlsplit(address), urlsplit(base_url)
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return True
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host.replace(".", "").isdigit() and ":" not in host
