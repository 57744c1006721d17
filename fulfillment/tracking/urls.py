from django.urls import path

from fulfillment.tracking import buyer_pages, list_page, pages

app_name = "tracking"
urlpatterns = [
    path("tracking/", list_page.attention_list, name="list"),
    path("tracking/export/", list_page.export, name="export"),
    path("tracking/behind/", pages.behind, name="behind"),
    path("tracking/orders/<int:order_id>/", pages.of_order, name="of-order"),
    path("tracking/orders/<int:order_id>/link/", buyer_pages.make_link, name="make-link"),
    path("tracking/orders/<int:order_id>/link/revoke/", buyer_pages.revoke_link, name="revoke-link"),
    path("tracking/shops/<slug:slug>/front/", buyer_pages.front, name="front"),
    path("track/<str:token>/", buyer_pages.of_buyer, name="buyer"),
]
