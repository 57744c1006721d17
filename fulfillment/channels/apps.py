from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "fulfillment.channels"
    label = "channels"
