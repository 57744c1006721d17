"""The orders list: filters in the URL, one search box, pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import DateField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import keyset, search
from fulfillment.desk.bulk_acts import OF_ORDERS, Bar
from fulfillment.desk.filters import OrderFilters, chips
from fulfillment.desk.keyset import PLACED, SORTS, START, Page, Place, Sort
from fulfillment.desk.options import Options, options_of
from fulfillment.desk.order_rows import read, rows_of
from fulfillment.desk.order_table import OrderTable
from fulfillment.desk.quarantined import Waiting, named_by
from fulfillment.desk.search import Found
from fulfillment.orders.models import Order
from fulfillment.unknown import Unknown, broken_place, no_such, unknown, without
from fulfillment.web import render_page

OF_A_PAGE = ("after", "before", "last", "beyond")
_TOWARDS = {
    "-placed": ("Newer", "Older"),
    "placed": ("Older", "Newer"),
    "due": ("Due sooner", "Due later"),
    "-due": ("Due later", "Due sooner"),
}


@dataclass(frozen=True)
class Asked:
    """What a URL asks for, the same for the screen and for the export."""

    query: dict[str, str]  # filters, search and sort: no place in the list
    filters: OrderFilters
    found: Found | None
    sort: Sort
    options: Options

    def keys(self, place: Place = START, *, size: int | None = None) -> QuerySet[Any]:
        """The ids of the orders beyond `place`, in the order of the sort; `size` of them, or all."""
        orders = self.orders()
        lines = self.filters.lines()
        if lines is not None and self.reads_lines:
            if self.found or self.filters.is_narrow():
                lines = lines.filter(order__in=orders)
            order_by = self.sort.order_by(place, key="order_id")
            beyond = keyset.beyond(self.sort, place, key="order_id")
            keys: QuerySet[Any] = lines.filter(beyond).order_by(*order_by).values("order_id").distinct()
        else:
            if lines is not None:
                orders = orders.filter(pk__in=lines.values("order"))
            keys = orders.filter(keyset.beyond(self.sort, place)).order_by(*self.sort.order_by(place))
            keys = keys.values("pk")
        return keys if size is None else keys[:size]

    @property
    def reads_lines(self) -> bool:
        """By SKU or supplier: the lines' index has them in the order of the list already."""
        return self.sort.column == "placed_at" and self.filters.lines() is not None

    def orders(self) -> QuerySet[Order]:
        orders = self.filters.narrowed()
        if self.sort.column == "dispatch_due_at":
            orders = orders.filter(is_open=True)  # finished orders are due no more
        return search.narrowed(orders, self.found, self.filters.team) if self.found else orders

    def url(self, *, without: str = "", **more: str) -> str:
        kept = {name: value for name, value in self.query.items() if name != without} | more
        return with_query(urlencode(kept))

    @property
    def size(self) -> int:
        """Pasted ids stand on one page."""
        return search.MOST_IDS if self.found and self.found.ids is not None else keyset.SIZE


def with_query(query: str) -> str:
    return reverse("orders:list") + (f"?{query}" if query else "")


def asked_by(given: QueryDict, membership: Membership) -> Asked:
    """One query for what can be asked, one more where something is searched."""
    options = options_of(membership)
    query = {name: str(value) for name, value in given.items() if value and name not in OF_A_PAGE}
    found = (
        search.find(membership.team, query["q"], beyond=given.get("beyond", "")) if query.get("q") else None
    )
    filters_asked = query | ({"sku": found.sku} if found and found.sku else {})
    filters = OrderFilters(filters_asked, team=membership.team, options=options)
    filters.form.is_valid()
    return Asked(query, filters, found, SORTS.get(query.get("sort", ""), PLACED), options)


def page_at(asked: Asked, place: Place) -> Page:
    """One query, whatever the place: the slice of keys first, then its rows."""
    orders = Order.objects.filter(pk__in=asked.keys(place, size=asked.size + 1))
    return keyset.page_of(list(read(orders.order_by(*asked.sort.order_by(place)))), place, asked.size)


