import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables
import metrics.violations.states

# A day's counts move many times. With room on their page they move without touching its indexes.
ROOM = "ALTER TABLE metrics_dailysum SET (fillfactor = 80)"
NO_ROOM = "ALTER TABLE metrics_dailysum RESET (fillfactor)"


class Migration(migrations.Migration):
    replaces = [
        ("metrics", "0001_initial"),
        ("metrics", "0002_lanes_and_leaner_indexes"),
        ("metrics", "0003_room_for_counts"),
        ("metrics", "0004_keys_of_what_they_say"),
        ("metrics", "0005_what_a_weekly_meeting_decides"),
        ("metrics", "0006_published_figures_and_violations"),
        ("metrics", "0007_facts_known_again_by_a_digest"),
    ]

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
                    name="JudgedRules",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="catalog.shop",
                            ),
                        ),
                        ("contents", models.JSONField()),
                        ("noticed_at", models.DateTimeField()),
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
                ),
                migrations.CreateModel(
                    name="WeeklyNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week_on", models.DateField()),
                        ("words", models.CharField(max_length=1000)),
                        ("written_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
                        ("client_uuid", models.UUIDField(default=uuid.uuid4)),
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
                            "written_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "week_on"], name="weekly_note_of_week")],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="weekly_note_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoteMention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mentions",
                                to="metrics.weeklynote",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("told_at", None)),
                                fields=["note"],
                                name="note_mention_to_tell",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("note", "user"), name="note_mention_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DailySum",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "shop",
                                "metric",
                                "dimension",
                                "value",
                                "day_on",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("metric", models.TextField()),
                        ("day_on", models.DateField()),
                        ("dimension", models.TextField(blank=True)),
                        ("value", models.TextField(blank=True)),
                        ("numerator", models.IntegerField()),
                        ("denominator", models.IntegerField()),
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
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["shop", "metric", "dimension", "day_on"], name="daily_sum_window"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Fact",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "metric",
                                "unit_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("metric", models.TextField()),
                        ("unit_id", models.BigIntegerField()),
                        ("day_on", models.DateField()),
                        ("in_denominator", models.BooleanField()),
                        ("in_numerator", models.BooleanField()),
                        ("why", models.TextField()),
                        ("rule_version", models.TextField()),
                        (
                            "carriers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "suppliers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "skus",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        (
                            "lanes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("digest", models.BigIntegerField(db_default=0)),
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
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "metric", "day_on", "unit_id"], name="fact_of_day"),
                            models.Index(
                                condition=models.Q(("why__in", ["late", "invalid"])),
                                fields=["shop", "metric", "day_on", "unit_id"],
                                name="fact_against",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("metric", models.TextField()),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("rate", models.DecimalField(decimal_places=6, max_digits=9)),
                        ("numerator", models.PositiveIntegerField(null=True)),
                        ("denominator", models.PositiveIntegerField(null=True)),
                        (
                            "against_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("source", models.TextField()),
                        ("told_at", models.DateTimeField()),
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
                            "told_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "metric", "until_on", "since_on"),
                                name="published_figure_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignedWeek",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week_on", models.DateField()),
                        ("signed_at", models.DateTimeField()),
                        ("sheet", models.JSONField()),
                        ("reopened_at", models.DateTimeField(null=True)),
                        (
                            "signed_by",
                            models.ForeignKey(
                                db_index=False,
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
                            models.UniqueConstraint(
                                condition=models.Q(("reopened_at", None)),
                                fields=("team", "week_on"),
                                name="signed_week_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Violation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.TextField(blank=True)),
                        ("title", models.TextField()),
                        ("metric", models.TextField(blank=True)),
                        ("points", models.DecimalField(decimal_places=1, max_digits=6, null=True)),
                        ("happened_on", models.DateField()),
                        ("appeal_until_on", models.DateField(null=True)),
                        (
                            "order_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("state", models.TextField(default=metrics.violations.states.State["OPEN"])),
                        ("note", models.TextField(blank=True)),
                        ("entered_at", models.DateTimeField()),
                        ("state_at", models.DateTimeField()),
                        (
                            "entered_by",
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
                                related_name="+",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "state_by",
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
                        "indexes": [
                            models.Index(fields=["team", "-happened_on", "-id"], name="violation_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=("shop", "reference"),
                                name="violation_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WeeklyAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week_on", models.DateField()),
                        ("metric", models.TextField(blank=True)),
                        ("dimension", models.TextField(blank=True)),
                        ("value", models.TextField(blank=True)),
                        ("words", models.CharField(max_length=200)),
                        ("due_on", models.DateField()),
                        ("made_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("dropped_at", models.DateTimeField(null=True)),
                        ("client_uuid", models.UUIDField(default=uuid.uuid4)),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
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
                                null=True,
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "-week_on"], name="weekly_action_of_week")],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="weekly_action_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WeeklyDigest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("week_on", models.DateField()),
                        ("made_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "week_on", "user"), name="digest_once")
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
