"""Every address. Each app brings its own; the pages that compose several apps are the desk's."""

from django.urls import include, path

from fulfillment.channels.generic.api.application import api, nothing_here

urlpatterns = [
    path("accounts/", include("fulfillment.accounts.entrance")),
    path("", include("fulfillment.accounts.urls")),
    path("", include("fulfillment.alerts.urls")),
    path("", include("fulfillment.channels.urls")),
    path("", include("fulfillment.channels.uploads.urls")),
    path("", include("fulfillment.channels.requests.urls")),
    path("", include("fulfillment.channels.bundles.urls")),
    path("labels/", include("fulfillment.channels.labels.urls")),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here, name="api-nothing"),
    path("", include("fulfillment.warehouse.stock_urls")),
    path("", include("fulfillment.tracking.urls")),
    path("photos/", include("fulfillment.photos.urls")),
    path("truck/", include("fulfillment.warehouse.urls")),
    path("pack/", include("fulfillment.warehouse.pack.urls")),
    path("kits/", include("fulfillment.warehouse.kits.urls")),
    path("inspections/", include("fulfillment.inspections.urls")),
    path("inspections/", include("fulfillment.inspections.following.urls")),
    path("inspections/checklists/", include("fulfillment.inspections.checklists.urls")),
    path("", include("fulfillment.captures.urls")),
    path("sourcing/", include("sourcing.urls")),
    path("supplier/", include("sourcing.portal.urls")),
    path("supplier/<str:token>/reports/", include("fulfillment.desk.supplier_urls")),
    path("sourcing/auto/", include("sourcing.auto.urls")),
    path("sourcing/rates/", include("sourcing.rates.urls")),
    path("sourcing/routing/", include("sourcing.routes.urls")),
    path("sourcing/requests/", include("sourcing.seeking.urls")),
    path("sourcing/readiness/", include("sourcing.readiness.urls")),
    path("", include("metrics.refunds.urls")),  # before it: a rate may have any name
    path("", include("metrics.weekly.urls")),
    path("", include("metrics.stages.urls")),
    path("", include("metrics.violations.urls")),
    path("", include("metrics.published.urls")),
    path("", include("metrics.urls")),
    path("", include("fulfillment.desk.urls")),
]
