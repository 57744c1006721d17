from django.urls import path

from fulfillment.photos import pages

app_name = "photos"
urlpatterns = [
    path("", pages.take, name="take"),
    path("<int:photo_id>/", pages.photo, name="photo"),
    path("<int:photo_id>/small/", pages.small, name="small"),
]
