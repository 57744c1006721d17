from django.urls import path

from fulfillment.channels import pages, privacy_pages, receiving, reconcile_pages
from fulfillment.channels.carriers import pages as carriers
from fulfillment.channels.carriers import receiving as carriers_receiving
from fulfillment.channels.chats import pages as chats
from fulfillment.channels.connecting import pages as connecting
from fulfillment.channels.generic import import_pages as importing
from fulfillment.channels.outgoing import pages as outgoing
from fulfillment.channels.shopify import consent as shopify_consent
from fulfillment.channels.shopify import receiving as shopify_receiving
from fulfillment.channels.tiktok import consent
from fulfillment.channels.woocommerce import consent as woo_consent

app_name = "channels"
urlpatterns = [
    path("channels/", pages.connections, name="list"),
    path("channels/<uuid:pk>/pull/", pages.pull_now, name="pull"),
    path("channels/<uuid:pk>/pause/", pages.pause, name="pause"),
    path("channels/<uuid:pk>/resume/", pages.resume, name="resume"),
    path("channels/quarantine/", pages.quarantined, name="quarantine"),
    path("channels/quarantine/<int:pk>/", pages.quarantined_item, name="quarantined-item"),
    path("channels/quarantine/<int:pk>/retry/", pages.retry, name="retry"),
    path("channels/quarantine/<int:pk>/dismiss/", pages.dismiss, name="dismiss"),
    path("channels/quarantine/<int:pk>/reopen/", pages.reopen, name="reopen"),
    path("channels/reconciliation/", reconcile_pages.overview, name="reconciliation"),
    path("channels/reconciliation/<int:pk>/accept/", reconcile_pages.accept, name="accept"),
    path("channels/reconciliation/<int:pk>/reopen/", reconcile_pages.reopen, name="unaccept"),
    path("channels/<uuid:pk>/compare/", reconcile_pages.compare, name="compare"),
    path("channels/<uuid:pk>/fetch/", reconcile_pages.fetch, name="fetch"),
    path("channels/import/", importing.uploads, name="imports"),
    path("channels/import/<uuid:pk>/", importing.detail, name="import"),
    path("channels/import/<uuid:pk>/map/", importing.map_columns, name="import-map"),
    path("channels/import/<uuid:pk>/run/", importing.run, name="import-run"),
    path("channels/import/<uuid:pk>/undo/", importing.undo, name="import-undo"),
    path("channels/import/<uuid:pk>/forget/", importing.forget, name="import-forget"),
    path("channels/import/<uuid:pk>/report.csv", importing.report, name="import-report"),
    path("channels/privacy/", privacy_pages.requests, name="privacy"),
    path("channels/privacy/<int:pk>/data.json", privacy_pages.download, name="privacy-download"),
    path("channels/privacy/<int:pk>/done/", privacy_pages.handed_over, name="privacy-done"),
    path("channels/privacy/<int:pk>/undo/", privacy_pages.not_yet, name="privacy-undo"),
    path("channels/carriers/", carriers.connect, name="carriers"),
    path("channels/carriers/<uuid:pk>/", carriers.detail, name="carrier-feed"),
    path("channels/carriers/<uuid:pk>/secret/", carriers.make_secret, name="carrier-secret"),
    path("channels/carriers/<uuid:pk>/run/", carriers.run_now, name="carrier-run"),
    path("channels/carriers/<uuid:pk>/pause/", carriers.pause, name="carrier-pause"),
    path("channels/carriers/<uuid:pk>/resume/", carriers.resume, name="carrier-resume"),
    path("channels/carriers/<uuid:pk>/disconnect/", carriers.disconnect, name="carrier-disconnect"),
    path("channels/carriers/messages/<int:pk>/retry/", carriers.retry, name="carrier-retry"),
    path("channels/carriers/messages/<int:pk>/dismiss/", carriers.dismiss, name="carrier-dismiss"),
    path("channels/carriers/messages/<int:pk>/reopen/", carriers.reopen, name="carrier-reopen"),
    path("channels/<uuid:pk>/import/", connecting.first_import, name="first-import"),
    path("channels/<uuid:pk>/disconnect/", connecting.disconnect, name="disconnect"),
    path("channels/own/<int:pk>/", connecting.own_store, name="own-store"),
    path("channels/connect/", connecting.choose, name="connect"),
    path("channels/connect/<slug:channel>/", connecting.credentials, name="connect-channel"),
    path("alerts/rooms/", chats.listed, name="chats"),
    path("alerts/rooms/<int:pk>/", chats.detail, name="chat"),
    path("alerts/rooms/<int:pk>/test/", chats.test, name="chat-test"),
    path("alerts/rooms/<int:pk>/pause/", chats.pause, name="chat-pause"),
    path("alerts/rooms/<int:pk>/resume/", chats.resume, name="chat-resume"),
    path("alerts/rooms/<int:pk>/remove/", chats.remove, name="chat-remove"),
    path("alerts/rooms/messages/<uuid:pk>/again/", chats.again, name="chat-again"),
    path("team/webhooks/", outgoing.listed, name="webhooks"),
    path("team/webhooks/<int:pk>/", outgoing.detail, name="webhook-log"),
    path("team/webhooks/<int:pk>/test/", outgoing.test, name="webhook-test"),
    path("team/webhooks/<int:pk>/pause/", outgoing.pause, name="webhook-pause"),
    path("team/webhooks/<int:pk>/resume/", outgoing.resume, name="webhook-resume"),
    path("team/webhooks/<int:pk>/remove/", outgoing.remove, name="webhook-remove"),
    path("team/webhooks/deliveries/<uuid:pk>/again/", outgoing.again, name="webhook-again"),
    path("channels/connect/tiktok/callback/", consent.callback, name="tiktok-callback"),
    path("channels/connect/shopify/callback/", shopify_consent.callback, name="shopify-callback"),
    path("channels/connect/woocommerce/callback/", woo_consent.callback, name="woocommerce-callback"),
    path("channels/connect/woocommerce/key/", woo_consent.key, name="woocommerce-key"),
    path("webhooks/shopify/compliance/", shopify_receiving.compliance, name="shopify-compliance"),
    path("webhooks/shopify/<uuid:connection_id>/", shopify_receiving.receive, name="shopify-webhook"),
    path("webhooks/carriers/<uuid:feed_id>/", carriers_receiving.receive, name="carriers-webhook"),
    path("webhooks/<slug:channel>/<uuid:connection_id>/", receiving.receive, name="webhook"),
]
