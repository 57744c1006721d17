from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "fulfillment.warehouse"
    label = "warehouse"
