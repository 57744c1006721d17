"""Many numbers in the browser: pasted or brought as a file, looked at, sent, followed, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.models import NumberList
from fulfillment.channels.rounds import utc_now
from fulfillment.channels.uploads.lists import going, keeping, reading, showing
from fulfillment.channels.uploads.lists.judging import Row, Verdict, rows_of
from fulfillment.channels.uploads.lists.tabular import MOST_ROWS, Line
from fulfillment.outbox.models import OutboundWrite
from fulfillment.sheets import streamed
from fulfillment.web import render_page

SHOWN = 30
EXAMPLE = "576460752303423488\t9400110200881234567896\tUSPS\n576460752303423489\t1Z999AA10123456784"
ACCEPTED = ",".join((*reading.TEXTS, *reading.SHEETS, *reading.JSONS))


class ListForm(forms.Form):
    text = forms.CharField(
        label="Paste them here",
        help_text="A row for each: order, number, carrier, with a tab, comma or semicolon between them. "
        "The carrier may be left out where the number tells it. An order in several parcels takes a row for each; "
        "what is in them is said in columns called SKU and Quantity.",
        required=False,
        strip=False,
        widget=forms.Textarea(
            {
                "rows": 10,
                "placeholder": EXAMPLE,
                "spellcheck": "false",
                "class": "input mono",
                "autocomplete": "off",
            }
        ),
    )
    file = forms.FileField(
        label="Or bring a file",
        help_text=f"CSV, XLSX or JSON lines with the same columns, up to {MOST_ROWS:,} rows and "
        f"{reading.LARGEST // 1024 // 1024} MB.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ACCEPTED, "data-largest": reading.LARGEST}),
    )
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label="Orders of", to_field_name="slug", required=False, empty_label="Any shop"
    )
    corrects = forms.BooleanField(
        label="Also correct numbers of orders that are shipped already", required=False
    )

    def __init__(self, request: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["shop"]
        field.queryset = Shop.objects.of(request.team).order_by("name")

    def lines(self) -> list[Line]:
        """Raises BadFile."""
        given = self.cleaned_data
        file = given["file"]
        return reading.of_file(file.name, file, file.size) if file else reading.of_text(given["text"])


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def lists(request: Any) -> HttpResponse:
    """The form and the lists that were brought; the same one brought again opens the one that is there."""
    if request.method == "GET":
        return render_lists(request, ListForm(request))
    form = ListForm(request, request.POST, request.FILES)
    if not form.is_valid():
        return render_lists(request, form)
    file, given = form.cleaned_data["file"], form.cleaned_data
    try:
        lines = form.lines()
    except BadFile as error:
        form.add_error("file" if file else "text", str(error))
        return render_lists(request, form)
    numbers, is_new = keeping.keep(
        request.team, lines, name=file.name if file else keeping.PASTED, shop=given["shop"],
        corrects=given["corrects"], by=request.user, now=utc_now(),
    )  # fmt: skip
    if not is_new:
        messages.info(
            request, "This list was brought before: here is where it stands. Nothing is sent twice."
        )
    return redirect("uploads:list", numbers.pk)


def render_lists(request: Any, form: ListForm) -> HttpResponse:
    rows = NumberList.objects.filter(team=request.team).select_related("brought_by", "sent_by", "shop")
    context = {
        "form": form,
        "lists": rows.defer("lines").order_by("-brought_at")[:SHOWN],
        "now": utc_now(),
    }
    return render_page(request, "uploads/lists.html", context)


@require_GET
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def of_list(request: Any, numbers: NumberList) -> HttpResponse:
    """Before it is sent what would become of each row, afterwards what did."""
    now = utc_now()
    rows = rows_of(numbers, now=now)
    here = reverse("uploads:list", args=[numbers.pk])
    found = showing.standing_of(rows)
    page = showing.page_of(rows, request.GET.dict(), here, now=now)
    context = page | {
        "numbers": numbers,
        "standing": found,
        "tabs": showing.tabs(found.counts, page["shown"], here),
        "now": now,
    }
    return render_page(request, "uploads/list.html", context, partial="rows")


@require_POST
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def send(request: Any, numbers: NumberList) -> HttpResponse:
    warned_too = bool(request.POST.get("warned"))
    sent = going.send_list(numbers, warned_too=warned_too, by=request.user, now=utc_now())
    if sent:
        leave = f"{sent:,} numbers leave" if sent != 1 else "1 number leaves"
        seconds = going.MANY_WAIT.total_seconds()
        messages.success(request, f"{leave} in {seconds:.0f} s; until then it can all be taken back.")
    else:
        messages.info(request, "Nothing more was sent: what may go of this list is on its way already.")
    return redirect("uploads:list", numbers.pk)


@require_POST
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def undo(request: Any, numbers: NumberList) -> HttpResponse:
    done = going.undo_list(numbers, by=request.user, now=utc_now())
    said = [f"{done.withdrawn:,} did not leave."] if done.withdrawn else []
    if done.asked_back:
        said.append(f"The channel is asked to take {done.asked_back:,} back.")
    if done.stay:
        stay = f"{done.stay:,} left already and stay{'s' if done.stay == 1 else ''}."
        said.append(" ".join([stay, *done.instead]))
    (messages.success if done.withdrawn or done.asked_back else messages.warning)(
        request, " ".join(said) or "There was nothing to take back."
    )
    return redirect("uploads:list", numbers.pk)


@require_POST
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def forget(request: Any, numbers: NumberList) -> HttpResponse:
    """The list is gone; what was sent of it stays with its orders."""
    if OutboundWrite.objects.of(request.team).filter(batch=numbers.pk).unsettled().exists():
        messages.error(request, "Some of it is still on its way: take it back first, or wait.")
        return redirect("uploads:list", numbers.pk)
    numbers.delete()
    messages.success(request, f"{numbers.name} is removed here. What was sent stands on the orders’ pages.")
    return redirect("uploads:lists")


@require_GET
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def report(request: Any, numbers: NumberList) -> HttpResponseBase:
    now = utc_now()
    rows = showing.report(rows_of(numbers, now=now), now=now)
    return streamed(f"tracking-{numbers.brought_at:%Y-%m-%d}.csv", showing.REPORT, [rows])


@require_GET
@member_of(NumberList, May.ACT_ON_ORDERS, "pk")
def mend(request: Any, numbers: NumberList) -> HttpResponse:
    """The rows that could not be sent, in the form, to be changed and brought as a list of their own."""
    bad = {Verdict.REFUSED, Verdict.TURNED_DOWN}
    rows: list[Row] = [row for row in rows_of(numbers, now=utc_now()) if row.verdict in bad]
    shop = numbers.shop.slug if numbers.shop else None
    initial = {
        "text": keeping.as_text([row.line for row in rows]),
        "shop": shop,
        "corrects": numbers.corrects,
    }
    return render_lists(request, ListForm(request, initial=initial))
