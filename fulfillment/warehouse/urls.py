from django.urls import path

from fulfillment.warehouse import pages, window_pages

app_name = "truck"
urlpatterns = [
    path("", pages.board, name="board"),
    path("windows/", window_pages.windows, name="windows"),
    path("windows/undo/", window_pages.undo, name="undo"),
    path("windows/<int:window_id>/", window_pages.change_window, name="change-window"),
    path("windows/<int:window_id>/remove/", window_pages.remove_window, name="remove-window"),
    path("warehouses/add/", window_pages.add_warehouse, name="add-warehouse"),
    path("warehouses/name/", window_pages.name_warehouse, name="name-warehouse"),
    path("warehouses/<int:warehouse_id>/", window_pages.change_warehouse, name="change-warehouse"),
    path("warehouses/<int:warehouse_id>/windows/add/", window_pages.add_window, name="add-window"),
    path("warehouses/<int:warehouse_id>/closed/add/", window_pages.close_day, name="close-day"),
    path("closed/<int:closure_id>/remove/", window_pages.open_day, name="open-day"),
]
