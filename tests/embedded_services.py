"""A pytest plugin: PostgreSQL and Valkey run before Django reads its settings, and stop with the run.

Loaded by `-p`, so that it comes before any conftest. The workers of xdist inherit the addresses; each takes
a Valkey database of its own, as pytest-django gives each a PostgreSQL database of its own.
"""

import os
import re
from contextlib import ExitStack

import pytest

from fulfillment.embedded import own_environment, services
from fulfillment.embedded.places import new_scratch
from fulfillment.embedded.postgres import GIVEN_PROGRAMS


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    if not services.given_from_outside():
        os.environ.update(stack.enter_context(services.running(new_scratch())))
    for name, value in own_environment.for_tests().items():
        os.environ.setdefault(name, value)
    os.environ["BROKER_URL"] = with_own_database(os.environ["BROKER_URL"])
    return (yield)


def with_own_database(broker_url):
    """Worker gw3 takes database 4; the run's own process keeps 0."""
    worker = re.fullmatch(r"gw(\d+)", os.environ.get("PYTEST_XDIST_WORKER", ""))
    if worker is None or not broker_url.startswith("redis"):
        return broker_url
    return re.sub(r"/\d*$", f"/{int(worker[1]) + 1}", broker_url)


def pytest_report_header():
    return f"PostgreSQL: {GIVEN_PROGRAMS or 'the embedded one'}"
