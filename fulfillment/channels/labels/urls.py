from django.urls import path

from fulfillment.channels.labels import pages

app_name = "labels"
urlpatterns = [
    path("<int:order_id>/<int:package_id>/<slug:kind>/", pages.print_document, name="print"),
]
