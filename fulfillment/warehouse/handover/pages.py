"""One departure on a tablet: scan parcels onto it, close it with proof, tell what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.captures import answering as captures
from fulfillment.captures.receipts import Outcome
from fulfillment.captures.taking import Answer, Item
from fulfillment.photos import keeping
from fulfillment.photos.reading import NotKept
from fulfillment.photos.requests import of_request
from fulfillment.warehouse import newest
from fulfillment.warehouse.departing import FORMAT
from fulfillment.warehouse.handover import closing, incidents, lists, loading, overtaken
from fulfillment.warehouse.handover.closing import Said
from fulfillment.warehouse.handover.forms import CloseForm, EvidenceForm, IncidentForm, local_now
from fulfillment.warehouse.handover.lists import Departure
from fulfillment.warehouse.handover.words import Incident, told_early
from fulfillment.warehouse.models import Manifest, ManifestClosing, ManifestLine, PickupWindow
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page

PAGE = "truck/load.html"
OLDER = 50


def of_departure(permission: May) -> Callable[[Any], Any]:
    """The view gets the departure that the address names; one that no timetable knows is not there."""

    def decorate(view: Any) -> Any:
        @member_of(PickupWindow, permission, "window_id")
        @wraps(view)
        def found(request: Any, window: PickupWindow, moment: str) -> HttpResponse:
            try:
                at = datetime.strptime(moment, FORMAT).replace(tzinfo=UTC)
            except ValueError as error:
                raise Http404 from error
            departure = lists.departure_of(window, at)
            if departure is None:
                raise Http404
            return view(request, departure)

        return found

    return decorate


@require_GET
@of_departure(May.SEE_WAREHOUSE)
def load(request: Any, departure: Departure) -> HttpResponse:
    return _page(request, departure, partial="stand")


@require_POST
@of_departure(May.INSPECT)
def scan(request: Any, departure: Departure) -> HttpResponse:
    """The verdict of one scan in words and a tone: to the tablet's outbox, or on the page where no script runs."""
    manifest = _opened(request, departure, timezone.now())
    if not captures.is_item(request):
        verdict = _verdict(manifest, request.POST.get("code", ""), request.user)
        return _page(request, departure._replace(manifest=manifest), verdict=verdict)
    verdict = {}

    def act(item: Item, _: Any) -> Answer:
        code, sent = (
            str(item.payload.get("code", "")),
            {"client_uuid": item.client_uuid, "told_at": item.captured_at},
        )
        verdict.update(_verdict(manifest, code, request.user, **sent))
        return Answer(Outcome.REFUSED if "refusal" in verdict else Outcome.TAKEN, verdict.get("refusal", ""))

    return captures.answer(
        request, act, shown=lambda receipt: {"html": _scanned(request, manifest, verdict or receipt)}
    )


def _verdict(manifest: Manifest, code: str, by: Any, **sent: Any) -> dict[str, Any]:
    try:
        done = loading.load(manifest, code, by=by, now=timezone.now(), **sent)
    except NotDone as refusal:
        return {"refusal": str(refusal)}
    return {"line": done.line, "is_new": done.is_new}


def _scanned(request: Any, manifest: Manifest, verdict: dict[str, Any]) -> str:
    """As the page shows it; of a scan that was sent before, how it ended then."""
    if "outcome" in verdict:
        line = ManifestLine.objects.filter(team=manifest.team_id, client_uuid=verdict["client_uuid"]).first()
        verdict = {"line": line, "is_new": False} if line else {"refusal": verdict["words"]}
    context = {
        "now": timezone.now(),
        "verdict": verdict,
        "scans": lists.last_scans(manifest),
        "stand": {"on_it": lists.on_it(manifest)},
        "may_scan": True,
    }
    return render_to_string(f"{PAGE}#loaded", context, request)


@require_POST
@of_departure(May.INSPECT)
def close(request: Any, departure: Departure) -> HttpResponse:
    now = timezone.now()
    form = CloseForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            said = _said(request, departure, form, now)
            row = closing.close(_opened(request, departure, now), said, by=request.user, now=now)
        except (NotDone, NotKept) as refusal:
            form.add_error(None, str(refusal))
            if departure.manifest and closing.standing(departure.manifest):  # its form is there no more
                messages.error(request, f"Not closed again: {refusal}")
                return redirect("truck:load", departure.window.pk, departure.moment)
        else:
            messages.success(request, f"{row.manifest} is closed: {row.scanned:,} handed over, {row.proof}.")
            if early := told_early(departure.at, row.left_at, lists.evidence(row.manifest).kinds):
                messages.warning(request, early)
            return redirect("truck:load", departure.window.pk, departure.moment)
    return _page(request, departure, close_form=form)


@require_POST
@member_of(Manifest, May.ACT_ON_ORDERS, "manifest_id")
def reopen(request: Any, manifest: Manifest) -> HttpResponse:
    try:
        closing.reopen(manifest, request.POST.get("why", ""), by=request.user, now=timezone.now())
        messages.success(request, f"{manifest} is open again. Close it once it is right.")
    except NotDone as refusal:
        messages.error(request, f"Not opened: {refusal}")
    return _back(manifest)


