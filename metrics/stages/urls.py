from django.urls import path

from metrics.stages import pages

app_name = "stages"
urlpatterns = [
    path("metrics/stages/", pages.index, name="index"),
    path("metrics/stages/<slug:step>/", pages.stage, name="stage"),
]
