from django.urls import path

from fulfillment.warehouse import pages, window_pages
from fulfillment.warehouse.handover import morning, paper_pages, papers, scan_times
from fulfillment.warehouse.handover import pages as dock

app_name = "truck"
urlpatterns = [
    path("", pages.board, name="board"),
    # one departure
    path("<int:window_id>-<str:moment>/", dock.load, name="load"),
    path("<int:window_id>-<str:moment>/scan/", dock.scan, name="scan"),
    path("<int:window_id>-<str:moment>/close/", dock.close, name="close"),
    path("<int:window_id>-<str:moment>/incident/", dock.incident, name="incident"),
    path("<int:window_id>-<str:moment>/evidence/", dock.add_evidence, name="evidence"),
    path("lines/<int:line_id>/off/", dock.take_off, name="take-off"),
    path("manifests/", dock.manifests, name="manifests"),
    path("manifests/<int:manifest_id>/reopen/", dock.reopen, name="reopen"),
    path("manifests/<int:manifest_id>/paper.pdf", papers.paper, name="paper"),
    path("manifests/<int:manifest_id>/list.csv", papers.listed, name="list"),
    # the morning after
    path("unscanned/", morning.unscanned_list, name="unscanned"),
    path("unscanned/ask/", morning.ask, name="ask"),
    path("unscanned/contact/", morning.contact, name="contact"),
    path("lines/<int:line_id>/claim/", morning.open_claim, name="open-claim"),
    path("unscanned/lost/", morning.claim_lost, name="claim-lost"),
    path("claims/", morning.claims, name="claims"),
    path("claims/<int:claim_id>/", morning.claim, name="claim"),
    path("claims/<int:claim_id>/papers/", paper_pages.add, name="claim-papers"),
    path("claims/papers/<int:paper_id>/", paper_pages.document, name="claim-paper"),
    path("scans/", scan_times.page, name="scans"),
    # pick-up times
    path("windows/", window_pages.windows, name="windows"),
    path("windows/undo/", window_pages.undo, name="undo"),
    path("windows/<int:window_id>/", window_pages.change_window, name="change-window"),
    path("windows/<int:window_id>/remove/", window_pages.remove_window, name="remove-window"),
    path("warehouses/add/", window_pages.add_warehouse, name="add-warehouse"),
    path("warehouses/name/", window_pages.name_warehouse, name="name-warehouse"),
    path("warehouses/<int:warehouse_id>/", window_pages.change_warehouse, name="change-warehouse"),
    path("warehouses/<int:warehouse_id>/windows/add/", window_pages.add_window, name="add-window"),
    path("warehouses/<int:warehouse_id>/closed/add/", window_pages.close_day, name="close-day"),
    path("closed/<int:closure_id>/remove/", window_pages.open_day, name="open-day"),
]
