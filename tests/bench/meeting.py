"""What a weekly meeting opens: its page, any page of a rate, a crossed breakdown, and re-judging what changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from tests.bench import judging
from tests.bench.browsing import bare_ms, biggest_shop, page, queries_of, reader, team_id
from tests.bench.figures import Figure

ANY_PAGE_MS, CROSSED_MS, WEEKLY_MS, WEEKLY_QUERIES = 80, 300, 100, 15
FEW_TIMES = 9
LATE = judging.LATE_DISPATCH


def weekly() -> Iterator[Figure]:
    """The last whole week, with its twelve weeks of trend; the floor reads the sums that they stand on."""
    from django.utils import timezone

    from metrics.weekly.weeks import last_whole

    client, week = reader(), last_whole(timezone.now().date())
    url = f"/metrics/weekly/{week.label}/"
    floor = bare_ms(
        "SELECT shop_id, metric, date_trunc('week', day_on), sum(numerator), sum(denominator) FROM metrics_dailysum"
        " WHERE team_id = %s AND dimension = '' AND day_on BETWEEN %s - 77 AND %s GROUP BY 1, 2, 3",
        [team_id(), week.monday, week.sunday],
    )
    queries = queries_of(client, url)
    yield Figure(name="Weekly page, queries", measured=queries, unit="queries", limit=WEEKLY_QUERIES)
    yield Figure(name="Weekly page", **page(client, url).as_ms, limit=WEEKLY_MS, floor=floor)


def rates() -> Iterator[Figure]:
    """Every page of every rate, and the pages beside them; the floor reads a rate's month of daily sums."""
    from metrics.definitions import METRICS

    client, shop = reader(), biggest_shop()
    floor = bare_ms(
        "SELECT * FROM metrics_dailysum WHERE shop_id = %s AND metric = %s AND dimension = ''"
        " AND day_on > current_date - 30",
        [shop.pk, LATE],
    )
    of_rates = [
        f"{slug}/{what}" for slug in METRICS for what in ("", "units/", "ahead/", "versions/", "published/")
    ]
    for path in ("", *of_rates, "stages/", "stages/first_scan/", "refund-reasons/", "violations/"):
        measured = page(client, f"/metrics/{path}?{urlencode({'shop': shop.slug})}", times=FEW_TIMES)
        yield Figure(name=f"/metrics/{path}", **measured.as_ms, limit=ANY_PAGE_MS, floor=floor)


def crossed() -> Iterator[Figure]:
    """Two dimensions of a month; the floor counts the same facts by both in SQL."""
    client, shop = reader(), biggest_shop()
    floor = bare_ms(
        "SELECT supplier, carrier, count(*), count(*) FILTER (WHERE in_numerator) FROM metrics_fact,"
        " unnest(suppliers) supplier, unnest(carriers) carrier WHERE shop_id = %s AND metric = %s AND in_denominator"
        " AND day_on > current_date - 30 GROUP BY 1, 2",
        [shop.pk, LATE],
    )
    for rows, columns in (
        ("supplier", "carrier"),
        ("sku", "week"),
        ("warehouse", "supplier"),
        ("lane", "sku"),
    ):
        query = urlencode({"shop": shop.slug, "rows": rows, "columns": columns})
        measured = page(client, f"/metrics/{LATE}/crossed/?{query}", times=FEW_TIMES)
        name = f"{LATE}, {rows} by {columns}"
        yield Figure(name=name, **measured.as_ms, limit=CROSSED_MS, floor=floor)


def rejudging() -> Iterator[Figure]:
    yield judging.rejudged_for_all_rates()
