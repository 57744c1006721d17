import datetime

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [
        ("sourcing", "0001_offers_and_words"),
        ("sourcing", "0002_purchases"),
        ("sourcing", "0003_routing"),
        ("sourcing", "0004_parcels_to_buyers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
        ("catalog", "0001_squashed"),
        ("orders", "0001_squashed"),
        ("warehouse", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="Confirmation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField()),
                        ("unit_price", models.DecimalField(decimal_places=4, max_digits=14)),
                        ("confirmed_at", models.DateTimeField()),
                        ("valid_until_at", models.DateTimeField()),
                        ("told_by", models.CharField(max_length=120)),
                        ("client_uuid", models.UUIDField(null=True)),
                        ("retracted_at", models.DateTimeField(null=True)),
                        (
                            "taken_by",
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
                        (
                            "offer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="confirmations",
                                to="sourcing.offer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["offer", "-confirmed_at", "-id"], name="confirmation_newest")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("offer", "client_uuid"), name="confirmation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit_price__gt", 0)), name="confirmation_has_a_price"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        ("lead_hours", models.PositiveIntegerField()),
                        ("freight", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                        ("duty_share", models.DecimalField(decimal_places=4, default=0, max_digits=5)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("made_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "latest",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="sourcing.confirmation",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="offers",
                                to="catalog.sku",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="offers",
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
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["team", "sku", "id"],
                                name="offer_of_team",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("sku", "supplier"),
                                name="offer_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("duty_share__gte", 0), ("freight__gte", 0)),
                                name="offer_costs",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PriceBreak",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_quantity", models.PositiveIntegerField()),
                        ("unit_price", models.DecimalField(decimal_places=4, max_digits=14)),
                        (
                            "offer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="breaks",
                                to="sourcing.offer",
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
                                fields=("offer", "from_quantity"), name="price_break_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_quantity__gte", 1), ("unit_price__gt", 0)),
                                name="price_break_is_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Purchase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("key", models.UUIDField()),
                        ("currency", models.CharField(max_length=3)),
                        ("placed_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answered_words", models.CharField(blank=True, max_length=120)),
                        ("hand_over_on", models.DateField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "placed_by",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="purchases",
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
                            models.Index(fields=["team", "-placed_at", "-id"], name="purchase_list"),
                            models.Index(
                                fields=["supplier", "-placed_at", "-id"], name="purchase_of_supplier"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "number"), name="purchase_number_once"),
                            models.UniqueConstraint(
                                fields=("team", "key", "supplier", "currency"), name="purchase_placed_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurchaseLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("event", models.TextField()),
                        ("email", models.EmailField(max_length=254)),
                        ("subject", models.TextField()),
                        ("body", models.TextField()),
                        ("reply_to", models.EmailField(blank=True, max_length=254)),
                        ("written_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("problem", models.TextField(blank=True)),
                        (
                            "purchase",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="sourcing.purchase",
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
                                condition=models.Q(("problem", ""), ("told_at", None)),
                                fields=["written_at"],
                                name="purchase_letter_waits",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("purchase", "key"), name="purchase_letter_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PurchaseLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("part", models.PositiveSmallIntegerField(default=0)),
                        ("quantity", models.PositiveIntegerField()),
                        ("unit_price", models.DecimalField(decimal_places=4, max_digits=14)),
                        ("landed", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("bought_at", models.DateTimeField()),
                        ("accepted_quantity", models.PositiveIntegerField(null=True)),
                        ("short_words", models.CharField(blank=True, max_length=200)),
                        ("tracking_number", models.CharField(blank=True, max_length=64)),
                        ("shipped_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_why", models.CharField(blank=True, max_length=120)),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="purchase_lines",
                                to="sourcing.offer",
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="purchase_lines",
                                to="orders.orderline",
                            ),
                        ),
                        (
                            "purchase",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="sourcing.purchase",
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
                            models.Index(fields=["order_line"], name="bought_for_line"),
                            models.Index(
                                condition=models.Q(("ended_at", None), ("shipped_at", None)),
                                fields=["order_line"],
                                name="bought_not_sent",
                            ),
                            models.Index(
                                condition=models.Q(("ended_at", None), ("shipped_at__isnull", False)),
                                fields=["team", "-shipped_at"],
                                name="bought_and_sent",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("order_line", "part"),
                                name="bought_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1), ("unit_price__gt", 0)),
                                name="bought_is_some",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("accepted_quantity", None),
                                    ("accepted_quantity__lte", models.F("quantity")),
                                    _connector="OR",
                                ),
                                name="accepted_is_not_more",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoutingRuleSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("state", models.TextField(default="draft")),
                        ("made_at", models.DateTimeField()),
                        ("live_at", models.DateTimeField(null=True)),
                        (
                            "live_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
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
                            models.UniqueConstraint(fields=("team", "number"), name="routing_version_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "live"])),
                                fields=("team", "state"),
                                name="routing_one_of_each",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoutingRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField()),
                        ("position", models.PositiveIntegerField()),
                        ("name", models.CharField(max_length=80)),
                        ("is_paused", models.BooleanField(default=False)),
                        (
                            "countries",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), default=list, size=None
                            ),
                        ),
                        (
                            "channels",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        (
                            "markets",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=2), default=list, size=None
                            ),
                        ),
                        (
                            "tags",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, size=None
                            ),
                        ),
                        (
                            "suppliers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=64), default=list, size=None
                            ),
                        ),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("value_min", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("value_max", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("grams_min", models.PositiveIntegerField(null=True)),
                        ("grams_max", models.PositiveIntegerField(null=True)),
                        ("hours_min", models.FloatField(null=True)),
                        ("hours_max", models.FloatField(null=True)),
                        ("carrier", models.CharField(blank=True, max_length=40)),
                        ("service", models.CharField(blank=True, max_length=40)),
                        ("cost_per_order", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("cost_per_kg", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("cost_ceiling", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("daily_cap", models.PositiveIntegerField(null=True)),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
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
                        (
                            "warehouse",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rules",
                                to="sourcing.routingruleset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("rule_set", "key"), name="routing_rule_once"),
                            models.UniqueConstraint(
                                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                                fields=("rule_set", "position"),
                                name="routing_rule_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RouteDecision",
                    fields=[
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="route_decision",
                                serialize=False,
                                to="orders.order",
                            ),
                        ),
                        (
                            "full",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("cost", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("day_on", models.DateField()),
                        ("decided_at", models.DateTimeField()),
                        (
                            "decided_by",
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
                        (
                            "rule",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="decisions",
                                to="sourcing.routingrule",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="sourcing.routingruleset",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "day_on", "rule"], name="route_decision_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.TextField(default="waiting")),
                        ("since_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("rules", models.JSONField()),
                        ("seen", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("result", models.JSONField(null=True)),
                        ("asked_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
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
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "rule_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rehearsals",
                                to="sourcing.routingruleset",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "-asked_at"], name="rehearsal_newest")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["waiting", "running"])),
                                fields=("rule_set",),
                                name="rehearsal_one_runs",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SkuTag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("tag", models.CharField(max_length=40)),
                        (
                            "sku",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tags",
                                to="catalog.sku",
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
                        "indexes": [models.Index(fields=["team", "tag"], name="sku_tag_of_team")],
                        "constraints": [models.UniqueConstraint(fields=("sku", "tag"), name="sku_tag_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierClosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("why", models.CharField(blank=True, max_length=120)),
                        (
                            "supplier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closures",
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
                                fields=("supplier", "from_on", "until_on"), name="closure_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="closure_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierDoor",
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
                        ("minute_at", models.DateTimeField(null=True)),
                        ("posts", models.PositiveIntegerField(default=0)),
                        (
                            "supplier",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="doors",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("supplier",),
                                name="supplier_door_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupplierProfile",
                    fields=[
                        (
                            "supplier",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="profile",
                                serialize=False,
                                to="catalog.supplier",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("factory", "Factory"), ("agent", "Agent")],
                                default="factory",
                                max_length=8,
                            ),
                        ),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("time_zone", models.CharField(default="Asia/Shanghai", max_length=64)),
                        ("day_begins", models.TimeField(default=datetime.time(9, 0))),
                        ("day_ends", models.TimeField(default=datetime.time(18, 0))),
                        ("works_saturday", models.BooleanField(default=True)),
                        (
                            "sends_to",
                            models.CharField(
                                choices=[("warehouse", "Our warehouse"), ("buyers", "Our buyers")],
                                default="warehouse",
                                max_length=9,
                            ),
                        ),
                        ("contact_name", models.CharField(blank=True, max_length=120)),
                        ("contact_mail", models.EmailField(blank=True, max_length=254)),
                        ("least_units", models.PositiveIntegerField(default=1)),
                        ("units_per_day", models.PositiveIntegerField(blank=True, null=True)),
                        ("verified_on", models.DateField(blank=True, null=True)),
                        ("verified_until_on", models.DateField(blank=True, null=True)),
                        ("verified_by_what", models.CharField(blank=True, max_length=200)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
            ],
        ),
    ]
