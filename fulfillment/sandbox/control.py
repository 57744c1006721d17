"""The levers of the pretend world. The real platform has none, so the product must not use them."""

import csv
import io
from typing import TYPE_CHECKING

from fulfillment.sandbox import messages
from fulfillment.sandbox.answers import settings
from fulfillment.sandbox.envelope import Answer, plain
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.shops import BY_SLUG, TIKTOK

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

PREFIX = "/_sandbox/"


def answer(box: "SandboxServer", request: Request) -> Answer:
    """Plain JSON; 404 for an unknown lever, 400 with a sentence for a wrong wish."""
    lever = f"{request.method} {request.path.removeprefix(PREFIX)}"
    try:
        match lever:
            case "GET state":
                return plain(box.view())
            case "GET truth":
                return plain(box.truth(request.params.get("shop", "")))
            case "GET catalog":
                return _catalogue(request)
            case "GET faults":
                return plain(box.faults.view())
            case "POST faults":
                return plain(box.fault(**request.json))
            case "POST advance":
                return plain({"now": box.advance(float(request.json["seconds"]))})
            case "POST place":
                ids = box.place(int(request.json.get("n", 1)), request.json.get("shop", "glow-us"))
                return plain({"order_ids": ids})
            case "POST ask":
                kind = request.json.get("kind", "cancellation")
                return plain({"request_id": box.ask(request.json["order_id"], kind)})
            case "POST authorize":
                return plain({"code": box.authorise()})
            case "POST carriers":  # as entered on the aggregator's own pages
                box.carriers.hooks |= {kind: str(url) for kind, url in request.json.items()}
                box.save()
                return plain(box.carriers.hooks)
            case "POST helpdesk":  # as entered on the help desk's own pages
                box.help_desk.hook = dict(request.json)
                box.save()
                return plain({"shops": list(box.help_desk.hook["shops"])})
            case "POST corner":  # as entered in the settings of the store's own program
                box.corner.hook = dict(request.json)
                box.save()
                return plain({"shop": box.corner.hook["shop"]})
            case "POST webhooks":
                return _send(box, request)
    except (ValueError, KeyError, TypeError) as problem:
        return plain({"error": f"{type(problem).__name__}: {problem}"}, 400)
    return plain({"error": f"No such lever: {lever}"}, 404)


def _catalogue(request: Request) -> Answer:
    rows = settings.catalogue()
    if request.params.get("format") != "csv":
        return plain({"products": rows})
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return Answer(text.getvalue().encode(), content_type="text/csv; charset=utf-8")


def _send(box: "SandboxServer", request: Request) -> Answer:
    """A message of type 6 or 7 on request, to one shop or to both."""
    kind, now = int(request.json["type"]), box.tick()
    wanted = request.json.get("shop")
    for shop in [BY_SLUG[wanted]] if wanted else TIKTOK:
        if kind == 6:
            data = {"message": f"Shop_id {shop.id} is deauthorized from your APP by merchant."}
        elif kind == 7:
            days = int(request.json.get("days", 30))
            text = f"Authorization of shop_id {shop.id} is expiring in {days} days. "
            text += "Please direct the merchant to re-authorize."
            data = {"message": text, "expiration_time": str(now + days * 86400)}
        else:
            raise ValueError("Only types 6 and 7 are sent on request; the world sends the others.")
        box.sender.send(messages.message(kind, shop, now, data), shop)
    return plain({"sent": kind})
