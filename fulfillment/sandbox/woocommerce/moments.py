"""Times as the store tells and reads them: naive, to the second, the site's own beside UTC."""

from datetime import UTC, datetime, timedelta, tzinfo

from fulfillment.sandbox.woocommerce.replies import Json


def text(moment: datetime, zone: tzinfo = UTC) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def pair(name: str, moment: datetime | None, zone: tzinfo) -> Json:
    """A moment's two fields: the site's own time, and UTC; neither shows its zone."""
    if moment is None:
        return {name: None, f"{name}_gmt": None}
    return {name: text(moment, zone), f"{name}_gmt": text(moment)}


def limit(given: str, zone: tzinfo, *, is_gmt: bool) -> str:
    """A filter's value as the UTC that it is compared with, as measured on 10.5.

    A naive time is the site's own unless ``dates_are_gmt`` says otherwise; one that shows its zone is understood,
    but with that flag it is shifted by the site's offset once too often.
    """
    moment = datetime.fromisoformat(given)
    if moment.tzinfo is None:
        return text(moment.replace(tzinfo=UTC if is_gmt else zone))
    return text(moment + (zone.utcoffset(moment.replace(tzinfo=None)) or timedelta(0)) if is_gmt else moment)
