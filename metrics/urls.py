from django.urls import path

from metrics import pages

app_name = "metrics"
urlpatterns = [
    path("metrics/", pages.index, name="index"),
    path("metrics/<slug:slug>/", pages.detail, name="detail"),
]
