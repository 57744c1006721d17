"""Fixtures that every test may use. The services themselves: `tests/embedded_services.py`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest
import redis

from tests.emptying import empty
from tests.template_database import template

hypothesis.settings.register_profile("suite", max_examples=60, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a camera, for pages that scan with one
    "--use-fake-ui-for-media-stream",  # and nobody asks whether they may
]


def pytest_configure(config: pytest.Config) -> None:
    """Tests hash passwords cheaply and serve static files as they lie in the tree; photographs lie in memory."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "photos": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True  # no scan of collected files, which a test run has none of
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.db import connection

    connection.settings_dict["TEST"]["TEMPLATE"] = template(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """A test that commits leaves its tables empty without Django's flush, which rewrites all of them each time."""
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty())
        yield


@pytest.fixture
def valkey_url() -> str:
    """The address of this process's own Valkey database, empty at first."""
    url = os.environ["BROKER_URL"]
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture
def process_env(transactional_db: None, valkey_url: str) -> dict[str, str]:
    """The environment for a process of ours that works on this test's database and broker."""
    from django.db import connection

    database_url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    return os.environ | {
        "DATABASE_URL": f"{database_url}/{connection.settings_dict['NAME']}",
        "BROKER_URL": valkey_url,
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Debian's Chromium, for the tests of one module: its event loop must not run under other tests."""
    from django.db import connections
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.fail(
            "No Chromium on this machine: `make test` installs it, or run `apt-get install chromium`."
        )
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the loop runs in the thread of the test
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
        connections.close_all()  # while the loop runs Django opens others than before and after


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A page in a fresh context; the test fails if the page's console reported an error, a blocked script included."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
    context.set_default_timeout(15_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(f"{opened.url}: {error}"))
    opened.on("console", lambda said: said.type == "error" and errors.append(f"{opened.url}: {said.text}"))
    yield opened
    context.close()
    assert errors == []
