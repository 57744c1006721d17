"""A site's time zone by name, from what WordPress tells of it: a name, or only hours ahead of UTC. Pure."""

from zoneinfo import ZoneInfo

# Hours that no zone of the "Etc" family has, by a place without daylight saving where there is one.
HALVES = {
    -9.5: "Pacific/Marquesas",
    -3.5: "America/St_Johns",
    3.5: "Asia/Tehran",
    4.5: "Asia/Kabul",
    5.5: "Asia/Kolkata",
    5.75: "Asia/Kathmandu",
    6.5: "Asia/Yangon",
    8.75: "Australia/Eucla",
    9.5: "Australia/Darwin",
    10.5: "Australia/Lord_Howe",
    12.75: "Pacific/Chatham",
}


def name(told: str | None, offset: str | int | float | None) -> str:
    """An IANA name; UTC where nothing readable was told."""
    if told and _exists(told):
        return told
    try:
        hours = float(offset or 0)
    except ValueError:
        return "UTC"
    if hours in HALVES:
        return HALVES[hours]
    if hours != int(hours) or not -12 <= hours <= 14 or hours == 0:
        return "UTC"
    return f"Etc/GMT{-int(hours):+d}"  # their sign is turned round: Etc/GMT+6 is six hours behind


def _exists(told: str) -> bool:
    try:
        ZoneInfo(told)
    except (ValueError, OSError, LookupError):
        return False
    return True
