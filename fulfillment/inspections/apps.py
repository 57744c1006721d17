from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "fulfillment.inspections"
    label = "inspections"
