"""The register of violations, one of them with its papers, and the papers of any single order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.web import render_page
from metrics import figures
from metrics.clock import utc_now
from metrics.definitions import METRICS
from metrics.violations import dossier, packing
from metrics.violations.documents import checklist
from metrics.violations.forms import StepForm, ViolationForm
from metrics.violations.models import Violation
from metrics.violations.states import TONES, WORDS, State

SHOWN = 200
SEPARATORS = str.maketrans(",;\n\t", "    ")


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    shops = list(Shop.objects.of(request.team).order_by("name"))
    return render_page(request, "violations/index.html", _register(request, shops, ViolationForm(shops)))


def _register(request: Any, shops: list[Shop], form: ViolationForm) -> dict[str, Any]:
    rows = (
        Violation.objects.filter(team=request.team)
        .select_related("shop")
        .order_by("-happened_on", "-pk")[:SHOWN]
    )
    today = utc_now().date()
    found = [
        {
            "row": each,
            "words": WORDS[State(each.state)],
            "tone": TONES[State(each.state)],
            "days_left": (each.appeal_until_on - today).days
            if each.appeal_until_on and each.state == State.OPEN
            else None,
        }
        for each in rows
    ]
    standing = [each.points or 0 for each in rows if each.state != State.LIFTED]
    return {"shops": shops, "rows": found, "form": form, "points": sum(standing), "now": utc_now()}


@require_POST
@member(May.CHANGE_RULES)
def add(request: Any) -> HttpResponse:
    shops = list(Shop.objects.of(request.team).order_by("name"))
    form = ViolationForm(shops, request.POST)
    if not form.is_valid():
        return render_page(request, "violations/index.html", _register(request, shops, form), status=400)
    told, now = form.cleaned_data, utc_now()
    shop = next(each for each in shops if each.slug == told.pop("shop"))
    orders = told.pop("orders").translate(SEPARATORS).split()
    try:
        with transaction.atomic():
            row = Violation.objects.create(
                team=request.team, shop=shop, order_ids=list(dict.fromkeys(orders)), entered_at=now,
                entered_by=request.user, state_at=now, state_by=request.user, **told,
            )  # fmt: skip
    except IntegrityError:
        messages.error(request, f"Not kept: {told['reference']} stands in the register already.")
        return redirect("violations:index")
    messages.success(request, f"Kept: {row}.")
    return redirect("violations:violation", row.pk)


@require_GET
@member_of(Violation, May.SEE_METRICS, "violation_id")
def detail(request: Any, row: Violation) -> HttpResponse:
    found = dossier.of_orders(row.team, row.order_ids, row.shop_id)
    context = {
        "row": row,
        "words": WORDS[State(row.state)],
        "tone": TONES[State(row.state)],
        "form": StepForm(row.state),
        "rate": METRICS.get(row.metric),
        "dossier": found,
        "held": checklist(found.counts()),
        "most": dossier.MOST_ORDERS,
        "now": utc_now(),
        "zone": zone_of(row.shop),
    }
    return render_page(request, "violations/detail.html", context)


@require_POST
@member_of(Violation, May.CHANGE_RULES, "violation_id")
def step(request: Any, row: Violation) -> HttpResponse:
    form = StepForm(row.state, request.POST)
    if form.is_valid():
        # Of two who say something at once the second speaks of what is no longer so.
        changed = Violation.objects.filter(pk=row.pk, state=row.state).update(
            **form.cleaned_data, state_at=utc_now(), state_by=request.user
        )
        said = f"{row}: {WORDS[State(form.cleaned_data['state'])]}."
        messages.success(request, said) if changed else messages.error(
            request, "Somebody else was faster: look again."
        )
    else:
        messages.error(request, "Not kept: choose what happened.")
    return redirect("violations:violation", row.pk)


@require_GET
@member_of(Violation, May.SEE_METRICS, "violation_id")
def paper(request: Any, row: Violation) -> HttpResponse:
    return _sent(_paper(request, row)[1], f"appeal-{row.pk}.pdf", "application/pdf")


@require_GET
@member_of(Violation, May.SEE_METRICS, "violation_id")
def pack(request: Any, row: Violation) -> HttpResponse:
    found, pdf = _paper(request, row)
    return _sent(
        packing.packed(found, pdf, zone=zone_of(row.shop)), f"appeal-{row.pk}.zip", "application/zip"
    )


def _paper(request: Any, row: Violation) -> tuple[dossier.Dossier, bytes]:
    found = dossier.of_orders(row.team, row.order_ids, row.shop_id)
    told = {"title": f"Appeal: {row}", "team": request.team, "zone": zone_of(row.shop), "now": utc_now()}
    return found, packing.pdf(found, **told, violation=row)


@require_GET
@member_of(Order, May.SEE_METRICS, "order_id")
def of_order(request: Any, row: Order) -> HttpResponse:
    """The papers of one order, whether a violation names it or not."""
    found, zone = dossier.of_order(row), zone_of(row.shop)
    pdf = packing.pdf(found, title=f"Order {row.external_id}", team=request.team, zone=zone, now=utc_now())
    return _sent(packing.packed(found, pdf, zone=zone), f"order-{row.external_id}.zip", "application/zip")


def zone_of(shop: Shop) -> str:
    """Where its rules count days; a shop without a rulebook has its own zone."""
    return figures.rules_of(shop, now=utc_now()).zone.key if figures.is_judged(shop) else shop.time_zone


def _sent(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
