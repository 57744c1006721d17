from django.urls import path

from fulfillment.inspections import pages

app_name = "inspections"
urlpatterns = [
    path("", pages.tablet, name="tablet"),
    path("queue/", pages.queue, name="queue"),
    path("find/", pages.find, name="find"),
    path("items/", pages.items, name="items"),
    path("language/", pages.language, name="language"),
    path("finished/", pages.finished_list, name="finished"),
    path("<int:inspection_id>/", pages.detail, name="detail"),
]
