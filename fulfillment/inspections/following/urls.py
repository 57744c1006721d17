from django.urls import path

from fulfillment.inspections.following import dispute_pages, pages

app_name = "following"
urlpatterns = [
    path("<int:inspection_id>/follows/", pages.follows, name="follows"),
    path("<int:inspection_id>/report/", pages.paper, name="report"),
    path("disputes/<int:dispute_id>/rule/", dispute_pages.rule, name="rule"),
    path("disputes/<int:dispute_id>/undo/", dispute_pages.unrule, name="unrule"),
    path("actions/<int:action_id>/done/", pages.done, name="done"),
    path("orders/<int:order_id>/", pages.of_order, name="of-order"),
    path("lots/<int:lot_id>/follows/", pages.of_lot, name="of-lot"),
    path("lots/<int:lot_id>/sort/", pages.sort, name="sort"),
    path("lots/<int:lot_id>/sort/<int:movement_id>/undo/", pages.unsort, name="unsort"),
]
