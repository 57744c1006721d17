from django.urls import path

from fulfillment.warehouse.kits import artwork_pages, pages, plain_pages

app_name = "kits"
urlpatterns = [
    path("", pages.kit_list, name="list"),
    path("add/", pages.add, name="add"),
    path("<int:kit_id>/", pages.kit, name="kit"),
    path("<int:kit_id>/change/", pages.change, name="change"),
    path("<int:kit_id>/end/", pages.end, name="end"),
    path("<int:kit_id>/items/", pages.add_item, name="add-item"),
    path("items/<int:item_id>/end/", pages.end_item, name="end-item"),
    path("items/<int:item_id>/came-in/", pages.came_in, name="came-in"),
    path("items/<int:item_id>/artworks/", artwork_pages.bring, name="bring-artwork"),
    path("artworks/<int:artwork_id>/approve/", artwork_pages.approve, name="approve"),
    path("artworks/<int:artwork_id>/retire/", artwork_pages.retire, name="retire"),
    # orders that go without
    path("orders/<int:order_id>/", plain_pages.of_order, name="of-order"),
    path("plain/", plain_pages.allow, name="allow-plain"),
    path("plain/<int:plain_id>/take-back/", plain_pages.take_back, name="take-back-plain"),
]
