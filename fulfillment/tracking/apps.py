from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "fulfillment.tracking"
    label = "tracking"
