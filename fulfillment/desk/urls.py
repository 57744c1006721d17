from django.urls import include, path

from fulfillment.desk import (
    acts,
    addresses,
    bulk,
    carrier,
    copies,
    listings,
    numbers,
    order_page,
    orders_list,
    rulebook,
    saved_views,
    supplier_numbers,
    today,
)
from fulfillment.desk.export import export
from fulfillment.desk.tickets import acts as ticket_acts
from fulfillment.desk.tickets import pages as tickets

orders = [
    path("", orders_list.orders_list, name="list"),
    path("export/", export, name="export"),
    path("views/save/", saved_views.save, name="save-view"),
    path("views/<int:view_id>/share/", saved_views.share, name="share-view"),
    path("views/<int:view_id>/delete/", saved_views.delete, name="delete-view"),
    path("bulk/results/<int:event_id>/", bulk.result, name="bulk-result"),
    path("<int:order_id>/copy/", copies.link_copy, name="link-copy"),
    path("<int:order_id>/copy/unlink/", copies.unlink_copy, name="unlink-copy"),
    path("<int:order_id>/copy/dismiss/", copies.dismiss_copy, name="dismiss-copy"),
    path("listings/", listings.listings, name="listings"),
    path("listings/map/", listings.map_to_sku, name="map-listing"),
    path(
        "<int:order_id>/lines/<int:line_id>/fits/",
        listings.variant_fits,
        name="variant-fits",
    ),
    path("numbers/", numbers.numbers, name="numbers"),
    path("bulk/<slug:act>/", bulk.bulk, name="bulk"),
    path("bulk/<slug:act>/preview/", bulk.preview, name="bulk-preview"),
    path("acts/<int:event_id>/undo/", acts.undo, name="undo"),
    path("<int:order_id>/", order_page.detail, name="detail"),
    path("<int:order_id>/hold/", acts.hold, name="hold"),
    path("<int:order_id>/holds/<int:hold_id>/release/", acts.release, name="release-hold"),
    path(
        "<int:order_id>/holds/<int:hold_id>/acknowledge-address/",
        addresses.acknowledge_address,
        name="acknowledge-address",
    ),
    path("<int:order_id>/snooze/", acts.snooze, name="snooze"),
    path("<int:order_id>/wake/", acts.wake, name="wake"),
    path("<int:order_id>/assign/", acts.assign, name="assign"),
    path("<int:order_id>/carrier/", carrier.carrier, name="carrier"),
    path("<int:order_id>/ask-carrier/", acts.ask_carrier, name="ask-carrier"),
]

of_tickets = [
    path("", tickets.listed, name="list"),
    path("export/", tickets.export, name="export"),
    path("<int:ticket_id>/", tickets.detail, name="detail"),
    path("<int:ticket_id>/topic/", ticket_acts.set_topic, name="topic"),
    path("<int:ticket_id>/answer/", ticket_acts.answer, name="answer"),
    path("<int:ticket_id>/reopen/", ticket_acts.reopen, name="reopen"),
    path("<int:ticket_id>/link/", ticket_acts.link, name="link"),
    path("<int:ticket_id>/unlink/", ticket_acts.unlink, name="unlink"),
]

from_suppliers = [
    path("", supplier_numbers.waiting, name="waiting"),
    path("bring/", supplier_numbers.bring, name="bring"),
]

urlpatterns = [
    path("", today.today, name="today"),
    path("orders/", include((orders, "orders"))),
    path("tickets/", include((of_tickets, "tickets"))),
    path("tracking/from-suppliers/", include((from_suppliers, "supplier-numbers"))),
    path("rulebook/", rulebook.index, name="rulebook-index"),
    path("rulebook/<slug:key>/", rulebook.market, name="rulebook"),
]
