"""Buying for orders: the preview, the press of the button, the list and one purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.warehouse import newest
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page
from sourcing.models import Purchase
from sourcing.purchasing import gathering, preview
from sourcing.purchasing.answer_form import AnswerForm
from sourcing.purchasing.answering import answer
from sourcing.purchasing.papers import pdf_of, sheet_of
from sourcing.purchasing.placing import place
from sourcing.purchasing.recalling import recall
from sourcing.purchasing.worth import worth_of
from sourcing.purchasing.writing import lines_of, total_of

PAGE = 50
VIEWS = {"all": "All", "open": "Waiting for an answer"}
SAID = 5  # lines that could not be bought are named so far, the rest is counted


@require_GET
@member(May.ACT_ON_ORDERS)
def buy(request: Any) -> HttpResponse:
    """Of the orders in the address, or of all that wait for a purchase."""
    now = timezone.now()
    asked = [int(each) for each in request.GET.getlist("order") if each.isdecimal() and len(each) < 19]
    found = gathering.plan(request.team, asked or gathering.to_buy(request.team), now=now)
    context = {
        "groups": preview.groups_of(found),
        "refused": preview.refused_of(found),
        "is_asked": bool(asked),
        "key": uuid4(),
        "now": now,
        "zone": request.team.time_zone,
    }
    return render_page(request, "sourcing/buy.html", context)


@require_POST
@member(May.ACT_ON_ORDERS)
def place_them(request: Any) -> HttpResponse:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(
            request, "Nothing was ordered: the form was not whole. Look again and press once more."
        )
        return redirect("sourcing:buy")
    done = place(request.team, preview.wanted_of(request.POST), key=key, by=request.user, now=timezone.now())
    if done.purchases:
        names = ", ".join(f"{each} at {each.supplier}" for each in done.purchases[:SAID])
        messages.success(request, f"Ordered: {names}.")
    for said in done.refused[:SAID]:
        messages.warning(request, f"Not ordered: {said}")
    if len(done.refused) > SAID:
        messages.warning(request, f"Not ordered: {len(done.refused) - SAID} more lines. Look again.")
    if not done.purchases and not done.refused:
        messages.info(request, "Nothing was chosen, or it is bought already.")
    if len(done.purchases) == 1:
        return redirect("sourcing:purchase", done.purchases[0].pk)
    return redirect("sourcing:purchases" if done.purchases else "sourcing:buy")


@require_GET
@member(May.SEE_ORDERS)
def purchases(request: Any) -> HttpResponse:
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "all"
    rows = Purchase.objects.of(request.team).select_related("supplier")
    rows = rows.unanswered() if view == "open" else rows
    found, has_older = newest.page(rows, "placed_at", request.GET.get("after", ""), size=PAGE)
    counts = _counted(found)
    context = {
        "rows": [(each, counts[each.pk]) for each in found],
        "views": [(key, label, key == view) for key, label in VIEWS.items()],
        "view": view,
        "older": newest.key_of(found[-1], "placed_at") if has_older else "",
        "now": timezone.now(),
        "zone": request.team.time_zone,
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
    }
    return render_page(request, "sourcing/purchases.html", context)


def _counted(rows: Sequence[Purchase]) -> dict[int, Purchase]:
    """The same with their units and lines, in one query."""
    of_open = Q(lines__ended_at=None)
    counted = Purchase.objects.filter(pk__in=[each.pk for each in rows]).annotate(
        units=Sum("lines__quantity", filter=of_open),
        accepted=Sum("lines__accepted_quantity", filter=of_open),
        sent=Count("lines", filter=Q(lines__shipped_at__isnull=False)),
        all_lines=Count("lines"),
    )
    return {each.pk: each for each in counted}


@require_http_methods(["GET", "POST"])
@member_of(Purchase, May.SEE_ORDERS, "purchase_id")
def purchase(request: Any, row: Purchase) -> HttpResponse:
    """Posted, it takes down what the supplier answered."""
    now, may_act = timezone.now(), request.membership.may(May.ACT_ON_ORDERS)
    lines = list(lines_of(row))
    form = AnswerForm(request.POST or None, lines=lines, row=row)
    if request.method == "POST" and may_act and form.is_valid():
        try:
            told = {"hand_over_on": form.cleaned_data["hand_over_on"], "words": "written down by the team"}
            short = answer(row, form.taken(), **told, by=request.user, now=now)
        except NotDone as refusal:
            messages.error(request, str(refusal))
        else:
            rest = f" {short} units may be bought elsewhere." if short else ""
            messages.success(request, f"Written down.{rest}")
        return redirect("sourcing:purchase", row.pk)
    total = total_of(row)
    context = {
        "row": row, "lines": lines, "counted": _counted([row])[row.pk], "form": form, "total": total, "now": now,
        "worth": worth_of(row, total, lines),
        "zone": request.team.time_zone, "letters": row.letters.order_by("written_at"),
        "may_act": may_act, "may_answer": may_act and form.has_lines,
    }  # fmt: skip
    return render_page(request, "sourcing/purchase.html", context)


@require_POST
@member_of(Purchase, May.ACT_ON_ORDERS, "purchase_id")
def take_back(request: Any, row: Purchase) -> HttpResponse:
    ended = recall(row, by=request.user, now=timezone.now())
    if ended:
        messages.success(
            request, f"{ended} lines are recalled, and the supplier is told. They may be bought again."
        )
    else:
        messages.info(request, "Nothing is left to recall: it was sent, or recalled before.")
    return redirect("sourcing:purchase", row.pk)


@require_GET
@member_of(Purchase, May.SEE_ORDERS, "purchase_id")
def paper(request: Any, row: Purchase) -> HttpResponse:
    answer = HttpResponse(pdf_of(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row}.pdf"'
    return answer


@require_GET
@member_of(Purchase, May.SEE_ORDERS, "purchase_id")
def sheet(request: Any, row: Purchase) -> StreamingHttpResponse:
    answer = StreamingHttpResponse([sheet_of(row)], content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row}.csv"'
    return answer
