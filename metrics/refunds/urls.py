from django.urls import path

from metrics.refunds import pages, request_page
from metrics.refunds.defects import pages as defect_pages

app_name = "refunds"
urlpatterns = [
    path("metrics/refund-reasons/", pages.index, name="index"),
    path("metrics/refund-reasons/defects/", defect_pages.index, name="defects"),
    path("metrics/refund-reasons/defects/export/", defect_pages.export, name="defects-export"),
    path("metrics/refund-reasons/defects/orders/", defect_pages.orders, name="defect-orders"),
    path(
        "metrics/refund-reasons/defects/orders/export/",
        defect_pages.orders_export,
        name="defect-orders-export",
    ),
    path("metrics/refund-reasons/requests/", pages.rows_page, name="rows"),
    path("metrics/refund-reasons/requests/export/", pages.export, name="export"),
    path("metrics/refund-reasons/requests/<int:refund_id>/", request_page.request_page, name="request"),
]
