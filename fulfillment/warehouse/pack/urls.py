from django.urls import path

from fulfillment.warehouse.pack import pages

app_name = "pack"
urlpatterns = [
    path("", pages.table, name="table"),
    path("tonight/", pages.tonight, name="tonight"),
    path("orders/", pages.orders, name="orders"),
    path("items/", pages.items, name="items"),
    path("waves/", pages.waves, name="waves"),
    path("boxes/", pages.boxes, name="boxes"),
    path("boxes/<int:packing_id>/answer/", pages.answer, name="answer"),
    path("orders/<int:order_id>/take-over/", pages.take_over, name="take-over"),
]
