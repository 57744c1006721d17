import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [
        ("inspections", "0001_what_is_inspected_and_found"),
        ("inspections", "0002_checklists_and_their_versions"),
        ("inspections", "0003_what_is_done_about_defects"),
        ("inspections", "0004_a_draft_remembers_the_one_before"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
        ("catalog", "0001_squashed"),
        ("orders", "0001_squashed"),
        ("photos", "0001_squashed"),
        ("warehouse", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Checklist",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("sku_codes", models.CharField(blank=True, max_length=400)),
                        ("brand", models.CharField(blank=True, max_length=80)),
                        ("title_words", models.CharField(blank=True, max_length=400)),
                        ("draft", models.JSONField()),
                        ("former_draft", models.JSONField(null=True)),
                        ("is_active", models.BooleanField(default=True)),
                        ("changed_at", models.DateTimeField()),
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
                            models.UniqueConstraint(fields=("team", "name"), name="checklist_name_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        ("published_at", models.DateTimeField()),
                        (
                            "checklist",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="versions",
                                to="inspections.checklist",
                            ),
                        ),
                        (
                            "published_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("checklist", "number"), name="checklist_version_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Inspection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("kind", models.TextField()),
                        ("lot_size", models.PositiveIntegerField()),
                        ("plan", models.JSONField()),
                        ("opened_at", models.DateTimeField(null=True)),
                        ("first_told_at", models.DateTimeField()),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("said", models.TextField(blank=True)),
                        ("samples_told", models.PositiveIntegerField(null=True)),
                        ("findings_told", models.PositiveIntegerField(null=True)),
                        ("verdict", models.TextField(default="open")),
                        ("found", models.JSONField(default=dict)),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("rules", models.BooleanField(default=False)),
                        (
                            "expected_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="inspections",
                                to="warehouse.expectedline",
                            ),
                        ),
                        (
                            "inspector",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="inspections",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="inspections",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="inspections",
                                to="orders.order",
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="inspections",
                                to="catalog.sku",
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="superseded_by",
                                to="inspections.inspection",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="inspections",
                                to="catalog.supplier",
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
                        "indexes": [
                            models.Index(fields=["team", "-settled_at", "-id"], name="inspection_settled"),
                            models.Index(
                                condition=models.Q(("settled_at", None)),
                                fields=["team", "id"],
                                name="inspection_open",
                            ),
                            models.Index(fields=["sku", "supplier", "-settled_at"], name="inspection_series"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="inspection_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("lot__isnull", False), ("rules", True)),
                                fields=("lot",),
                                name="inspection_rules_its_lot",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Flag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("about", models.TextField(blank=True)),
                        ("words", models.TextField()),
                        ("raised_at", models.DateTimeField()),
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
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="flags",
                                to="inspections.inspection",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("inspection", "kind", "about"), name="inspection_flag_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("number", models.PositiveIntegerField()),
                        ("check_key", models.TextField()),
                        ("defect", models.TextField(blank=True)),
                        ("severity", models.TextField()),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("captured_at", models.DateTimeField()),
                        (
                            "lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="findings",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="findings",
                                to="orders.orderline",
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
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="inspections.inspection",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="finding_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectiveAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("what", models.CharField(max_length=300)),
                        ("owner", models.CharField(max_length=120)),
                        ("due_on", models.DateField()),
                        ("asked_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="catalog.supplier",
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
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="inspections.inspection",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="corrective_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InspectionPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("check_key", models.TextField(blank=True)),
                        ("finding_uuid", models.UUIDField(null=True)),
                        ("asked", models.TextField(blank=True)),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="inspections.inspection",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="photos.photo",
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
                                fields=("inspection", "photo"), name="inspection_photo_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("number", models.PositiveIntegerField()),
                        ("answers", models.JSONField()),
                        ("proof", models.TextField(blank=True)),
                        ("proof_text", models.TextField(blank=True)),
                        ("captured_at", models.DateTimeField()),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="samples",
                                to="inspections.inspection",
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
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="sample_once")
                        ],
                    },
                ),
            ],
        ),
    ]
