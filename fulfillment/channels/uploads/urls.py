from django.urls import path

from fulfillment.channels.uploads import pages

app_name = "uploads"
urlpatterns = [
    path("orders/<int:order_id>/tracking/", pages.of_order, name="order"),
    path("orders/<int:order_id>/tracking/send/", pages.send, name="send"),
    path("orders/<int:order_id>/tracking/sent/", pages.panel, name="panel"),
    path("outbox/<uuid:write_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("outbox/<uuid:write_id>/retry/", pages.retry, name="retry"),
]
