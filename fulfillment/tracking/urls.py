from django.urls import path

from fulfillment.tracking import pages

app_name = "tracking"
urlpatterns = [
    path("tracking/", pages.attention_list, name="list"),
    path("tracking/orders/<int:order_id>/", pages.of_order, name="of-order"),
]
