"""The facts and daily sums of all orders, computed the slow and plain way: one order at a time, no SQL of ours."""

from collections import Counter
from typing import Any

from fulfillment.orders.models import Order
from fulfillment.policies import rulebook
from fulfillment.tracking.models import Package, PackageOrder
from metrics.models import DailySum, Fact
from tests.metrics import naive_rates

COLUMNS = (
    "team_id", "shop_id", "metric", "unit_id", "day_on", "in_denominator", "in_numerator", "why", "rule_version",
    "carriers", "suppliers", "skus", "lanes",
)  # fmt: skip


def expected_facts() -> dict[tuple[str, int], tuple[Any, ...]]:
    found = {}
    for order in Order.objects.all():
        if order.dispatched_at:
            found["late-dispatch-rate", order.pk] = _of_order(order)
        for slug, part in naive_rates.parts_of(order, _rules(order)).items():
            found[slug, order.pk] = _with_dimensions(order, slug, *part)
    for package in Package.objects.all():
        links = PackageOrder.objects.filter(package=package, is_current=True)
        orders = sorted((link.order for link in links), key=lambda order: (order.placed_at, order.pk))
        if orders and package.shipped_at and package.status != "cancelled" and package.verdict:
            found["valid-tracking-rate", package.pk] = _of_package(package, orders)
    return found


def _of_order(order: Order) -> tuple[Any, ...]:
    rules = _rules(order)
    in_denominator, in_numerator, why = True, False, ""
    counting, because = rules.counting(
        "late-dispatch-rate", shipping_type=order.shipping_type, kinds=_kinds(order)
    )
    if counting == "left_out":
        in_denominator, why = False, because
    elif counting == "denominator_only":
        why = because
    elif order.dispatch_due_at is None:
        in_denominator, why = False, "no_deadline"
    else:
        in_numerator = order.dispatched_at > order.dispatch_due_at
        why = "late" if in_numerator else "in_time"
    packages = [link.package for link in PackageOrder.objects.filter(order=order, is_current=True)]
    carriers = {package.carrier for package in packages if package.status != "cancelled"}
    day = order.dispatched_at.astimezone(rules.zone).date()
    return (
        order.team_id, order.shop_id, "late-dispatch-rate", order.pk, day, in_denominator, in_numerator, why,
        rules.version, sorted(carriers - {""}), *_dimensions([order]),
    )  # fmt: skip


def _with_dimensions(order: Order, slug: str, moment, in_denominator, in_numerator, why) -> tuple[Any, ...]:
    rules = _rules(order)
    packages = [link.package for link in PackageOrder.objects.filter(order=order, is_current=True)]
    carriers = {package.carrier for package in packages if package.status != "cancelled"}
    return (
        order.team_id, order.shop_id, slug, order.pk, moment.astimezone(rules.zone).date(), in_denominator,
        in_numerator, why, rules.version, sorted(carriers - {""}), *_dimensions([order]),
    )  # fmt: skip


def _of_package(package: Package, orders: list[Order]) -> tuple[Any, ...]:
    rules = _rules(orders[0])
    shipping = package.shipping_type or orders[0].shipping_type
    counting, because = rules.counting("valid-tracking-rate", shipping_type=shipping, kinds=_kinds(orders[0]))
    told = rules.tracking.scans_told
    in_denominator = counting == "counts" and told and package.verdict != "pending"
    why = because if counting != "counts" else package.verdict if told else "no_scans_told"
    day = package.shipped_at.astimezone(rules.zone).date()
    return (
        package.team_id, package.shop_id, "valid-tracking-rate", package.pk, day, in_denominator,
        in_denominator and package.verdict == "valid", why, rules.version,
        [package.carrier] if package.carrier else [], *_dimensions(orders),
    )  # fmt: skip


def _rules(order: Order):
    shop = order.shop
    rules = rulebook.load().rules(
        platform=shop.platform, market=shop.market, at=order.placed_at, time_zone=shop.time_zone
    )
    told = shop.scans_told_from_at is not None and order.placed_at >= shop.scans_told_from_at
    unscanned = {} if told else {"stop_event": "ready_to_ship", "tracking.scans_told": False}
    return rules.with_overrides(shop.rule_overrides | unscanned)


def _kinds(order: Order) -> list[str]:
    return [order.kind] + ["sample"] * order.is_sample + ["replacement"] * order.is_replacement


def _dimensions(orders: list[Order]) -> tuple[list[str], list[str], list[str]]:
    lines = [line for order in orders for line in order.lines.all()]
    suppliers = {line.supplier.code for line in lines if line.supplier}
    lanes = set()
    for order in orders:
        if order.lane:
            parts = [order.lane.supplier.code if order.lane.supplier else "", order.lane.carrier]
            lanes.add(" → ".join(filter(None, parts)))
    return sorted(suppliers), sorted({line.sku_code for line in lines} - {""}), sorted(lanes - {""})


def expected_sums(facts: dict[tuple[str, int], tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    numerators: Counter[tuple[Any, ...]] = Counter()
    denominators: Counter[tuple[Any, ...]] = Counter()
    for (
        team,
        shop,
        metric,
        _,
        day,
        counts,
        good,
        why,
        version,
        carriers,
        suppliers,
        skus,
        lanes,
    ) in facts.values():
        values = {"left_out": [why]}
        if counts:
            apart = [why] if why.startswith(naive_rates.TOLD_APART) else []
            values = {
                "": [""], "rule_version": [version], "carrier": carriers or [""],
                "supplier": suppliers or [""], "sku": skus or [""], "lane": lanes or [""],
                "why": apart,
            }  # fmt: skip
        for dimension, each in values.items():
            for value in each:
                key = (team, shop, metric, dimension, value, day)
                numerators[key] += good
                denominators[key] += 1
    return {key: (numerators[key], denominators[key]) for key in denominators}


def stored_facts() -> dict[tuple[str, int], tuple[Any, ...]]:
    return {(row[2], row[3]): row for row in Fact.objects.values_list(*COLUMNS)}


def stored_sums() -> dict[tuple[Any, ...], tuple[int, int]]:
    """Those that count anything: a sum that fell back to nothing may stay as zeros."""
    rows = DailySum.objects.values_list(
        "team_id", "shop_id", "metric", "dimension", "value", "day_on", "numerator", "denominator"
    )
    return {row[:6]: row[6:] for row in rows if row[6] or row[7]}


def assert_facts_and_sums_are_right() -> None:
    expected = expected_facts()
    assert stored_facts() == expected
    assert stored_sums() == expected_sums(expected)
