"""One parcel in the words of each of the two interfaces."""

from __future__ import annotations

from datetime import UTC, datetime

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Parcel, Scan

STATUSES = {
    "LABEL": ("InfoReceived", "InfoReceived", "InfoReceived_001"),
    "PICKED_UP": ("InTransit", "InTransit_PickedUp", "InTransit_002"),
    "IN_TRANSIT": ("InTransit", "InTransit_Other", "InTransit_001"),
    "OUT_FOR_DELIVERY": ("OutForDelivery", "OutForDelivery_Other", "OutForDelivery_001"),
    "DELIVERED": ("Delivered", "Delivered_Other", "Delivered_001"),
}
NOT_FOUND = ("NotFound", "NotFound_Other", "Pending_001")


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def track(number: str, parcel: Parcel | None, scans: list[Scan]) -> Json:
    """As 17TRACK tells it; scans come newest first."""
    status, sub_status, _ = STATUSES[scans[0].code] if scans else NOT_FOUND
    name = parcel.carrier.name if parcel else ""
    events = [_event(scan) for scan in scans]
    provider = {
        "provider": {"key": 21051, "name": name, "alias": name, "country": None},
        "service_type": None,
        "latest_sync_status": "Success",
        "events": events,
    }
    return {
        "number": number,
        "carrier": 21051,
        "param": None,
        "tag": "",
        "track_info": {
            "latest_status": {"status": status, "sub_status": sub_status, "sub_status_descr": None},
            "latest_event": events[0] if events else None,
            "tracking": {"providers_hash": len(events), "providers": [provider]},
        },
    }


def _event(scan: Scan) -> Json:
    return {
        "time_iso": stamp(scan.at),
        "time_utc": stamp(scan.at),
        "time_raw": None,
        "description": scan.text,
        "location": None,
        "stage": {"LABEL": "InfoReceived", "PICKED_UP": "PickedUp"}.get(scan.code),
        "sub_status": STATUSES[scan.code][1],
        "address": None,
    }


def tracking(number: str, parcel: Parcel | None, scans: list[Scan]) -> Json:
    """As AfterShip tells it."""
    tag, _, subtag = STATUSES[scans[0].code] if scans else ("Pending", "", "Pending_001")
    return {
        "id": f"trk{number.lower()}",
        "tracking_number": number,
        "slug": parcel.carrier.name.lower().replace(" ", "-") if parcel else None,
        "active": tag != "Delivered",
        "tag": tag,
        "subtag": subtag,
        "checkpoints": [
            {
                "checkpoint_time": stamp(scan.at),
                "created_at": stamp(scan.at + 60),
                "message": scan.text,
                "location": None,
                "tag": STATUSES[scan.code][0],
                "subtag": STATUSES[scan.code][2],
            }
            for scan in reversed(scans)
        ],
    }
