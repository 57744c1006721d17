"""What every template keeps to: no script inside pages, and includes that render what they document."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "templates").rglob("*.html"))
NOW = datetime(2026, 11, 25, 22, 54, tzinfo=UTC)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_carries_script_of_its_own(page: Path) -> None:
    """The content security policy would refuse it: script-src is 'self'."""
    html = page.read_text()

    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", html)
    assert "javascript:" not in html


def test_our_own_javascript_stays_small() -> None:
    lines = sum(len(script.read_text().splitlines()) for script in (ROOT / "static/js").glob("*.js"))

    assert 0 < lines < 1000


@pytest.mark.parametrize("page", ["403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_no_context(page: str) -> None:
    html = render_to_string(page)

    assert "<h1>" in html
    assert 'href="/"' in html


def test_a_board_row_shows_flag_sentence_turn_and_button() -> None:
    row = {
        "id": 7,
        "order_label": "576904190077004123",
        "url": "/orders/7/",
        "shop_line": "Glow US · 1 line",
        "left": "9 h 05 m",
        "left_note": "act by 16:10",
        "why": "No carrier scan <yet>, 20 h 07 m left",
        "act_by": "Act by 14:20 · UPS pick-up 15:00 PST",
        "evidence": "usually within 9 h",
        "asked": "",
        "remark": "",
        "owner": "carrier",
        "assigned_to": "",
        "tone": "risk",
        "is_stopped": False,
        "probability": 0.71,
        "value": Decimal("19.90"),
        "currency": "USD",
        "action": {"label": "Open a claim", "url": "/orders/7/claim/", "method": "post", "in_dialog": False},
    }
    html = render_to_string(
        "_board.html", {"sections": [{"level": "at_risk", "count": 1, "rows": [row]}], "now": NOW}
    )

    for words in (
        "At risk",
        "No carrier scan &lt;yet&gt;, 20\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}07\N{NO-BREAK SPACE}m left",
        "Carrier",
        "Open a claim",
        "$19.90",
        'data-row="7"',
    ):
        assert words in html
    assert "71\N{NO-BREAK SPACE}%" in html
    assert "9 h 05 m" in html


def test_a_dial_below_the_minimum_count_shows_its_counts_and_no_rate() -> None:
    dial = {
        "title": "Late dispatch",
        "shop_name": "Glow US",
        "rate": None,
        "numerator": 1,
        "denominator": 6,
        "target": 0.04,
        "enforcement": 0.1,
        "better": "low",
        "tone": None,
        "sentence": "Too few orders to judge.",
        "url": "/metrics/",
    }
    html = render_to_string("_dial.html", {"dial": dial})

    assert "n/a" in html
    assert "1 of 6" in html
    assert 'class="fill"' not in html
    assert "tone-plain" in html


def test_a_message_that_rides_along_is_added_to_those_on_the_page() -> None:
    message = type(
        "Message", (), {"level_tag": "error", "__str__": lambda self: "3 orders <were> not assigned."}
    )()
    html = render_to_string("_messages.html", {"messages": [message], "out_of_band": True})

    assert 'hx-swap-oob="beforeend"' in html
    assert "3 orders &lt;were&gt; not assigned." in html
    assert "data-stay" in html


def test_the_way_tells_hours_in_words_as_well_as_in_widths() -> None:
    way = {
        "segments": [{"label": "to pack", "hours": "9 h", "share": 62.5, "kind": "now", "tone": "risk"}],
        "marks": [{"label": "due Wed 23:59", "at": 84.0, "tone": "breach", "row": "below"}],
    }
    html = render_to_string("_way.html", {"way": way})

    assert "--share:62.50" in html
    assert "to pack, 9 h" in html
    assert "due Wed 23:59" in html


def test_a_pager_has_no_link_where_the_list_ends() -> None:
    pager = {
        "newer_url": None,
        "older_url": "?after=x",
        "shown": 50,
        "total": 500000,
        "total_is_estimate": True,
    }
    html = render_to_string("_pager.html", {"pager": pager})

    assert "about 500,000" in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
