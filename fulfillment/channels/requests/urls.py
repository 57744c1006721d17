from django.urls import path

from fulfillment.channels.requests import pages, waiting

app_name = "requests"
urlpatterns = [
    path("requests/", waiting.waiting, name="waiting"),
    path("orders/<int:order_id>/request/", pages.answer, name="answer"),
    path("orders/<int:order_id>/request/send/", pages.send, name="send"),
]
