from django.apps import AppConfig


class CapturesConfig(AppConfig):
    name = "fulfillment.captures"
    label = "captures"
