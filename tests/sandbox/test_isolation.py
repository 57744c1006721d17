"""The pretend shop stands alone."""

import ast
import sys
from pathlib import Path

import fulfillment.sandbox

ROOT = Path(fulfillment.sandbox.__file__).parent
ALLOWED = {"fulfillment.sandbox", "graphql", "httpx", "msgspec"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_sandbox_imports_nothing_of_the_product():
    for path in ROOT.rglob("*.py"):
        for name in imported(path):
            known = name.split(".")[0] in sys.stdlib_module_names
            ours = name.startswith("fulfillment.sandbox")
            assert known or ours or name in ALLOWED, f"{path.name} imports {name}"
