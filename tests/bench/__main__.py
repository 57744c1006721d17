"""make bench: every promised figure beside its floor, measured in the same run.

    python -m tests.bench [--orders 500000] [--only today,list,metrics,weekly,rates,crossed,rejudging,facts,watch,act_by,
                          dealing,routing,packing,labels,export,ingest,numbers,webhooks,first_import,syncing] [--strict]

What a weekly meeting opens, at the size that it is promised for: --orders 2000000 --only weekly,rates,crossed,rejudging

Works in a database of its own on the server of DATABASE_URL, made and filled on the first run. With other than
500,000 orders Today is also measured at 500,000 and compared. `--strict` fails where a target is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import database
from tests.bench.figures import Figure, table

USUAL = 500_000
ALONE = {"today", "list", "metrics", "weekly", "rates", "crossed", "rejudging", "facts"}  # need one team only


def main() -> int:
    options = parse()
    names = options.only.split(",") if options.only else []
    database.prepare(options.orders, say, is_watched=not names or not ALONE.issuperset(names))
    measures = everything()
    names = names or list(measures)
    if unknown := set(names) - set(measures):
        print(f"Nothing is measured as {', '.join(sorted(unknown))}: choose from {', '.join(measures)}.")
        return 2
    found: list[Figure] = []
    for name in names:
        say(f"measuring {name}")
        measured = list(measures[name]())
        print(table(measured), flush=True)
        found.extend(measured)
    if options.orders != USUAL and "today" in names:
        found.append(against_usual(found))
    print(f"\n{options.orders:,} orders, {database.OPEN_ORDERS:,} of them open\n\n{table(found)}")
    missed = [each.name for each in found if each.is_ok is False]
    print(f"\n{'Missed: ' + '; '.join(missed) if missed else 'Every target is met.'}")
    return 1 if missed and options.strict else 0


def everything() -> dict[str, Callable[[], Iterator[Figure]]]:
    from tests.bench import (
        browsing,
        dealing,
        exporting,
        first_import,
        ingesting,
        judging,
        labels,
        meeting,
        numbers,
        packing,
        planning,
        routing,
        syncing,
        webhooks,
    )

    return {
        "today": browsing.today,
        "list": browsing.orders_list,
        "metrics": browsing.metric_pages,
        "weekly": meeting.weekly,
        "rates": meeting.rates,
        "crossed": meeting.crossed,
        "rejudging": meeting.rejudging,
        "facts": judging.facts,
        "watch": judging.watch,
        "act_by": planning.act_by,
        "dealing": dealing.dealing,
        "routing": routing.routing,
        "packing": packing.packing,
        "labels": labels.labels,
        "export": exporting.export,
        "ingest": ingesting.ingest,
        "numbers": numbers.numbers,
        "webhooks": webhooks.webhooks,
        "first_import": first_import.first_import,
        "syncing": syncing.syncing,
    }


def against_usual(found: list[Figure]) -> Figure:
    """Today here against Today at the usual size, in the same run."""
    from tests.bench import browsing

    here = next(each.measured for each in found if each.name == "Today")
    database.switch(USUAL, say)
    usual = next(each.measured for each in list(browsing.today()) if each.name == "Today")
    return Figure(name=f"Today against {USUAL:,} orders", measured=here, limit=usual * 1.3, floor=usual)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--orders", type=int, default=USUAL)
    parser.add_argument("--only", default="", help="some of: today, list, metrics, facts, watch, …")
    parser.add_argument("--strict", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
