import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [("alerts", "0001_what_somebody_must_know")]

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
                    name="Alert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind_code", models.TextField()),
                        ("source", models.TextField()),
                        ("sentence", models.TextField()),
                        ("fix", models.TextField(blank=True)),
                        ("path", models.TextField(blank=True)),
                        ("raised_at", models.DateTimeField()),
                        ("tell_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        (
                            "seen_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="alerts",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-raised_at"], name="alert_list"),
                            models.Index(
                                condition=models.Q(("resolved_at", None), ("told_at", None)),
                                fields=["tell_at"],
                                name="alert_to_tell",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("resolved_at", None)),
                                fields=("team", "source", "kind_code"),
                                name="alert_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Muted",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("team", "user"), name="muted_once")],
                    },
                ),
            ],
        ),
    ]
