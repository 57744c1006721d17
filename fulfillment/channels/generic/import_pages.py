"""Importing in the browser: bring a file of orders or tickets, map its columns, check it, import it, take it back."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import mapping_form, reporting, uploading
from fulfillment.channels.generic.previewing import Preview, preview
from fulfillment.channels.generic.refusing import BadFile, BadMap, why_no_orders
from fulfillment.channels.generic.running import mapping_of
from fulfillment.channels.generic.sampling import sample
from fulfillment.channels.models import ImportRun, ImportUpload
from fulfillment.channels.sync import utc_now
from fulfillment.web import render_page

SHOWN = 50
SLACK = 64 * 1024  # what a form adds to its file
DRAINED = 1 << 20


HOLDS = [("orders", "Orders"), ("tickets", "Tickets, complaints and reviews")]


class UploadForm(forms.Form):
    holds = forms.ChoiceField(choices=HOLDS, initial="orders", required=False, label="It holds")
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label="Of the store", to_field_name="slug", empty_label=None
    )
    file = forms.FileField(
        label="File",
        help_text="CSV, XLSX or JSON lines, up to 500 MB; CSV and JSON lines may be packed with gzip.",
        widget=forms.FileInput(
            {
                "accept": ",".join(
                    f".{each}" for each in ["csv", "tsv", "txt", "gz", "xlsx", "xlsm", "jsonl", "ndjson"]
                ),
                "data-largest": uploading.LARGEST,
            }
        ),
    )

    def __init__(self, request: Any, *args: Any) -> None:
        super().__init__(*args)
        field: Any = self.fields["shop"]
        field.queryset = Shop.objects.of(request.team).order_by("name")
        self.fields["holds"].initial = request.GET.get("holds", "orders")

    def clean(self) -> dict[str, Any]:
        """Orders of a channel's shop come from the channel; what its buyers wrote may come by file."""
        data = super().clean() or {}
        data["holds"] = data.get("holds") or "orders"
        shop = data.get("shop")
        if shop and data["holds"] == "orders" and (problem := why_no_orders(shop)):
            self.add_error("shop", problem)
        return data


