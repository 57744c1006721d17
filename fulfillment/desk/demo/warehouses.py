"""Two warehouses with the trucks that stop there, said by the functions that a manager's forms call; once."""

from __future__ import annotations

from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.channels.sync import utc_now
from fulfillment.warehouse import changing
from fulfillment.warehouse.models import PickupWindow, Warehouse
from fulfillment.warehouse.sites import default_of

WORKDAYS, WITH_SATURDAY = range(1, 6), range(1, 7)
ONTARIO = {"name": "Ontario, California", "code": "ontario", "country": "US"}
DAVENTRY = {"name": "Daventry", "code": "daventry", "country": "GB", "time_zone": "Europe/London"}
# carrier, weekdays, time, hours until 8 in 10 are scanned: as the pretend carriers do, the same evening
US_TRUCKS = (
    ("ups", WORKDAYS, "17:30", 5),
    ("fedex", WORKDAYS, "17:30", 5),
    ("usps", WITH_SATURDAY, "17:30", 5),
    ("", WORKDAYS, "17:30", 5),
)
UK_TRUCKS = (
    ("royal_mail", WITH_SATURDAY, "17:30", 5),
    ("dpd", WORKDAYS, "17:30", 5),
    ("", WORKDAYS, "17:30", 5),
)

# What the pretend channels call them.
NAMES = {
    ("tiktok", "US"): ["7318529937405363001"],
    ("tiktok", "GB"): ["7318529937405364002"],
    ("shopify", "US"): ["72914405539"],
}


def connect(team: Team, url: str, public_url: str) -> None:
    """Entered once; who changes them in the demo keeps the change."""
    if PickupWindow.objects.filter(team=team).exists():
        return
    now = utc_now()
    first = default_of(team)
    changing.save(team, {"warehouses": {str(first.pk): ONTARIO}, "new_warehouse": DAVENTRY}, now=now)
    second = Warehouse.objects.get(team=team, code=DAVENTRY["code"])
    trucks = [*_windows(first, US_TRUCKS), *_windows(second, UK_TRUCKS)]
    changing.save(team, {"new_windows": trucks, "aliases": _names(team, first, second)}, now=now)


def _windows(house: Warehouse, trucks: Any) -> list[dict[str, Any]]:
    return [
        {
            "warehouse_id": house.pk, "carrier": carrier, "weekday": day, "local_time": at,
            "scans_after_hours": hours, "scans_saturday": True,
        }
        for carrier, days, at, hours in trucks
        for day in days
    ]  # fmt: skip


def _names(team: Team, first: Warehouse, second: Warehouse) -> list[list[Any]]:
    return [
        [shop.pk, name, (first if shop.market == "US" else second).pk]
        for shop in team.shops.all()
        for name in NAMES.get((shop.channel, shop.market), ())
    ]
