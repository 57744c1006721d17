from django.urls import path

from sourcing.readiness import pages

app_name = "readiness"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<int:sku_id>/", pages.product, name="product"),
]
