from django.urls import path

from metrics.crossing import pages as crossing
from metrics.pages import ahead, detail, index, units, versions

app_name = "metrics"
urlpatterns = [
    path("metrics/", index.index, name="index"),
    path("metrics/<slug:slug>/", detail.detail, name="detail"),
    path("metrics/<slug:slug>/crossed/", crossing.page, name="crossed"),
    path("metrics/<slug:slug>/crossed/export/", crossing.export, name="crossed-export"),
    path("metrics/<slug:slug>/ahead/", ahead.ahead, name="ahead"),
    path("metrics/<slug:slug>/versions/", versions.versions, name="versions"),
    path("metrics/<slug:slug>/units/", units.units, name="units"),
    path("metrics/<slug:slug>/units/export/", units.export, name="export"),
]
