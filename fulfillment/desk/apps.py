from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "fulfillment.desk"
    label = "desk"