@csrf_exempt
@require_http_methods(["GET", "POST"])
@member(May.RUN_CHANNELS)
def uploads(request: Any) -> HttpResponse:
    """What is too large is read to its end and thrown away, before its form is: else the browser shows no answer."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > uploading.LARGEST + SLACK:
        _drain(request.META["wsgi.input"], int(length))
        return _uploads(request, UploadForm(request), problem=uploading.TOO_LARGE, status=413)
    return csrf_protect(_take_upload)(request)


def _drain(stream: Any, left: int) -> None:
    while left > 0 and (read := stream.read(min(DRAINED, left))):
        left -= len(read)


def _take_upload(request: Any) -> HttpResponse:
    if request.method == "GET":
        return _uploads(request, UploadForm(request))
    form = UploadForm(request, request.POST, request.FILES)
    if not form.is_valid():
        return _uploads(request, form)
    file = form.cleaned_data["file"]
    try:
        upload = uploading.keep(
            form.cleaned_data["shop"],
            name=file.name,
            chunks=file.chunks(),
            by=request.user,
            now=utc_now(),
            holds=form.cleaned_data["holds"],
        )
    except BadFile as error:
        form.add_error("file", str(error))
        return _uploads(request, form)
    return redirect("channels:import-map", upload.pk)


def _uploads(request: Any, form: UploadForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    rows = ImportUpload.objects.filter(team=request.team).select_related("shop", "brought_by")
    context = {
        "form": form,
        "has_store": form.fields["shop"].queryset.exists(),  # type: ignore[attr-defined]
        "uploads": rows.order_by("-brought_at")[:SHOWN],
        "problem": problem,
        "now": utc_now(),
    }
    return render_page(request, "channels/imports.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def map_columns(request: Any, upload: ImportUpload) -> HttpResponse:
    """What the columns mean, with the first orders as they would be read; saving it begins the check."""
    if upload.is_working or upload.state in ("imported", "undone"):
        return redirect("channels:import", upload.pk)
    asked = request.POST or request.GET
    try:
        of_file = {name: asked.get(name, "") for name in ("encoding", "sheet")}
        of_file["delimiter"] = {"tab": "\t"}.get(asked.get("delimiter", ""), asked.get("delimiter", ""))
        found = sample(uploading.path_of(upload), **of_file)
    except (BadFile, OSError) as error:
        said = str(error) if isinstance(error, BadFile) else "The file is no longer here. Bring it again."
        return render_page(request, "channels/import_unreadable.html", {"upload": upload, "problem": said})
    mapping = mapping_of(upload) if upload.mapping else mapping_form.first_guess(upload, found)
    words = mapping_form.words_of(mapping, found, upload.unknown_words)
    wrong: list[str] = []
    if request.method == "POST":
        words = [value for name, value in request.POST.items() if name.startswith("said-")]
        mapping, wrong = mapping_form.from_form(request.POST, found, words, holds=upload.holds)
        if not wrong and "check" in request.POST:
            return _begin_check(upload, mapping, found.columns)
        words = list(dict.fromkeys([*words, *mapping_form.words_of(mapping, found, upload.unknown_words)]))
    looked, problem = _preview(upload, mapping, found) if not wrong else (None, "")
    context = mapping_form.shown(mapping, found, words, upload.shop, holds=upload.holds) | {
        "upload": upload, "sample": found, "wrong": wrong + [problem] * bool(problem), "preview": looked, "now": utc_now(),
    }  # fmt: skip
    return render_page(request, "channels/import_map.html", context)


def _preview(upload: ImportUpload, mapping: Any, found: Any) -> tuple[Preview | None, str]:
    try:
        return preview(uploading.path_of(upload), mapping, found, now=utc_now()), ""
    except (BadFile, BadMap) as error:
        return None, str(error)


def _begin_check(upload: ImportUpload, mapping: Any, columns: list[str]) -> HttpResponse:
    changes = {
        "mapping": msgspec.to_builtins(mapping),
        "columns": columns,
        "problem": "",
        "unknown_words": [],
    }
    _begin(upload, "checking", ("mapping", "checked", "failed"), **changes)
    return redirect("channels:import", upload.pk)


@require_GET
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def detail(request: Any, upload: ImportUpload) -> HttpResponse:
    if upload.state == "mapping":
        return redirect("channels:import-map", upload.pk)
    run = _run_of(upload)
    counts = (
        run.rejects.values("code", "is_rejected").annotate(n=Count("pk")).order_by("-is_rejected", "-n")
        if run
        else []
    )
    context = {
        "upload": upload,
        "notes": run.rejects.order_by("-is_rejected", "row")[:SHOWN] if run and not upload.is_working else [],
        "kept": run.imported.exclude(kept="").order_by("pk")[:SHOWN] if run else [],
        "counts": counts if not upload.is_working else [],
        "share": _share(upload),
        "now": utc_now(),
    }
    return render_page(request, "channels/import.html", context, partial="progress")


@require_POST
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def run(request: Any, upload: ImportUpload) -> HttpResponse:
    if _begin(upload, "importing", ("checked",), rows_done=0, orders_done=0, orders_refused=0):
        messages.success(request, "The import runs. You may leave this page and find it again under Imports.")
    return redirect("channels:import", upload.pk)


@require_POST
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def undo(request: Any, upload: ImportUpload) -> HttpResponse:
    if _begin(upload, "undoing", ("imported",), undone={}):
        messages.success(request, "The import is being taken back, row by row.")
    return redirect("channels:import", upload.pk)


@require_POST
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def forget(request: Any, upload: ImportUpload) -> HttpResponse:
    """The file and its line here are gone; orders that were imported of it stay."""
    if upload.is_working:
        messages.error(request, "It is being worked on: wait until that has ended.")
        return redirect("channels:import", upload.pk)
    uploading.forget(upload)
    if upload.check_run:
        upload.check_run.delete()
    upload.delete()
    messages.success(request, f"{upload.file_name} is removed here. What was imported of it stays.")
    return redirect("channels:imports")


@require_GET
@member_of(ImportUpload, May.RUN_CHANNELS, "pk")
def report(request: Any, upload: ImportUpload) -> Any:
    found = _run_of(upload)
    if found is None:
        return redirect("channels:import", upload.pk)
    answer = StreamingHttpResponse(reporting.lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{upload.pk}.csv"'
    return answer


def _begin(upload: ImportUpload, state: str, of: tuple[str, ...], **changes: Any) -> bool:
    """False where somebody else was faster. A worker is woken; if none hears, the next look finds it."""
    from fulfillment.channels.tasks import work_on_import

    rows = ImportUpload.objects.filter(pk=upload.pk, state__in=of)
    if not rows.update(state=state, leased_until_at=None, lease_token=None, ended_at=None, **changes):
        return False
    transaction.on_commit(lambda: work_on_import.delay(str(upload.pk)), robust=True)
    return True


def _run_of(upload: ImportUpload) -> ImportRun | None:
    return upload.run if upload.state in ("imported", "undoing", "undone") else upload.check_run


def _share(upload: ImportUpload) -> float | None:
    if not upload.rows_total or upload.state == "checking":
        return None
    return min(1.0, upload.rows_done / upload.rows_total)
