"""A week as a file: one table of everything on the page for sheets, the printed page as PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from openpyxl import Workbook
from openpyxl.styles import Font

from fulfillment import sheets
from fulfillment.accounts.models import Team
from fulfillment.papers import laid_out
from metrics.counts import Counts
from metrics.definitions import METRICS
from metrics.weekly.sheet import Line
from metrics.weekly.showing import Published

HEADINGS = (
    "what", "rate", "shop", "words", "owner", "numerator", "denominator", "numerator_before", "denominator_before",
    "points", "against", "target", "enforced", "state", "due_on", "rule_version", "corrected_numerator",
    "corrected_denominator", "provisional_days", "published", "expected", "low", "high",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = list[Any]


def rows(shown: dict[str, Any]) -> Iterator[Row]:
    """Every line of the page in its order: figures, forecasts, causes, actions, notes."""
    for each in (*shown["notable"], *shown["usual"]):
        yield _figure(each["line"], each["corrected"], each["published"])
    for each in shown["coming"]:
        yield _coming(each)
    for card in shown["cards"]:
        for each in card["causes"]:
            cause = each["cause"]
            about = {"rate": card["line"].title, "shop": card["line"].shop_name}
            told = {
                "words": cause.words,
                "owner": cause.owner,
                "points": cause.points,
                "against": cause.units,
            }
            yield _row("cause", **about, **told)
        for action in card["actions"]:
            yield _action("action", action, rate=card["line"].title)
    for action in shown["others"]:
        yield _action("action", action)
    for each in shown["earlier"]:
        yield _action(f"action of {each.then.label}", each.action, state=each.moved)
    for note in shown["notes"]:
        yield _row("note", words=note.words, owner=str(note.written_by or ""))


def _row(what: str, **told: Any) -> Row:
    return [what, *(told.get(name, "") for name in HEADINGS[1:])]


def _figure(line: Line, corrected: Counts | None, published: Published | None) -> Row:
    return _row(
        "figure",
        rate=line.title,
        shop=line.shop_name,
        words=f"{line.numerator}, of {line.denominator}",
        numerator=line.now.numerator,
        denominator=line.now.denominator,
        numerator_before=line.before.numerator,
        denominator_before=line.before.denominator,
        against=line.against_count,
        target="" if line.target is None else line.target,
        enforced="" if line.enforcement is None else line.enforcement,
        state=str(line.standing),
        rule_version=line.rule_version,
        corrected_numerator=corrected.numerator if corrected else "",
        corrected_denominator=corrected.denominator if corrected else "",
        provisional_days=line.provisional_days,
        published=float(published.rate) if published else "",
    )


def _coming(each: dict[str, Any]) -> Row:
    """Fractions, to the places that a page can show."""
    line, told = each["line"], each["told"]
    target = {"target": line.target, "enforced": "" if line.enforcement is None else line.enforcement}
    expected = {name: round(getattr(told, name), 5) for name in ("expected", "low", "high")}
    day = each["evaluated_on"].isoformat()
    return _row("forecast", rate=line.title, shop=line.shop_name, due_on=day, **target, **expected)


def _action(what: str, action: Any, *, rate: str = "", state: str = "") -> Row:
    return _row(
        what,
        rate=rate or (METRICS[action.metric].title if action.metric in METRICS else action.metric),
        shop=action.shop.name if action.shop else "",
        words=action.words,
        owner=str(action.owner or ""),
        state=state or ("done" if action.done_at else "open"),
        due_on=action.due_on.isoformat(),
    )


def as_csv(team: Team, shown: dict[str, Any]) -> Any:
    return sheets.streamed(f"{_name(team, shown)}.csv", HEADINGS, [rows(shown)])


def as_xlsx(team: Team, shown: dict[str, Any]) -> HttpResponse:
    book = Workbook()
    page = book.active
    page.title = shown["week"].label
    page.append(list(HEADINGS))
    for row in rows(shown):
        page.append([sheets.safe(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    written = BytesIO()
    book.save(written)
    return _download(written.getvalue(), XLSX, f"{_name(team, shown)}.xlsx", how="attachment")


def as_pdf(team: Team, shown: dict[str, Any]) -> HttpResponse:
    html = render_to_string("weekly/paper.html", shown | {"team": team})
    return _download(
        laid_out(html).write_pdf() or b"", "application/pdf", f"{_name(team, shown)}.pdf", how="inline"
    )


def _download(content: bytes, kind: str, name: str, *, how: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    return answer


def _name(team: Team, shown: dict[str, Any]) -> str:
    return f"{team.slug}-{shown['week'].label}"


KINDS: dict[str, Callable[[Team, dict[str, Any]], Any]] = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}
