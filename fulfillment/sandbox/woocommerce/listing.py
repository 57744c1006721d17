"""Lists of orders: filters, order and offset paging, in which rows shift while they are read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.woocommerce.moments import limit
from fulfillment.sandbox.woocommerce.replies import Json, invalid, said

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

MOST = 100
SORTED_BY = {"date": "date_created_gmt", "modified": "date_modified_gmt", "id": "id", "title": "id"}
LIMITS = {
    "after": ("date_created_gmt", True),
    "before": ("date_created_gmt", False),
    "modified_after": ("date_modified_gmt", True),
    "modified_before": ("date_modified_gmt", False),
}
STATUSES = frozenset(
    {"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft"}
)


def orders(store: "Store", query: dict[str, str]) -> Answer:
    """Trashed orders are in no list; a limit is exclusive on both sides and counts in seconds."""
    rows = _kept(store, query)
    column = SORTED_BY.get(query.get("orderby", "date"))
    if column is None:
        raise invalid("orderby")
    rows.sort(key=lambda row: (row[column], row["id"]), reverse=query.get("order", "desc") == "desc")
    answer = paged(rows, query, most=store.per_page_most)
    if store.after_list:
        store.after_list.pop(0)()
    return answer


def _kept(store: "Store", query: dict[str, str]) -> list[Json]:
    rows = [row for row in store.orders.values() if row["status"] != "trash"]
    if "include" in query:
        wanted = set(query["include"].split(","))
        rows = [row for row in rows if str(row["id"]) in wanted]
    if "status" in query:
        rows = _of_status(store, rows, query["status"].split(","))
    is_gmt = query.get("dates_are_gmt") == "true"
    for name, (column, is_after) in LIMITS.items():
        if name not in query or (store.ignores_modified and "modified" in name):
            continue
        try:
            edge = limit(query[name], store.zone, is_gmt=is_gmt)
        except ValueError:
            raise invalid(name) from None
        rows = [row for row in rows if (row[column] > edge if is_after else row[column] < edge)]
    return rows


def _of_status(store: "Store", rows: list[Json], wanted: Sequence[str]) -> list[Json]:
    if unknown := set(wanted) - STATUSES - store.own_statuses - {"any", "trash"}:
        raise invalid(f"status ({', '.join(unknown)})")
    return rows if "any" in wanted else [row for row in rows if row["status"] in wanted]


def paged(rows: Sequence[Json], query: dict[str, str], *, most: int = MOST) -> Answer:
    """One page, with how many there are in all; beyond the end is an empty list."""
    per_page = int(query.get("per_page", 10))
    if not 1 <= per_page <= MOST:
        raise invalid("per_page")
    size, page = min(per_page, most), int(query.get("page", 1))
    start = int(query["offset"]) if "offset" in query else (page - 1) * size
    found = list(rows[start : start + size])
    if "_fields" in query:
        names = query["_fields"].split(",")
        found = [{name: row[name] for name in names if name in row} for row in found]
    pages = -(-len(rows) // size)
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    if page < pages and "offset" not in query:
        headers["Link"] = f'<?page={page + 1}>; rel="next"'
    return said(found, headers=headers)
