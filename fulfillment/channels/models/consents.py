"""A WooCommerce store's owner was asked to make a key for us: the store itself brings it, past the browser."""

from django.db import models

from fulfillment.accounts.models import Team


class StoreConsent(models.Model):
    """Lives from the question until the browser is back; `sealed` is the key, once the store brought it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    state = models.TextField(unique=True)  # the secret by which the store's message and the browser are known
    base_url = models.TextField()
    sealed = models.BinaryField(null=True)  # encrypted; see channels.secrets
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"consent {self.pk} of {self.base_url}"
