from django.urls import path

from sourcing.auto import pages

app_name = "auto"
urlpatterns = [
    path("", pages.index, name="index"),
    path("rules/add/", pages.add, name="add"),
    path("rules/<int:rule_id>/", pages.change, name="change"),
    path("rules/<int:rule_id>/switch/", pages.switch, name="switch"),
    path("rules/<int:rule_id>/remove/", pages.remove, name="remove"),
    path("pause/", pages.pause, name="pause"),
    path("resume/", pages.resume, name="resume"),
]
