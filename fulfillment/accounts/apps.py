from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fulfillment.accounts"
    label = "accounts"
