"""The shape of the code: small, named by its subject, nothing left for later."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("fulfillment", "metrics", "sourcing")
LONGEST_FILE = 300
LONGEST_FUNCTION = 45
LONGEST_VIEW = 40
OWN_JAVASCRIPT = 1000
LAYER_NAMES = {"services.py", "utils.py", "helpers.py", "managers.py", "signals.py"}

# Longer for a reason that is given here.
LONG_FUNCTIONS: dict[str, str] = {}


def sources() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_small():
    lines = {relative(path): len(path.read_text().splitlines()) for path in sources()}

    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}
    assert statistics.median(count for count in lines.values() if count) < 100


def test_functions_are_short():
    long = {
        f"{relative(path)}:{node.name}": length
        for path in sources()
        for node, length in functions(path)
        if length > LONGEST_FUNCTION
    }

    assert {name: length for name, length in long.items() if name not in LONG_FUNCTIONS} == {}


def test_most_functions_are_shorter_than_25_lines():
    lengths = [length for path in sources() for _, length in functions(path)]

    assert sum(length < 25 for length in lengths) / len(lengths) > 0.95


def test_views_are_thin():
    long = {
        f"{relative(path)}:{node.name}": length
        for path in sources()
        if path.stem == "views" or path.parent.name == "views"
        for node, length in functions(path)
        if length > LONGEST_VIEW
    }

    assert long == {}


def test_modules_are_named_by_their_subject():
    # `embedded.services` is named by its subject: the services are PostgreSQL and Valkey.
    allowed = {"fulfillment/embedded/services.py"}

    assert {relative(path) for path in sources() if path.name in LAYER_NAMES} - allowed == set()


def test_own_javascript_stays_small():
    lines = sum(len(path.read_text().splitlines()) for path in (ROOT / "static").rglob("*.js"))

    assert lines < OWN_JAVASCRIPT


def test_templates_stay_small():
    lines = {
        relative(path): len(path.read_text().splitlines()) for path in (ROOT / "templates").rglob("*.html")
    }

    assert {name: count for name, count in lines.items() if count > 150} == {}


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3])
def test_nothing_is_left_for_later(word):
    files = [*sources(), *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.[cj]s*")]

    assert [relative(path) for path in files if re.search(rf"\b{word}\b", path.read_text())] == []


def test_every_command_is_named_by_a_test():
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    commands = {
        path.stem
        for package in PACKAGES
        for path in (ROOT / package).glob("**/management/commands/*.py")
        if path.stem != "__init__"
    }

    assert {name for name in commands if not re.search(rf"""["']{name}["']""", tests)} == set()


def test_no_signals_connect_apps():
    found = [relative(path) for path in sources() if "django.dispatch" in path.read_text()]

    assert found == []


def test_buyers_are_erased_only_together_with_the_papers_that_name_them():
    erasing = {
        relative(path)
        for path in sources()
        if re.search(r"(Buyer\.objects|\bbuyers\b)[^\n]*\.erase\(", path.read_text())
    }

    assert erasing == {"fulfillment/channels/forgetting.py"}
