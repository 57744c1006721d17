import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [("outbox", "0001_writes"), ("outbox", "0002_changes_of_packages")]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
        ("catalog", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="OutboundWrite",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("key", models.TextField()),
                        ("subject", models.TextField()),
                        ("batch", models.UUIDField(null=True)),
                        ("payload", models.JSONField()),
                        ("created_at", models.DateTimeField()),
                        ("state", models.TextField(default="waiting")),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("is_uncertain", models.BooleanField(default=False)),
                        ("not_before_at", models.DateTimeField()),
                        ("lease_token", models.UUIDField(null=True)),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("outcome", models.TextField(blank=True)),
                        ("advice", models.TextField(blank=True)),
                        ("code", models.TextField(blank=True)),
                        ("warning", models.TextField(blank=True)),
                        ("external_id", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outbound_writes",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outbound_writes",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["shop", "not_before_at"],
                                name="outbound_due",
                            ),
                            models.Index(
                                condition=models.Q(("state", "in_flight")),
                                fields=["leased_until_at"],
                                name="outbound_leased",
                            ),
                            models.Index(fields=["shop", "subject", "created_at"], name="outbound_subject"),
                            models.Index(
                                condition=models.Q(("kind__startswith", "packages.")),
                                fields=["shop", "-created_at"],
                                name="outbound_bundles",
                            ),
                            models.Index(
                                condition=models.Q(("batch__isnull", False)),
                                fields=["batch"],
                                name="outbound_batch",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                                fields=("shop", "key"),
                                name="outbound_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutboundEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("sentence", models.TextField(blank=True)),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "write",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="outbox.outboundwrite",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
