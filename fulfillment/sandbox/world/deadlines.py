"""The platform's own deadlines of an order, per market; sellers read them, they do not compute them."""

from datetime import date, timedelta

from fulfillment.sandbox.world.calendar import US, Market, add_business_days, end_of_day


def deadlines(
    *, market: Market, kind: str, placed_on: date, released_on: date, handling_days: int
) -> dict[str, int]:
    """Every ``*_sla_time`` and ``*_due_time`` as unix seconds, all at 23:59:59 market-local.

    US: in transit within 2 business days (handling + 1, or 2 after a pre-order's release), label within 7.
    UK: label within 2 working days, scan within 3, label at the latest within 7.
    """
    start, days, label_grace = placed_on, 2, 5
    if kind in ("MADE_TO_ORDER", "BACK_ORDER"):
        days, label_grace = handling_days + 1, 4
    elif kind == "PRE_ORDER":
        start = released_on

    def after(count: int) -> int:
        return end_of_day(market, add_business_days(market, start, count))

    scan = days if market is US else days + 1
    delivered = {"MADE_TO_ORDER": handling_days + 5, "BACK_ORDER": handling_days + 5}.get(
        kind, 6 if market is US else 5
    )
    last = add_business_days(market, start, delivered) + timedelta(days=20)
    return {
        "rts_sla_time": after(days),
        "tts_sla_time": after(scan),
        "shipping_due_time": after(days + label_grace),
        "collection_due_time": after(days + label_grace + 3),
        "delivery_sla_time": after(delivered),
        "delivery_due_time": end_of_day(market, last),
    }
