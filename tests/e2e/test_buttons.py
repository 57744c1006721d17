"""Every button that changes something is pressed in a browser: it does it, says so, and can be undone where it says so."""

import pytest
from django.urls import reverse

from tests.access.places import PLACES
from tests.e2e.buttons import CLICKS, ELSEWHERE, eventually, name_of, paths

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
# Reads the page as the server tells it, without drawing it: where its forms post to, and what it loads into itself.
POSTING = """async (path) => {
  const answer = await fetch(path);
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  const forms = [...told.querySelectorAll("form")].filter((form) => form.method === "post");
  return {
    status: answer.status,
    panels: [...told.querySelectorAll("[hx-trigger=load]")].map((each) => each.getAttribute("hx-get")),
    actions: forms.flatMap((form) => {
      const own = [...form.elements].filter((each) => each.hasAttribute("formaction"));
      if (own.length) return own.map((each) => each.getAttribute("formaction"));
      return [form.getAttribute("action") || new URL(answer.url).pathname];
    }),
  };
}"""


def reveal(page, button):
    """Opens what the button stands in: a dialog by its opener, a menu by its summary."""
    dialog = button.locator("xpath=ancestor::dialog")
    if dialog.count():
        page.locator(f'[data-dialog-open="{dialog.get_attribute("id")}"]').click()
    for menu in button.locator("xpath=ancestor::details[not(@open)]").all():
        menu.locator("summary").first.click()


def fill_in(form, click):
    for name, value in click.fill.items():
        wanted = form.locator(f'[name="{name}"]:not(button)')
        box = form.locator(f'[type=checkbox][name="{name}"][value="{value}"]')
        if box.count():
            box.check()
        elif wanted.count() and wanted.evaluate("each => each.tagName") == "SELECT":
            wanted.select_option(value)
        elif wanted.count() and wanted.get_attribute("type") == "file":
            wanted.set_input_files(value)
        elif wanted.count():
            wanted.fill(value)


def answer_to(page, button):
    """Whichever page of the browser it comes to: a document opens beside this one. A picture that was chosen for the
    form is sent on its own before."""
    pictures = reverse("photos:take")
    posted = page.context.expect_event(
        "response", lambda answer: answer.request.method == "POST" and not answer.url.endswith(pictures)
    )
    with posted as answered:
        button.click()
    page.wait_for_load_state("load")
    return answered.value


def confirm(page, click):
    """What it will do is shown; its button does it, and each order's result is shown."""
    form = page.locator(f'dialog[open] form[action="{click.confirmed}"]')
    fill_in(form, click)
    answer = answer_to(page, form.locator("[data-bulk-do]"))
    page.locator("dialog[open]").wait_for(state="detached")
    assert page.locator("#bulk-result tbody tr").count() == len(click.pick)
    return answer


def press(page, click):
    """Selects, fills in and presses as a person would; returns once the page has its answer."""
    form = (
        page.locator(f'main form[method="post"]:has([name="{next(iter(click.fill))}"])')
        if not click.action
        else (page.locator(f'form[action="{click.action}"], form:has([formaction="{click.action}"])').first)
    )
    for pk in click.pick:
        page.locator(f'[data-row="{pk}"] [data-pick]').click()
    button = (
        form.locator(f'[formaction="{click.action}"]')
        if click.pick
        else form.locator("button:not([type=button])")
    )
    if "team" in click.fill:
        button = form.locator(f'button[value="{click.fill["team"]}"]')
    reveal(page, button.first)
    fill_in(form, click)
    return answer_to(page, button.first)


@pytest.mark.parametrize("name", CLICKS)
def test_the_button_does_what_it_says(name, floor, page):
    click = CLICKS[name](floor)
    floor.sign_in(page)
    floor.open(page, click.path)
    before = click.state()

    answer = press(page, click)

    assert answer.status in (200, 204, 302)
    assert name_of(answer.url.removeprefix(floor.url)) == name
    if click.has_preview:
        assert click.state() == before, "a preview changes nothing"
        assert answer_to(page, page.locator("form:has([name=confirmed]) button")).status == 302
    if click.confirmed:
        assert click.state() == before, "a preview changes nothing"
        assert confirm(page, click).status == 200
    after = click.state()
    assert after != before
    assert page.get_by_role("heading", level=1).is_visible()
    if click.says:
        assert click.says in page.locator("#messages").inner_text()
    if click.has_undo:
        with page.expect_response(lambda answer: "/undo/" in answer.url):
            page.locator("#messages, #bulk-result").get_by_role("button", name="Undo").click()
        assert eventually(click.state, before) == before
        page.get_by_text("Undone", exact=False).first.wait_for()


def test_no_page_has_a_button_that_no_test_presses(floor, page):
    floor.open(floor.sign_in(page), reverse("rulebook-index"))
    found = set()
    for path in paths(floor):
        whole = page.evaluate(POSTING, path)
        for told in (whole, *(page.evaluate(POSTING, panel) for panel in whole["panels"])):
            assert told["status"] == 200
            found |= {name_of(action) for action in told["actions"]}

    assert found - {"today"} <= {*CLICKS, *ELSEWHERE}
    assert found >= {*CLICKS} - {"channels:resume"}


def test_every_address_that_changes_something_has_a_button_that_is_pressed():
    changing = {name for name, place in PLACES.items() if place.method != "GET"}

    assert changing <= {name.split()[0] for name in (*CLICKS, *ELSEWHERE)}
