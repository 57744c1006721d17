"""What a platform prints for parcels that it ships itself. No Django here.

A channel that prints names its module in `base.CHANNELS` (`prints`). The module offers

    document(adapter, package_external_id, kind) -> bytes      a PDF; raises `ChannelError`
"""

from enum import StrEnum

from fulfillment.channels.errors import BadAnswer

PDF = b"%PDF-"


class DocumentKind(StrEnum):
    LABEL = "label"
    SLIP = "slip"
    BOTH = "both"


WORDS = {
    DocumentKind.LABEL: "label",
    DocumentKind.SLIP: "packing slip",
    DocumentKind.BOTH: "label and packing slip",
}


def checked(content: bytes) -> bytes:
    """The document; refused where it is no PDF, which a printer would print as nonsense."""
    if not content.startswith(PDF):
        raise BadAnswer("The channel's answer is no PDF.", "Try again; if it stays, print it on the channel.")
    return content
