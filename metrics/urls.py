from django.urls import path

from metrics.pages import detail, index, units

app_name = "metrics"
urlpatterns = [
    path("metrics/", index.index, name="index"),
    path("metrics/<slug:slug>/", detail.detail, name="detail"),
    path("metrics/<slug:slug>/units/", units.units, name="units"),
    path("metrics/<slug:slug>/units/export/", units.export, name="export"),
]
