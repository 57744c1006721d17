"""One order on the board, drawn at once: as templates, sixty rows took as long as the rest of the page."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from fulfillment.desk.templatetags.figures import grouped, likelihood, money
from fulfillment.desk.templatetags.flags import icon, likelihood_tone, owner_label
from fulfillment.web import filled

register = template.Library()

# One flag (its section's), one sentence, one button.
ROW = """<tr data-row="{id}" tabindex="-1" id="row-{id}">
  <td class="pick"><label><input type="checkbox" name="order" value="{id}" form="bulk" data-pick>\
<span class="visually-hidden">Select {label}</span></label></td>
  <td class="cell-left{tone}"><b>{left}</b>{left_note}</td>
  <td class="cell-order"><a href="{url}" data-open>{order}</a><small>{shop_line}</small></td>
  <td class="cell-why">{why}{asked}{act_by}{evidence}{remark}</td>
  <td class="cell-owner" data-label="Turn:">{owner}{assigned_to}</td>
  <td class="cell-likely cell-extra">{likely}</td>
  <td class="cell-value cell-extra num">{value}</td>
  <td class="cell-act">{act}</td>
</tr>"""
SMALL = "<small>{}</small>"
SPAN = re.compile(r"\d+ (?:min|m|[dh](?: \d+ [hm])?)\b")  # stays on one line
IN_TIME = mark_safe(
    '<span class="dim" title="Its clock has stopped: it is not late any more">not late</span>'
)
LIKELY = '<span class="likely tone-{}">{}{}</span>'
BAR = (
    '<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/>'
    '<rect class="fill" width="{}" height="4"/></svg>'
)
# Whose button it is, for who hears the page.
WHOSE = '<span class="visually-hidden"> {}</span>'
POSTED = (
    '<form method="post" action="{url}" hx-post="{url}" hx-swap="none">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    '<button class="button" data-act>{label}{whose}</button></form>'
)
IN_DIALOG = (
    '<a class="button{quiet}" href="{url}" hx-get="{url}" hx-target="#sheet" hx-swap="innerHTML" data-act>'
    "{label}{whose}</a>"
)
LINK = '<a class="button" href="{url}" data-act>{label}{whose}</a>'
OUTSIDE = (
    '<a class="button" href="{url}" target="_blank" rel="noopener noreferrer"'
    ' title="Opens the order on its channel, in a new tab" data-act>{label}{icon}{whose}</a>'
)


@register.simple_tag(takes_context=True)
def board_row(context: Context, row: Mapping[str, Any]) -> SafeString:
    """`row` is one of `desk.board_row.row`."""
    return filled(
        ROW,
        id=row["id"],
        label=row["order_label"],
        tone=f" tone-{row['tone']}" if row["tone"] else "",
        left=row["left"],
        left_note=_small(row["left_note"]),
        url=row["url"],
        order=grouped(row["order_label"]),
        shop_line=row["shop_line"],
        why=SPAN.sub(_unbroken, row["why"]),
        asked=filled('<small class="asked">{}</small>', row["asked"]) if row["asked"] else "",
        act_by=filled('<small class="act-by">{}</small>', row["act_by"]) if row["act_by"] else "",
        evidence=_small(capfirst(row["evidence"])),
        remark=_small(row["remark"]),
        owner=owner_label(row["owner"]),
        assigned_to=_small(row["assigned_to"]),
        likely=IN_TIME if row["is_stopped"] else _likely(row["probability"]),
        value=money(row["value"], row["currency"]),
        act=_act(row["action"], row["order_label"], str(context.get("csrf_token", "")))
        if row["action"]
        else "",
    )


def _unbroken(span: re.Match[str]) -> str:
    return span[0].replace(" ", "\N{NO-BREAK SPACE}")


def _small(words: str) -> str:
    return filled(SMALL, words) if words else ""


def _likely(probability: float | None) -> SafeString:
    """A probability of being late from 0 to 1, with a bar; None: not known yet."""
    bar = "" if probability is None else filled(BAR, round(probability * 100))
    return filled(LIKELY, likelihood_tone(probability), likelihood(probability), bar)


def _act(action: Mapping[str, Any], order_label: str, token: str) -> SafeString:
    """The button of an order's next action, as `desk.board_row.action_of` gives it."""
    label, url, whose = action["label"], action["url"], filled(WHOSE, order_label)
    if action["method"] == "post":
        return filled(POSTED, url=url, token=token, label=label, whose=whose)
    if action["in_dialog"]:
        quiet = " quiet" if action["is_quiet"] else ""
        return filled(IN_DIALOG, quiet=quiet, url=url, label=label, whose=whose)
    if url.startswith("http"):
        whose = filled(WHOSE, f"{order_label} (new tab)")
        return filled(OUTSIDE, url=url, label=label, icon=icon("newtab"), whose=whose)
    return filled(LINK, url=url, label=label, whose=whose)