@require_POST
@member_of(ManifestLine, May.INSPECT, "line_id")
def take_off(request: Any, line: ManifestLine) -> HttpResponse:
    """It lies here; or, where the form says so, it waits for the next truck."""
    now = timezone.now()
    try:
        if request.POST.get("behind"):
            incidents.leave_behind(
                line.manifest, by=request.user, now=now, why="It did not fit", lines=[line.pk]
            )
            messages.success(request, f"{line.number} waits for the next truck.")
        else:
            loading.take_off(line, now=now)
            messages.success(request, f"{line.number} is taken off.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return _back(line.manifest)


@require_POST
@of_departure(May.INSPECT)
def incident(request: Any, departure: Departure) -> HttpResponse:
    now = timezone.now()
    form = IncidentForm(request.POST)
    if not form.is_valid():
        return _page(request, departure, incident_form=form)
    manifest, told = _opened(request, departure, now), form.cleaned_data
    happened_at = form.moment_of("at", zone=ZoneInfo(departure.zone), now=now)
    try:
        is_new = incidents.record_incident(
            manifest, Incident(told["kind"]), happened_at=happened_at, note=told["note"], by=request.user, now=now
        )  # fmt: skip
    except NotDone as refusal:
        form.add_error(None, str(refusal))
        return _page(request, departure, incident_form=form)
    said = (
        "On record. Now the pictures that prove it, while it is fresh."
        if is_new
        else "This was on record before."
    )
    messages.success(request, said)
    return _back(manifest)


@require_POST
@of_departure(May.INSPECT)
def add_evidence(request: Any, departure: Departure) -> HttpResponse:
    now = timezone.now()
    form = EvidenceForm(request.POST, request.FILES)
    photo = of_request(request, now=now)
    if photo and form.is_valid():
        incidents.add_photo(_opened(request, departure, now), photo, form.cleaned_data["shows"])
        messages.success(request, "The picture is kept with this truck.")
    return redirect("truck:load", departure.window.pk, departure.moment)


@require_GET
@member(May.SEE_WAREHOUSE)
def manifests(request: Any) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, has_older = newest.page(lists.manifests(request.team), "departs_at", after, size=OLDER)
    context = {
        "rows": rows,
        "older": newest.key_of(rows[-1], "departs_at") if has_older else "",
        "now": timezone.now(),
    }
    return render_page(request, "truck/manifests.html", context)


def _page(request: Any, departure: Departure, *, partial: str | None = None, **more: Any) -> HttpResponse:
    now = timezone.now()
    clock = {"left_at": local_now(now, departure.zone), "at": local_now(now, departure.zone)}
    found = lists.stand(departure, now=now)
    row = closing.standing(departure.manifest) if departure.manifest else None
    context = {
        "now": now,
        "departure": departure,
        "key": departure.moment,
        "zone": departure.zone,
        "stand": found,
        "overtaken": overtaken.on(departure.manifest),
        "missing": [(each, lists.stage_words(each)) for each in found.missing],
        "scans": lists.last_scans(departure.manifest),
        "evidence": lists.evidence(departure.manifest),
        "closing": row,
        "closing_photos": _photos(row) if row else [],
        "close_form": CloseForm(initial=clock),
        "incident_form": IncidentForm(initial=clock),
        "evidence_form": EvidenceForm(),
        "may_scan": request.membership.may(May.INSPECT),
        "setup": {"user": request.user.pk, "team": request.team.pk}
        if request.membership.may(May.INSPECT) and not row
        else None,
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "may_see_orders": request.membership.may(May.SEE_ORDERS),
    }
    return render_page(request, PAGE, context | more, partial=partial)


def _photos(row: ManifestClosing) -> list[tuple[Any, str]]:
    told = [(row.signature, "The driver's signature"), (row.receipt, "The carrier's receipt")]
    return [(photo, words) for photo, words in told if photo is not None]


def _opened(request: Any, departure: Departure, now: datetime) -> Manifest:
    return departure.manifest or loading.open_manifest(
        departure.window, departure.at, by=request.user, now=now
    )


def _said(request: Any, departure: Departure, form: CloseForm, now: datetime) -> Said:
    told = form.cleaned_data
    photo = {"by": request.user, "now": now}
    return Said(
        left_at=form.moment_of("left_at", zone=ZoneInfo(departure.zone), now=now),
        driver=told["driver"],
        counted=told["counted"],
        reference=told["reference"],
        note=told["note"],
        signature=keeping.sent_ahead(request.team, told["signature_uuid"]),
        receipt=keeping.of_form(request.team, request.POST, request.FILES, **photo),
    )


def _back(manifest: Manifest) -> HttpResponse:
    return redirect("truck:load", manifest.window_id, manifest.departs_at.astimezone(UTC).strftime(FORMAT))
