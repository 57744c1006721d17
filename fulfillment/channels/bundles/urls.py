from django.urls import path

from fulfillment.channels.bundles import offered, pages

app_name = "bundles"
urlpatterns = [
    path("orders/combine/", offered.combinable, name="combinable"),
    path("orders/<int:order_id>/combine/", pages.combine, name="combine"),
    path("orders/<int:order_id>/combine/send/", pages.send_combined, name="send-combined"),
    path("orders/<int:order_id>/split/", pages.split, name="split"),
    path("orders/<int:order_id>/split/send/", pages.send_split, name="send-split"),
    path("orders/<int:order_id>/take-apart/", pages.take_apart, name="take-apart"),
    path("orders/<int:order_id>/take-apart/send/", pages.send_apart, name="send-apart"),
]
