from django.apps import AppConfig
from django.core.checks import register

from fulfillment.policies.checks import check_rulebook


class DeskConfig(AppConfig):
    name = "fulfillment.desk"
    label = "desk"

    def ready(self) -> None:
        register(check_rulebook)
