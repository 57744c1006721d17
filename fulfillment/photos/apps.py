from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "fulfillment.photos"
    label = "photos"
