import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [
        ("tracking", "0001_initial"),
        ("tracking", "0002_clocks_of_what_was_told"),
        ("tracking", "0003_no_index_twice"),
        ("tracking", "0004_packages_that_need_somebody"),
        ("tracking", "0005_buyers_links"),
        ("tracking", "0006_correctable_until_when"),
        ("tracking", "0007_scanned_and_channel_behind"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("catalog", "0001_squashed"),
        ("orders", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Package",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.TextField()),
                        ("tracking_number", models.TextField(blank=True)),
                        ("tracking_number_given", models.TextField(blank=True)),
                        ("carrier", models.TextField(blank=True)),
                        ("carrier_name", models.TextField(blank=True)),
                        ("status", models.TextField(default="to_ship")),
                        ("shipping_type", models.TextField(default="seller")),
                        ("shipped_at", models.DateTimeField(null=True)),
                        ("channel_scan_at", models.DateTimeField(null=True)),
                        ("delivered_at", models.DateTimeField(null=True)),
                        ("remote_updated_at", models.DateTimeField(null=True)),
                        (
                            "numbers_told",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), db_default=[], default=list, size=None
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                        ("first_event_at", models.DateTimeField(null=True)),
                        ("first_scan_at", models.DateTimeField(null=True)),
                        ("last_event_at", models.DateTimeField(null=True)),
                        ("carrier_zip", models.TextField(blank=True)),
                        ("events_checked_at", models.DateTimeField(null=True)),
                        ("verdict", models.TextField(blank=True)),
                        ("verdict_until_at", models.DateTimeField(null=True)),
                        ("verdict_reasons", models.JSONField(default=list)),
                        ("correct_by_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packages",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packages",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "orders",
                            models.ManyToManyField(
                                related_name="packages", through="tracking.PackageOrder", to="orders.order"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["tracking_number"],
                                name="package_number",
                                opclasses=["text_pattern_ops"],
                            ),
                            models.Index(
                                condition=models.Q(("verdict_until_at__isnull", False)),
                                fields=["verdict_until_at"],
                                name="package_verdict_due",
                            ),
                            models.Index(
                                condition=models.Q(("verdict__in", ["invalid", "pending"])),
                                fields=["team", "verdict", "-shipped_at"],
                                name="package_attention",
                            ),
                            models.Index(
                                condition=models.Q(("correct_by_at__isnull", False)),
                                fields=["team", "correct_by_at", "id"],
                                name="package_correctable",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("channel_scan_at", None),
                                    ("first_scan_at__isnull", False),
                                    ("status__in", ("ready", "to_ship")),
                                ),
                                fields=["team", "first_scan_at", "id"],
                                name="package_behind",
                            ),
                            models.Index(
                                condition=models.Q(("verdict", "pending")),
                                fields=["team", "verdict_until_at", "id"],
                                name="package_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="package_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackageOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order_told_at", models.DateTimeField(null=True)),
                        ("package_told_at", models.DateTimeField(null=True)),
                        ("is_current", models.BooleanField(db_default=True, default=True)),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="package_orders",
                                to="orders.order",
                            ),
                        ),
                        (
                            "package",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="package_orders",
                                to="tracking.package",
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
                            models.UniqueConstraint(fields=("package", "order"), name="package_order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrackingEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("description", models.TextField(blank=True)),
                        ("code", models.TextField(blank=True)),
                        ("location", models.TextField(blank=True)),
                        ("postal_code", models.TextField(blank=True)),
                        ("source", models.TextField()),
                        (
                            "package",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="tracking.package",
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
                            models.UniqueConstraint(
                                fields=("package", "happened_at", "description"), name="tracking_event_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BuyerLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=43, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="buyer_links",
                                to="orders.order",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("order",),
                                name="buyer_link_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AwaitedOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order_external_id", models.TextField()),
                        ("package_told_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
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
                        (
                            "package",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="awaited_orders",
                                to="tracking.package",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "order_external_id", "package"), name="awaited_order_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
