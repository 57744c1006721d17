"""Rules that buy: what they may, what waits for the next round and what they leave to people, and what they bought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.web import render_page
from sourcing.auto import ordering
from sourcing.auto.deciding import LEFT, Verdict
from sourcing.auto.forms import TWICE, AutoRuleForm
from sourcing.models import AutoPause, AutoPurchase, AutoRule
from sourcing.purchasing.gathering import Plan, plan, to_buy

SHOWN = 50


@require_GET
@member(May.SEE_ORDERS)
def index(request: Any) -> HttpResponse:
    team, now = request.team, timezone.now()
    found = plan(team, to_buy(team), now=now)
    spent = ordering.spent_today(team, now=now)
    rules = (
        AutoRule.objects.filter(team=team).select_related("supplier").order_by("supplier__name", "currency")
    )
    verdicts = ordering.judged(team, found, rules, spent, now=now)
    bought = AutoPurchase.objects.filter(team=team).select_related(
        "purchase_line__purchase__supplier", "purchase_line__order_line__order"
    )
    may_act = request.membership.may(May.ACT_ON_ORDERS)
    context = {
        "rules": [(each, spent.get(each.pk, Decimal("0.00"))) for each in rules],
        "pause": AutoPause.objects.filter(team=team).select_related("paused_by").first(),
        "next": sum(1 for each in verdicts if each.why is None),
        "left": _left(found, verdicts),
        "bought": bought.order_by("-bought_at", "-purchase_line")[:SHOWN],
        "may_act": may_act,
        "may_change": request.membership.may(May.CHANGE_RULES),
        "now": now,
        "zone": team.time_zone,
    }
    return render_page(request, "auto/index.html", context)


def _left(found: Plan, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What no rule buys of all that is promised, the most urgent first."""
    lines = {each.line: each for each in found.lines}
    left = [(lines[each.proposal.line], each.proposal, LEFT[each.why]) for each in verdicts if each.why]
    counts = Counter(words for _, _, (words, _) in left)
    return {"rows": left[:SHOWN], "more": max(len(left) - SHOWN, 0), "counts": counts.most_common()}


@require_http_methods(["GET", "POST"])
@member(May.CHANGE_RULES)
def add(request: Any) -> HttpResponse:
    form = AutoRuleForm(request.POST or None, team=request.team, instance=AutoRule(team=request.team))
    return _saved(request, form, "A rule that buys")


@require_http_methods(["GET", "POST"])
@member_of(AutoRule, May.CHANGE_RULES, "rule_id")
def change(request: Any, rule: AutoRule) -> HttpResponse:
    return _saved(request, AutoRuleForm(request.POST or None, team=request.team, instance=rule), str(rule))


def _saved(request: Any, form: AutoRuleForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.instance.changed_at, form.instance.changed_by = timezone.now(), request.user
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:  # somebody wrote the same rule meanwhile
            form.add_error(None, TWICE)
        else:
            messages.success(request, "Saved. The next round, within a minute, goes by it.")
            return redirect("auto:index")
    return render_page(request, "auto/rule.html", {"form": form, "title": title})


@require_POST
@member_of(AutoRule, May.CHANGE_RULES, "rule_id")
def switch(request: Any, rule: AutoRule) -> HttpResponse:
    """On or off as the form says, so that a second press changes nothing."""
    is_on = request.POST.get("on") == "1"
    told = {"is_on": is_on, "changed_at": timezone.now(), "changed_by": request.user}
    AutoRule.objects.filter(pk=rule.pk).update(**told)
    return redirect("auto:index")


@require_POST
@member_of(AutoRule, May.CHANGE_RULES, "rule_id")
def remove(request: Any, rule: AutoRule) -> HttpResponse:
    AutoRule.objects.filter(pk=rule.pk).delete()
    messages.success(request, f"{rule}: the rule is gone. What it bought stays bought.")
    return redirect("auto:index")


@require_POST
@member(May.ACT_ON_ORDERS)
def pause(request: Any) -> HttpResponse:
    told = {"paused_at": timezone.now(), "paused_by": request.user}
    AutoPause.objects.get_or_create(team=request.team, defaults=told)
    messages.success(request, "Paused: nothing is bought by itself until somebody resumes it.")
    return redirect("auto:index")


@require_POST
@member(May.ACT_ON_ORDERS)
def resume(request: Any) -> HttpResponse:
    AutoPause.objects.filter(team=request.team).delete()
    messages.success(request, "Resumed: the next round begins within a minute.")
    return redirect("auto:index")
