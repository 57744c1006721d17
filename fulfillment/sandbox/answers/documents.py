"""Labels and packing slips: where the platform says they are, and the PDF that lies there."""

from fulfillment.sandbox.envelope import Json, Refused
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.world import World

PLACE = "/documents/"
TYPES = ("SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP")


def shipping_documents(request: Request, world: World) -> Json:
    """Only of packages that the platform ships, once their shipment is arranged."""
    parcel = world.index[request.of.slug, "package"].items.get(request.captured["id"])
    if parcel is None or parcel.arranged_at > request.now:
        raise Refused(21011001, "The package does not exist.")
    if parcel.orders[0].shipping_type != "TIKTOK":
        raise Refused(21011003, "The package is not shipped by TikTok.")
    kind = request.params.get("document_type", "")
    if kind not in TYPES:
        raise Refused(36009004, "document_type is invalid.")
    host = request.headers.get("host", "localhost")
    return {
        "doc_url": f"http://{host}{PLACE}{parcel.id}/{kind}.pdf",
        "tracking_number": parcel.number_at(request.now),
    }


def pdf(path: str) -> bytes:
    """One page of 4 x 6 inches that says what it is."""
    parcel, _, kind = path.removeprefix(PLACE).removesuffix(".pdf").partition("/")
    text = f"BT /F1 14 Tf 20 380 Td ({kind.replace('_', ' ')}) Tj 0 -24 Td (Package {parcel}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 288 432] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end