@require_GET
@member(May.SEE_ORDERS)
def orders_list(request: Any) -> HttpResponse:
    if not all(request.GET.values()):  # a form sends its empty fields: the address shall say only what is on
        return redirect(with_query(urlencode([each for each in request.GET.items() if each[1]])))
    asked = asked_by(request.GET, request.membership)
    if asked.found and asked.found.only_order and list(asked.query) == ["q"]:
        return redirect("orders:detail", order_id=asked.found.only_order)
    place = keyset.place_of(request.GET)
    page = page_at(asked, place)
    pages = pager(asked, page, place)
    may_act = request.membership.may(May.ACT_ON_ORDERS)
    table = OrderTable(
        rows_of(page.rows, asked.options, now=utc_now()), sort=asked.sort.name, may_act=may_act
    )
    context = {
        "asked": asked,
        "form": asked.filters.form,
        "unknown": _unknown(request.path, request.GET.dict(), asked, place),
        "chips": chips(asked.filters, asked.url),
        "table": table,
        "has_rows": bool(page.rows),
        "pager": pages,
        "views": asked.options.views,
        "found": asked.found,
        "in_quarantine": _in_quarantine(asked, request.membership),
        "q": asked.query.get("q", ""),
        "query": urlencode(asked.query),
        "here": request.get_full_path(),
        "bulk": Bar(
            OF_ORDERS, urlencode(asked.query), pages["shown"], pages["total"], pages["total_is_more"]
        ),
        "may_act": may_act,
        "now": utc_now(),
    }
    return render_page(request, "desk/orders.html", context, partial="live")


def _in_quarantine(asked: Asked, membership: Membership) -> list[Waiting]:
    """What the search did not find here, and whoever asks may look at there."""
    found = asked.found
    if found is None or not membership.may(May.SEE_CHANNELS):
        return []
    if found.ids is None or (found.ids and not found.unknown):
        return []
    whole = "".join(asked.query["q"].replace("\0", "").split())  # numbers are written with spaces
    return named_by(membership.team, [whole, *found.unknown])


def _unknown(path: str, given: dict[str, str], asked: Asked, place: Place) -> list[Unknown]:
    """Filters with a value that none of this team's has, a sort or a place in the list that is none."""
    fields = asked.filters.form.fields
    found = [
        Unknown(_wrong(fields[name], given.get(name, "")), without(path, given, name, *OF_A_PAGE))
        for name in asked.filters.form.errors
        if name in fields
    ]
    found += unknown(path, given, [("sort", "order of the list", SORTS)])
    if place.is_end and (given.get("after") or given.get("before")):
        found.append(broken_place(path, given))
    return found


def _wrong(field: Any, value: str) -> str:
    label = str(field.label)
    return f"{label}: {value[:20]} is no day" if isinstance(field, DateField) else no_such(label, value)


def pager(asked: Asked, page: Page, place: Place) -> dict[str, Any]:
    """Addresses of the neighbouring pages and the ends; the count where counting is cheap."""
    whole = len(page.rows) if not page.has_newer and not page.has_older else None
    total = keyset.counted(asked.keys(), is_sorted=asked.reads_lines) if whole is None else whole
    is_more = total > keyset.COUNTED
    first, last = (page.rows[0], page.rows[-1]) if page.rows else (None, None)
    key = keyset.key_of
    return {
        "shown": len(page.rows),
        "total": min(total, keyset.COUNTED),
        "total_is_more": is_more,
        "noun": "order" if len(page.rows) == 1 else "orders",
        "newer_url": asked.url(before=key(first, asked.sort)) if page.has_newer and first else None,
        "newer_label": _TOWARDS[asked.sort.name][0],
        "older_label": _TOWARDS[asked.sort.name][1],
        "older_url": asked.url(after=key(last, asked.sort)) if page.has_older and last else None,
        "first_url": asked.url() if page.has_newer or place.pk else None,
        "last_url": asked.url(last="1") if page.has_older else None,
    }
