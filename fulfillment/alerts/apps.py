from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "fulfillment.alerts"
    label = "alerts"
