from django.urls import path

from metrics.refunds import pages

app_name = "refunds"
urlpatterns = [
    path("metrics/refund-reasons/", pages.index, name="index"),
    path("metrics/refund-reasons/requests/", pages.rows_page, name="rows"),
    path("metrics/refund-reasons/requests/export/", pages.export, name="export"),
]
