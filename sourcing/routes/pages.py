"""The rules in their order, the form of one, versions, and applying them to open orders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.orders.models import Order
from fulfillment.web import render_page
from sourcing.models import RouteDecision, RoutingRule, RoutingRuleSet, SkuTag
from sourcing.models.routing import DRAFT
from sourcing.routes import applying, editing, telling
from sourcing.routes.forms import RuleForm, TagForm
from sourcing.routes.lanes import SPAN
from sourcing.routes.rehearsals import ask
from sourcing.routing.oddities import oddities
from sourcing.tasks import run_rehearsal

VERSIONS_SHOWN = 5


@require_GET
@member(May.SEE_RULES)
def rules(request: Any) -> HttpResponse:
    team, shown = request.team, editing.shown_of(request.team)
    rows = editing.rules_of_set(shown)
    odd = {each.rule.id: each.words for each in oddities([row.as_rule() for row in rows])}
    recent = RouteDecision.objects.filter(team=team, decided_at__gte=timezone.now() - SPAN)
    decided = dict(recent.values_list("rule__key").annotate(n=Count("pk")))
    context = {
        "now": timezone.now(),
        "shown": shown,
        "is_draft": bool(shown and shown.state == DRAFT),
        "rows": [telling.row(each, odd.get(each.pk, ""), decided.get(each.key, 0)) for each in rows],
        "unmatched": decided.get(None, 0),
        "decided": sum(decided.values()),
        "versions": RoutingRuleSet.objects.filter(team=team, live_at__isnull=False)
        .select_related("live_by").order_by("-number")[:VERSIONS_SHOWN],
        "tags": telling.tags(team),
        "tag_form": TagForm(team=team),
        "may_change": request.membership.may(May.CHANGE_RULES),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "rehearsals": telling.rehearsals(team),
    }  # fmt: skip
    return render_page(request, "routing/rules.html", context)


@require_http_methods(["GET", "POST"])
@member(May.CHANGE_RULES)
def add(request: Any) -> HttpResponse:
    form = RuleForm(request.POST or None, team=request.team)
    if request.method == "POST" and form.is_valid():
        editing.add_rule(request.team, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(
            request, "Rule added at the end. Nothing is decided by it before you use this version."
        )
        return redirect("routing:rules")
    return render_page(request, "routing/rule.html", {"form": form, "title": "A routing rule"})


@require_http_methods(["GET", "POST"])
@member_of(RoutingRule, May.CHANGE_RULES, "rule_id")
def change(request: Any, rule: RoutingRule) -> HttpResponse:
    form = RuleForm(request.POST or None, instance=rule, team=request.team)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            copy = editing.rule_to_change(rule, by=request.user, now=timezone.now())
            RoutingRule.objects.filter(pk=copy.pk).update(**form.cleaned_data)
        messages.success(request, "Rule changed. Rehearse it before you use this version.")
        return redirect("routing:rules")
    return render_page(request, "routing/rule.html", {"form": form, "title": rule.name})


@require_POST
@member_of(RoutingRule, May.CHANGE_RULES, "rule_id")
def move(request: Any, rule: RoutingRule) -> HttpResponse:
    copy = editing.rule_to_change(rule, by=request.user, now=timezone.now())
    editing.move_rule(copy, is_up=request.POST.get("way") == "up")
    return redirect("routing:rules")


@require_POST
@member_of(RoutingRule, May.CHANGE_RULES, "rule_id")
def pause(request: Any, rule: RoutingRule) -> HttpResponse:
    copy = editing.rule_to_change(rule, by=request.user, now=timezone.now())
    RoutingRule.objects.filter(pk=copy.pk).update(is_paused=not copy.is_paused)
    return redirect("routing:rules")


@require_POST
@member_of(RoutingRule, May.CHANGE_RULES, "rule_id")
def remove(request: Any, rule: RoutingRule) -> HttpResponse:
    editing.rule_to_change(rule, by=request.user, now=timezone.now()).delete()
    messages.success(
        request, f"“{rule.name}” is not in this version. The live one keeps it until you use this."
    )
    return redirect("routing:rules")


@require_POST
@member_of(RoutingRuleSet, May.CHANGE_RULES, "set_id")
def use(request: Any, rule_set: RoutingRuleSet) -> HttpResponse:
    if editing.make_live(rule_set, by=request.user, now=timezone.now()):
        messages.success(request, f"Version {rule_set.number} decides new orders from now on.")
    else:
        messages.warning(request, "Somebody else has used or discarded this version meanwhile.")
    return redirect("routing:rules")


@require_POST
@member_of(RoutingRuleSet, May.CHANGE_RULES, "set_id")
def discard(request: Any, rule_set: RoutingRuleSet) -> HttpResponse:
    RoutingRuleSet.objects.filter(pk=rule_set.pk, state=DRAFT).delete()
    messages.success(request, "Changes discarded.")
    return redirect("routing:rules")


@require_POST
@member_of(RoutingRuleSet, May.SEE_RULES, "set_id")
def start_rehearsal(request: Any, rule_set: RoutingRuleSet) -> HttpResponse:
    row = ask(rule_set, by=request.user, now=timezone.now())
    transaction.on_commit(lambda: run_rehearsal.delay(row.pk), robust=True)
    return redirect("routing:rehearsal", row.pk)


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def apply_open(request: Any) -> HttpResponse:
    """Shows what it would do to open orders; does it once that was confirmed."""
    if request.method == "POST":
        count = applying.apply_to_open(request.team, by=request.user, now=timezone.now())
        noun = "order goes" if count == 1 else "orders go"
        messages.success(request, f"{count:,} open {noun} another way than before.")
        return redirect("routing:rules")
    found = applying.preview(request.team, now=timezone.now())
    context = {
        "found": [(each, telling.outcome(each.rule)) for each in found],
        "changed": sum(each.changed for each in found),
        "live": editing.live_of(request.team),
        "now": timezone.now(),
    }
    return render_page(request, "routing/apply.html", context)


@require_POST
@member(May.CHANGE_RULES)
def tag(request: Any) -> HttpResponse:
    """The SKU has these tags from now on and no others."""
    form = TagForm(request.POST, team=request.team)
    if form.is_valid():
        sku, words = form.cleaned_data["sku"], [word.lower() for word in form.cleaned_data["tags"]]
        with transaction.atomic():
            SkuTag.objects.filter(sku=sku).exclude(tag__in=words).delete()
            rows = [SkuTag(team=request.team, sku=sku, tag=word) for word in words]
            SkuTag.objects.bulk_create(rows, ignore_conflicts=True)
        messages.success(request, f"{sku}: {', '.join(words) or 'no tags'}.")
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("routing:rules")


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    return render_page(request, "routing/of_order.html", telling.of_order(order), partial="panel")
