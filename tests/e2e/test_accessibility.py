"""Every page, light and wide and dark and narrow, against WCAG 2.2 AA as far as axe can tell; none scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from fulfillment.channels.chats import telling
from fulfillment.orders.models import Order
from fulfillment.warehouse.sites import default_of
from sourcing.portal import doors
from tests.e2e import (
    automatic,
    bundles,
    cards,
    checklists,
    dock,
    following,
    inspecting,
    kits,
    meeting,
    morning,
    packing,
    papers,
    promises,
    purchases,
    rooms,
    routes,
    seeking,
    stock,
    tickets,
    truck,
)
from tests.e2e.telling import tell

pytestmark = [pytest.mark.e2e, pytest.mark.browser]

PAGES = (
    "/",
    "/orders/",
    "/orders/{order}/",
    "/orders/{moved}/",
    "/orders/{labelled}/",
    "/orders/listings/",
    "/orders/combine/",
    "/orders/{alike}/combine/",
    "/orders/{divisible}/split/",
    "/orders/{shared}/take-apart/",
    "/tickets/",
    "/tickets/{ticket}/",
    "/alerts/rooms/",
    "/alerts/rooms/{room}/",
    "/metrics/",
    "/metrics/late-dispatch-rate/",
    "/metrics/seller-fault-cancellation-rate/",
    "/metrics/late-dispatch-rate/crossed/",
    "/metrics/late-dispatch-rate/versions/",
    "/metrics/late-dispatch-rate/ahead/",
    "/metrics/weekly/",
    "/metrics/weekly/2026-W40/act/",
    "/metrics/weekly/2026-W40/coming/",
    "/metrics/stages/",
    "/metrics/stages/first_scan/",
    "/metrics/late-dispatch-rate/published/",
    "/metrics/violations/",
    "/metrics/refund-reasons/",
    "/metrics/refund-reasons/requests/",
    "/metrics/valid-tracking-rate/units/",
    "/channels/",
    "/channels/quarantine/",
    "/rulebook/",
    "/tracking/",
    "/tracking/?kind=pending",
    "/tracking/import/",
    "/orders/{order}/tracking/?number=9400110200881234567896",
    "/truck/",
    "/truck/windows/",
    "/pack/",
    "/pack/waves/",
    "/pack/boxes/",
    "/kits/",
    "/kits/{kit}/",
    "/kits/orders/{unkitted}/",
    "/pack/orders/{order}/take-over/",
    "/inspections/",
    "/inspections/finished/",
    "/people/",
    "/inspections/{inspection}/",
    "/labels/",
    "/labels/{papers}/",
    "{truck}",
    "{closed_truck}",
    "/truck/manifests/",
    "/truck/unscanned/",
    "/truck/claims/",
    "/truck/claims/{claim}/",
    "/truck/scans/",
    "/inspections/checklists/",
    "/inspections/checklists/{checklist}/",
    "/inspections/checklists/{checklist}/checks/add/",
    "/inspections/checklists/{checklist}/preview/?lang=zh-hans",
    "/inspections/checklists/{checklist}/versions/1/",
    "/inspections/behind/{order}/",
    "/inspections/looks/{sku}/",
    "/inspections/looks/{shown}/",
    "/metrics/refund-reasons/defects/",
    "/metrics/refund-reasons/defects/orders/",
    "/inspections/{failed}/follows/",
    "/inspections/lots/{rejected}/follows/",
    "/sourcing/routing/",
    "/sourcing/routing/rules/add/",
    "/sourcing/routing/apply/",
    "/sourcing/routing/lanes/",
    "/sourcing/readiness/",
    "/sourcing/readiness/{sku}/",
    "/sourcing/routing/rehearsals/{rehearsal}/",
    "/receive/",
    "/receive/{receipt}/",
    "/sourcing/",
    "/sourcing/offers/{offer}/",
    "/sourcing/requests/",
    "/sourcing/requests/over/",
    "/sourcing/requests/new/",
    "/sourcing/requests/{sought}/",
    "/supplier/{asked}/",
    "/sourcing/suppliers/",
    "/sourcing/suppliers/{supplier}/",
    "/sourcing/new/",
    "/sourcing/buy/",
    "/sourcing/auto/",
    "/sourcing/auto/rules/add/",
    "/sourcing/rates/",
    "/sourcing/purchases/",
    "/sourcing/purchases/{purchase}/",
    "/supplier/{door}/",
    "/supplier/{door}/?lang=zh",
    "/supplier/{door}/reports/",
    "/stock/",
    "/stock/lots/{lot}/",
    "/team/",
    "/channels/import/",
    "/team/tokens/",
    "/team/webhooks/",
    "/api/v1/docs",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Contrast is most of what axe takes, and it takes it for each of fifty rows that are drawn alike.
MORE_OF_THE_SAME = {"exclude": [[":is(tbody > tr, ul > li):nth-child(n+9)"]]}
LOOKS = {"light and wide": ("light", 1440), "dark and narrow": ("dark", 390)}


@pytest.fixture(scope="module")
def rows(floor):
    """What the addresses name; each page has something to show."""
    worst = Order.objects.filter(team=floor.team).order_by("-severity").first()
    tell(floor, line={"sku_code": ""})
    room = rooms.room(floor)
    automatic.rule(floor)
    automatic.own_rate(floor)
    telling.queue_test(room, now=timezone.now())
    truck.windows_of(floor, default_of(floor.team))
    truck.name_warehouse(floor)
    stock.start_expected(floor)
    packing.answer(floor)
    meeting.action(floor)
    meeting.note(floor)
    return {
        "order": worst.pk,
        "moved": cards.moved(floor).pk,
        "alike": bundles.of_one_buyer(floor)[0].pk,
        "divisible": bundles.free(floor, units=2)[-1].pk,
        "shared": bundles.shared(floor).pk,
        "labelled": cards.labelled(floor).pk,
        "ticket": tickets.linked(floor).pk,
        "room": room.pk,
        "inspection": inspecting.failed(floor).pk,
        "shown": inspecting.shown(floor),
        "papers": papers.made(floor).pk,
        "claim": morning.claim(floor).pk,
        "kit": kits.artwork(floor, is_approved=True).item.kit_id,
        "unkitted": kits.held(floor)[0].pk,
        "sought": (quote := seeking.sampled(floor)).request_id,
        "asked": doors.make(quote.supplier, now=timezone.now()).token,
        "offer": promises.word(floor).offer_id,
        "supplier": promises.closure(floor).supplier_id,
        "purchase": purchases.bought(floor).pk,
        "door": doors.make(promises.offer(floor).supplier, now=timezone.now()).token,
        "truck": dock.page_of(dock.manifest(floor)),
        "closed_truck": dock.page_of(dock.closed(floor)),
        "sku": worst.lines.exclude(sku=None)[0].sku_id,
        "rehearsal": routes.rehearsed(floor).pk,
        "receipt": stock.receipt(floor).pk,
        "checklist": checklists.drafted(floor).pk,
        "failed": following.held(floor).pk,
        "rejected": following.rejected(floor).pk,
        "lot": stock.taken_from(floor).pk,
    }


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_and_does_not_scroll_sideways(page, floor, rows, path, look):
    scheme, width = LOOKS[look]
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    assert floor.open(floor.sign_in(page), path.format(**rows)).ok
    page.wait_for_load_state("networkidle")
    breaks_no_rule(page)


@pytest.mark.parametrize("look", LOOKS)
def test_an_act_on_many_breaks_no_rule_before_and_after_it_is_done(page, floor, look):
    scheme, width = LOOKS[look]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    floor.sign_in(page)
    asked_about = Order.objects.filter(team=floor.team, is_open=True, packages_total__gt=0)
    ids = asked_about.filter(stage="awaiting_scan").values_list("external_id", flat=True)[:2]
    floor.open(page, f"/orders/?q={'+'.join(ids)}")
    for box in page.locator("[data-pick]").all():
        box.click()

    page.locator("[data-bulk] [data-key=c]").click()
    page.locator("#bulk-dialog [data-bulk-do]").wait_for()
    breaks_no_rule(page)
    page.keyboard.press("Enter")
    page.locator("#bulk-result table").wait_for()
    breaks_no_rule(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone for 2 orders").wait_for()


def breaks_no_rule(page):
    found = Axe().run(page, MORE_OF_THE_SAME, {"runOnly": RULES, "resultTypes": ["violations"]})
    assert len(found.response["passes"]) > 10  # axe did look
    assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
