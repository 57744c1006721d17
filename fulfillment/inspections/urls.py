from django.urls import path

from fulfillment.inspections import behind_pages, pages, reference_pages

app_name = "inspections"
urlpatterns = [
    path("", pages.tablet, name="tablet"),
    path("queue/", pages.queue, name="queue"),
    path("find/", pages.find, name="find"),
    path("items/", pages.items, name="items"),
    path("language/", pages.language, name="language"),
    path("finished/", pages.finished_list, name="finished"),
    path("behind/<int:order_id>/", behind_pages.of_order, name="behind"),
    path("lots/<int:lot_id>/", behind_pages.of_lot, name="of-lot"),
    path("looks/<int:sku_id>/", reference_pages.look, name="look"),
    path("looks/<int:sku_id>/keep/", reference_pages.keep_look, name="keep-look"),
    path("<int:inspection_id>/", pages.detail, name="detail"),
]
