"""A tablet in a browser for tests of the pages that start without a network: signed in, scanned into, killed."""

import os
import shutil
import signal

import pytest
from playwright.sync_api import expect

from fulfillment.accounts.roles import Role
from tests import factories
from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES
from tests.e2e.floor import Floor

FLASH = "[data-flash]"
FIRST_LOAD = 150_000  # bytes on the wire, compressed


@pytest.fixture
def floor(live_server):
    """A team with everybody in it and one shop; what needs packing each test says itself."""
    team = factories.create_team(slug="glow")
    factories.create_shop(team=team, market="GB")
    people = {
        role: factories.create_member(team=team, role=role, email=f"{role}@glow.example") for role in Role
    }
    return Floor(team=team, url=live_server.url, box=None, people=people)


@pytest.fixture
def tablet(floor, browser):
    """A tablet that is signed in and has been at the table once; each test has one of its own."""
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    yield page
    context.close()


def at_page(floor, page, path, role=Role.OPERATOR):
    """The page is here, its worker too, and it starts without a network from now on."""
    floor.open(floor.sign_in(page, role), path)
    ready(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(KEPT, path)
    return page


# A loop of the page's own, as a function that is polled is evaluated as a string, which our own policy forbids.
KEPT = """async (path) => {
  while (!navigator.serviceWorker.controller || !await caches.match(path)) await new Promise((go) => setTimeout(go, 50));
}"""
VERSION = """async (wanted) => {
  const kept = [wanted, "pages"].sort().join();
  while ((await caches.keys()).sort().join() !== kept) await new Promise((go) => setTimeout(go, 50));
}"""
LOADED = """() => performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname)
  .filter((path) => path.startsWith("/static/"))"""


def ready(page):
    expect(page.locator("body[data-ready]")).to_have_count(1)


def scan(page, *codes):
    """As a scanner types: fast, into whatever has the focus, Enter at the end."""
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def says(page, words, tone=""):
    expect(page.locator(f"{FLASH}.tone-{tone}" if tone else FLASH)).to_contain_text(words)


def waiting(page, n):
    expect(page.locator(f'[data-outbox][data-waiting="{n}"]')).to_have_count(1, timeout=15000)


@pytest.fixture
def browser_type(browser):
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    return lambda profile: browser.browser_type.launch_persistent_context(
        profile, executable_path=found, args=CHROMIUM_FLAGS, viewport={"width": 768, "height": 1024}
    )


def fill_up(page):
    """From now on the tablet has no room for anything that is done, until `make_room`.

    Chromium's own quota is asked for once in half a minute only, so the store is made to refuse as it would.
    """
    page.evaluate("""() => {
      const add = IDBObjectStore.prototype.add;
      window.makeRoom = () => { IDBObjectStore.prototype.add = add; };
      IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")


def make_room(page):
    page.evaluate("() => makeRoom()")


def kill(profile):
    """The processes of the browser on that profile, as when the battery dies."""
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    mine = f"--user-data-dir={profile}".encode() in file.read().split(b"\0")
                if mine:
                    os.kill(int(entry), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue
