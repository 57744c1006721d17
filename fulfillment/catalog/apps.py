from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "fulfillment.catalog"
    label = "catalog"
