"""Who may import whom: the contracts stand in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Pure by design; each stands in the contract from the day it exists.
PURE = [
    "fulfillment.policies",
    "fulfillment.orders.clock",
    "fulfillment.orders.risk",
    "fulfillment.orders.pace",
    "fulfillment.tracking.numbers",
    "fulfillment.tracking.validity",
    "fulfillment.warehouse.actby",
    "fulfillment.inspections.sampling",
    "fulfillment.channels.tiktok.mapping",
    "fulfillment.channels.shopify.mapping",
    "fulfillment.channels.woocommerce.mapping",
    "sourcing.offers",
    "sourcing.routing",
    "metrics.forecast",
]


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def exists(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists() or any(path.glob("*.py"))


def test_the_import_contracts_are_kept():
    command = Path(sys.executable).with_name("lint-imports")

    found = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.returncode == 0, found.stdout


def test_every_pure_module_that_exists_stands_in_the_contract():
    (contract,) = [one for one in contracts() if one.get("forbidden_modules") == ["django"]] or [{}]

    missing = [module for module in PURE if exists(module) and module not in contract["source_modules"]]

    assert missing == []


def test_every_app_has_its_place_in_the_layers():
    (layers,) = [one["layers"] for one in contracts() if one["type"] == "layers"]
    placed = {name.strip() for layer in layers for part in layer.split("|") for name in part.split(":")}
    beside = {"fulfillment.embedded", "fulfillment.sandbox"}  # contracts of their own

    apps = {f"fulfillment.{path.parent.name}" for path in ROOT.glob("fulfillment/*/__init__.py")}

    assert apps - beside - placed == set()
