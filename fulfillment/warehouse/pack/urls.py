from django.urls import path

from fulfillment.warehouse.pack import pages, wave_pages

app_name = "pack"
urlpatterns = [
    path("", pages.table, name="table"),
    path("tonight/", pages.tonight, name="tonight"),
    path("orders/", pages.orders, name="orders"),
    path("items/", pages.items, name="items"),
    path("waves/", wave_pages.waves, name="waves"),
    path("waves/<int:wave_id>/", wave_pages.wave, name="wave"),
    path("waves/<int:wave_id>/give-back/", wave_pages.give_back, name="give-back"),
    path("boxes/", pages.boxes, name="boxes"),
    path("boxes/<int:packing_id>/answer/", pages.answer, name="answer"),
    path("orders/<int:order_id>/take-over/", pages.take_over, name="take-over"),
]
