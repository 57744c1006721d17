import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [("captures", "0001_what_tablets_sent")]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Capture",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("payload", models.JSONField()),
                        ("captured_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("outcome", models.TextField()),
                        ("receipt", models.JSONField()),
                        (
                            "captured_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="capture_once")
                        ],
                    },
                ),
            ],
        ),
    ]
