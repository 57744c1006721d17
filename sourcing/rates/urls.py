from django.urls import path

from sourcing.rates import pages

app_name = "rates"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<int:rate_id>/remove/", pages.remove, name="remove"),
]
