"""What valid tracking will be once every package of the days to the next Sunday is decided; five queries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from fulfillment.catalog.models import Shop
from fulfillment.orders.upsert.rowset import execute
from fulfillment.policies.rules import Rules
from fulfillment.tracking.verdicts import InvalidReason
from metrics import figures, ripening
from metrics.ahead import Ahead, ahead_of
from metrics.counts import Counts
from metrics.forecast import A_WEEK, Open, Recent, harmful, outlook, recent, stretch_of, to_come, window
from metrics.models import DailySum
from metrics.scanning import Scans
from metrics.weekdays import next_sunday, part_of_day

VALID_TRACKING = "valid-tracking-rate"
WEEKS = 16  # replayed, the last of which are not settled yet
LEARNED_DAYS = 14
MOST_LEARNED = 3000
MOST_OPEN = 20_000
INVALID = """
SELECT f.day_on, p.verdict_reasons ? %(no_scan)s, count(*) FROM metrics_fact f JOIN tracking_package p ON p.id = f.unit_id
WHERE f.shop_id = %(shop)s AND f.metric = %(metric)s AND f.day_on >= %(since)s AND f.why = 'invalid' GROUP BY 1, 2
"""
UNDECIDED = """
SELECT p.id, f.why, p.shipped_at FROM metrics_fact f JOIN tracking_package p ON p.id = f.unit_id
WHERE f.shop_id = %(shop)s AND f.metric = %(metric)s AND f.day_on BETWEEN %(since)s AND %(until)s
    AND (f.why = 'pending' OR (f.why = 'invalid' AND p.correct_by_at > %(now)s)) ORDER BY p.id LIMIT %(most)s
"""
SCANNED = """
SELECT extract(epoch FROM p.first_scan_at - p.shipped_at) / 3600 FROM (
    SELECT unit_id FROM metrics_fact WHERE shop_id = %(shop)s AND metric = %(metric)s
        AND day_on BETWEEN %(since)s AND %(until)s AND in_denominator AND in_numerator ORDER BY day_on DESC LIMIT %(most)s
) f JOIN tracking_package p ON p.id = f.unit_id WHERE p.first_scan_at IS NOT NULL AND p.shipped_at IS NOT NULL
"""


def ahead_of_tracking(shop: Shop, *, now: datetime) -> Ahead:
    """Packages that wait for their scan count one by one, the other days as such days ripened before."""
    rules = figures.rules_of(shop, now=now)
    rule, today = rules.metric(VALID_TRACKING), rules.day_of(now)
    evaluated_on = next_sunday(today)
    length, days_left = rule.window_days, (evaluated_on - today).days + 1
    settled_on, first = today - timedelta(days=rule.maturity_days), evaluated_on - timedelta(weeks=WEEKS)
    earliest = first - timedelta(days=max(length, ripening.REACHES_BACK) + 7)
    counted = harmful(figures.by_day([shop], VALID_TRACKING, since_on=earliest, until_on=today))
    shipped, ages = _with_pending(shop, counted, earliest), invalid_ages(shop, rules, since_on=earliest)
    past = ripening.replayed(
        {day: each for day, each in counted.items() if day <= settled_on}, ages, first_on=first,
        last_on=_last_settled(evaluated_on, settled_on), length=length, days_left=days_left,
        settles_after=rule.maturity_days,
    )  # fmt: skip
    since_on, stretch = evaluated_on - timedelta(days=length - 1), stretch_of(past)
    settled, lately = (
        recent(counted, until_on=settled_on),
        recent(shipped, until_on=today - timedelta(days=1)),
    )
    like = Recent(
        daily=lately.daily, rate=settled.rate, dispersion=settled.dispersion, by_weekday=lately.by_weekday
    )
    scans = _scans(shop, counted, ages, settled_on)
    opened, mendable, unknown = _undecided(shop, scans, since_on, today, like.rate, now=now)
    decided = window(counted, until_on=today, length=max(length - (evaluated_on - today).days, 0))
    coming = to_come(like, today, evaluated_on, part_of_day(now, rules.zone))
    harm = outlook(decided, opened, like, to_come=coming, stretch=stretch)
    return ahead_of(
        rule=rule, zone=rules.zone.key, evaluated_on=evaluated_on, since_on=since_on, today=today, harm=harm,
        opened=opened, mendable=mendable, unknown=unknown, past=past, stretch=stretch,
        settles_on=evaluated_on + timedelta(days=rule.maturity_days),
    )  # fmt: skip


def _last_settled(evaluated_on: date, settled_on: date) -> date:
    """The last Sunday of which every day is settled."""
    last = evaluated_on
    while last > settled_on:
        last -= A_WEEK
    return last


def _with_pending(shop: Shop, counted: dict[date, Counts], since_on: date) -> dict[date, Counts]:
    """What was shipped on each day, decided or not."""
    rows = DailySum.objects.filter(
        shop=shop, metric=VALID_TRACKING, dimension="left_out", value="pending", day_on__gte=since_on
    )
    shipped = dict(counted)
    for day_on, pending in rows.values_list("day_on", "denominator"):
        shipped[day_on] = shipped.get(day_on, Counts()) + Counts(0, pending)
    return shipped


def invalid_ages(shop: Shop, rules: Rules, *, since_on: date) -> dict[date, dict[int, int]]:
    """By shipped day: how many became invalid at which age in days: without a scan at the limit, all others at once."""
    limit = rules.tracking.first_scan_limit_days
    found: dict[date, dict[int, int]] = defaultdict(dict)
    asked = {"shop": shop.pk, "metric": VALID_TRACKING, "since": since_on}
    for day_on, is_unscanned, count in execute(
        INVALID, asked | {"no_scan": InvalidReason.NO_SCAN_IN_TIME.value}
    ):
        found[day_on][limit if is_unscanned else 0] = count
    return found


def _scans(
    shop: Shop, counted: dict[date, Counts], ages: dict[date, dict[int, int]], settled_on: date
) -> Scans:
    since_on = settled_on - timedelta(days=LEARNED_DAYS - 1)
    days = {"since": since_on, "until": settled_on, "most": MOST_LEARNED}
    rows = execute(SCANNED, {"shop": shop.pk, "metric": VALID_TRACKING, **days})
    hours = sorted(float(each) for (each,) in rows)
    settled = window(counted, until_on=settled_on, length=LEARNED_DAYS)
    unscanned = sum(
        count
        for day, by_age in ages.items()
        for age, count in by_age.items()
        if age and since_on <= day <= settled_on
    )
    return Scans(hours=hours, of_valid=settled.denominator - settled.numerator, unscanned=unscanned)


def _undecided(
    shop: Shop, scans: Scans, since_on: date, until_on: date, usual: float, *, now: datetime
) -> tuple[list[Open], list[Open], int]:
    """Packages that wait for a scan, those that another number would mend, and how many are taken to be as usual."""
    opened, mendable, unknown = [], [], 0
    days = {"since": since_on, "until": until_on, "now": now, "most": MOST_OPEN}
    for pk, why, shipped_at in execute(UNDECIDED, {"shop": shop.pk, "metric": VALID_TRACKING, **days}):
        if why == "invalid":
            mendable.append(Open(id=pk, probability=1.0, is_mendable=True))
            continue
        known = scans.probability((now - shipped_at).total_seconds() / 3600)
        unknown += known is None
        opened.append(Open(id=pk, probability=usual if known is None else known))
    return opened, mendable, unknown
