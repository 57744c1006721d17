from django.urls import path

from metrics.published import pages

app_name = "published"
urlpatterns = [
    path("metrics/published/<int:figure_id>/", pages.explained, name="explained"),
    path("metrics/published/<int:figure_id>/remove/", pages.remove, name="remove"),
    path("metrics/<slug:slug>/published/", pages.index, name="index"),
    path("metrics/<slug:slug>/published/add/", pages.add, name="add"),
]
