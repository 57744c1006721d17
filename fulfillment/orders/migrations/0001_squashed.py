import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables

# Whoever is named as the original must be one that names itself: no chains, no circles.
ORIGINAL = """
ALTER TABLE orders_ordercopy ADD CONSTRAINT order_copy_of_an_original
    FOREIGN KEY (original_id, original_id) REFERENCES orders_ordercopy (order_id, original_id)
    DEFERRABLE INITIALLY DEFERRED
"""
NO_ORIGINAL = "ALTER TABLE orders_ordercopy DROP CONSTRAINT order_copy_of_an_original"


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_clocks_of_what_was_told"),
        ("orders", "0003_what_packages_say_of_an_order"),
        ("orders", "0004_fewer_indexes_on_hot_rows"),
        ("orders", "0005_no_index_twice"),
        ("orders", "0006_the_orders_list_by_any_filter"),
        ("orders", "0007_when_an_order_changed_and_tickets"),
        ("orders", "0008_when_the_carrier_was_asked"),
        ("orders", "0009_queued_orders_may_be_gone"),
        ("orders", "0010_open_requests_by_their_clock"),
        ("orders", "0011_addresses_that_changed"),
        ("orders", "0012_which_lines_are_unsent"),
        ("orders", "0013_what_buyers_write"),
        ("orders", "0014_which_sku_a_listing_is"),
        ("orders", "0015_copies_of_one_order"),
        ("orders", "0016_the_truck_that_an_order_must_be_on"),
        ("orders", "0017_board_counts"),
        ("orders", "0018_when_an_order_was_packed"),
        ("orders", "0019_what_was_handed_over"),
        ("orders", "0020_trucks_that_many_orders_share"),
        ("orders", "0021_refunds_by_the_day_asked"),
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
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.TextField()),
                        ("number", models.TextField(blank=True)),
                        ("status", models.TextField()),
                        ("channel_status", models.TextField(blank=True)),
                        ("remote_updated_at", models.DateTimeField()),
                        ("record_digest", models.TextField(blank=True)),
                        ("placed_at", models.DateTimeField()),
                        ("paid_at", models.DateTimeField(null=True)),
                        ("kind", models.TextField(default="regular")),
                        ("is_sample", models.BooleanField(default=False)),
                        ("is_replacement", models.BooleanField(default=False)),
                        ("shipping_type", models.TextField(default="seller")),
                        ("handling_days", models.PositiveSmallIntegerField(null=True)),
                        ("handling_in_business_days", models.BooleanField(default=True)),
                        ("release_at", models.DateTimeField(null=True)),
                        ("ready_due_at", models.DateTimeField(null=True)),
                        ("scan_due_at", models.DateTimeField(null=True)),
                        ("cancel_unless_ready_at", models.DateTimeField(null=True)),
                        ("cancel_unless_scanned_at", models.DateTimeField(null=True)),
                        ("cancel_fallback_at", models.DateTimeField(null=True)),
                        ("delivery_due_at", models.DateTimeField(null=True)),
                        ("ready_at", models.DateTimeField(null=True)),
                        ("scanned_at", models.DateTimeField(null=True)),
                        ("delivered_at", models.DateTimeField(null=True)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        ("cancel_requested_at", models.DateTimeField(null=True)),
                        ("cancel_reason_text", models.TextField(blank=True)),
                        ("cancel_initiator", models.TextField(blank=True)),
                        ("total", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("currency", models.TextField(blank=True)),
                        ("country", models.TextField(blank=True)),
                        ("warehouse_external_id", models.TextField(blank=True)),
                        ("copied_from", models.TextField(blank=True)),
                        ("buyer_told_at", models.DateTimeField(null=True)),
                        ("buyer_key", models.TextField(blank=True)),
                        ("snoozed_until_at", models.DateTimeField(blank=True, null=True)),
                        ("carrier_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("packages_total", models.PositiveSmallIntegerField(default=0)),
                        ("packages_scanned", models.PositiveSmallIntegerField(default=0)),
                        ("last_first_scan_at", models.DateTimeField(null=True)),
                        ("labelled_at", models.DateTimeField(null=True)),
                        ("carrier", models.TextField(blank=True)),
                        ("tracking_problem", models.TextField(blank=True)),
                        ("act_by_at", models.DateTimeField(null=True)),
                        ("truck_at", models.DateTimeField(null=True)),
                        ("packed_at", models.DateTimeField(null=True)),
                        ("handed_over_at", models.DateTimeField(null=True)),
                        ("handover_proof", models.TextField(blank=True, db_default="")),
                        ("left_behind_at", models.DateTimeField(null=True)),
                        ("is_open", models.BooleanField(default=True)),
                        ("stage", models.TextField(default="to_ship")),
                        ("stage_since_at", models.DateTimeField(null=True)),
                        ("dispatch_due_at", models.DateTimeField(null=True)),
                        ("due_source", models.TextField(blank=True)),
                        ("cancels_at", models.DateTimeField(null=True)),
                        ("dispatched_at", models.DateTimeField(null=True)),
                        ("dispatched_source", models.TextField(blank=True)),
                        ("rule_version", models.TextField(blank=True)),
                        ("level", models.TextField(default="on_track")),
                        ("severity", models.PositiveSmallIntegerField(default=0)),
                        ("level_since_at", models.DateTimeField(null=True)),
                        ("reasons", models.JSONField(default=list)),
                        ("owner", models.TextField(blank=True)),
                        ("next_action", models.TextField(blank=True)),
                        ("next_check_at", models.DateTimeField(null=True)),
                        (
                            "changed_at",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                        ),
                        (
                            "assignee",
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
                            "buyer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="orders",
                                to="orders.buyer",
                            ),
                        ),
                        (
                            "carrier_asked_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="orders",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "snoozed_by",
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
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="orders",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "lane",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="orders.lane",
                            ),
                        ),
                        (
                            "truck",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="orders.plannedtruck",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-placed_at", "-id"], name="order_list"),
                            models.Index(fields=["shop", "-placed_at", "-id"], name="order_shop_list"),
                            models.Index(
                                fields=["team", "stage", "-placed_at", "-id"], name="order_stage_list"
                            ),
                            models.Index(
                                fields=["team", "carrier", "-placed_at", "-id"], name="order_carrier_list"
                            ),
                            models.Index(
                                fields=["team", "shipping_type", "-placed_at", "-id"],
                                name="order_shipping_list",
                            ),
                            models.Index(
                                condition=models.Q(("kind", "regular"), _negated=True),
                                fields=["team", "kind", "-placed_at", "-id"],
                                name="order_kind_list",
                            ),
                            models.Index(
                                condition=models.Q(("is_sample", True)),
                                fields=["team", "-placed_at", "-id"],
                                name="order_sample_list",
                            ),
                            models.Index(
                                condition=models.Q(("is_replacement", True)),
                                fields=["team", "-placed_at", "-id"],
                                name="order_replacement_list",
                            ),
                            models.Index(
                                condition=models.Q(("tracking_problem", ""), _negated=True),
                                fields=["team", "-placed_at", "-id"],
                                name="order_invalid_list",
                            ),
                            models.Index(
                                condition=models.Q(("assignee__isnull", False)),
                                fields=["team", "assignee", "-placed_at", "-id"],
                                name="order_assignee_list",
                            ),
                            models.Index(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=["team", "number"],
                                name="order_number",
                            ),
                            models.Index(
                                condition=models.Q(("is_open", True)),
                                fields=["team", "-severity", "dispatch_due_at", "id"],
                                include=("shop", "owner", "stage", "assignee", "snoozed_until_at"),
                                name="order_board",
                            ),
                            models.Index(
                                condition=models.Q(("next_check_at__isnull", False)),
                                fields=["next_check_at"],
                                name="order_watch",
                            ),
                            models.Index(
                                fields=["external_id"], name="order_external", opclasses=["text_pattern_ops"]
                            ),
                            models.Index(fields=["team", "changed_at", "id"], name="order_changed"),
                            models.Index(
                                condition=models.Q(("copied_from", ""), _negated=True),
                                fields=["team", "copied_from"],
                                name="order_copied_from",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lane",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("warehouse", models.TextField(blank=True)),
                        ("carrier", models.TextField(blank=True)),
                        ("service", models.TextField(blank=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "supplier", "warehouse", "carrier", "service"),
                                name="lane_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Buyer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("name", models.TextField(blank=True)),
                        ("email", models.TextField(blank=True)),
                        ("phone", models.TextField(blank=True)),
                        ("line1", models.TextField(blank=True)),
                        ("line2", models.TextField(blank=True)),
                        ("city", models.TextField(blank=True)),
                        ("region", models.TextField(blank=True)),
                        ("postal_code", models.TextField(blank=True)),
                        ("country", models.TextField(blank=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                        ("erased_at", models.DateTimeField(blank=True, null=True)),
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
                            django.contrib.postgres.indexes.GinIndex(fields=["search"], name="buyer_search")
                        ],
                        "constraints": [models.UniqueConstraint(fields=("shop", "key"), name="buyer_once")],
                    },
                ),
                migrations.CreateModel(
                    name="ChangedOrder",
                    fields=[
                        (
                            "order",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="orders.order",
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
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
                        "indexes": [models.Index(fields=["changed_at"], name="changed_order_at")],
                    },
                ),
                migrations.CreateModel(
                    name="OrderCopy",
                    fields=[
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="copy_row",
                                serialize=False,
                                to="orders.order",
                            ),
                        ),
                        ("is_told", models.BooleanField(default=False)),
                        ("linked_at", models.DateTimeField()),
                        (
                            "linked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "original",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="copy_rows",
                                to="orders.order",
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
                            models.UniqueConstraint(fields=("order", "original"), name="order_copy_of_one")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cancellation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order_external_id", models.TextField()),
                        ("external_id", models.TextField()),
                        ("status", models.TextField()),
                        ("initiator", models.TextField(default="unknown")),
                        ("reason", models.TextField(blank=True)),
                        ("reason_text", models.TextField(blank=True)),
                        ("reason_group", models.TextField(blank=True)),
                        ("requested_at", models.DateTimeField(null=True)),
                        ("answer_by_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("remote_updated_at", models.DateTimeField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("currency", models.TextField(blank=True)),
                        ("fault", models.TextField(default="unknown")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
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
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="orders.order",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "order_external_id"], name="cancellation_order"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["team", "answer_by_at"],
                                name="cancellation_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="cancellation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.TextField()),
                        ("subject", models.TextField(blank=True)),
                        ("blocks", models.BooleanField(default=True)),
                        ("owner", models.TextField()),
                        ("action", models.TextField(blank=True)),
                        ("evidence", models.TextField(blank=True)),
                        ("until_at", models.DateTimeField(blank=True, null=True)),
                        ("placed_at", models.DateTimeField()),
                        ("released_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holds",
                                to="orders.order",
                            ),
                        ),
                        (
                            "placed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
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
                                condition=models.Q(("released_at", None)),
                                fields=("order", "reason", "subject"),
                                name="hold_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        (
                            "parts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("told_at", models.DateTimeField()),
                        ("noticed_at", models.DateTimeField()),
                        ("is_labelled", models.BooleanField(default=False)),
                        (
                            "receivers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
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
                            "after",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="orders.buyer",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="orders.buyer",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="address_changes",
                                to="orders.order",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="orders.hold",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "key"), name="address_change_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LanePace",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.TextField(blank=True)),
                        ("stage", models.TextField()),
                        ("observations", models.PositiveIntegerField()),
                        (
                            "quantiles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(), size=None
                            ),
                        ),
                        ("learned_at", models.DateTimeField()),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "supplier", "carrier", "stage"),
                                name="lane_pace_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotACopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="orders.order",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="orders.order",
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
                            models.UniqueConstraint(fields=("order", "other"), name="not_a_copy_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("key", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("source", models.TextField()),
                        ("data", models.JSONField(default=dict)),
                        (
                            "actor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="orders.order",
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
                            models.UniqueConstraint(fields=("order", "key"), name="order_event_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.TextField()),
                        ("sku_code", models.TextField(blank=True)),
                        ("title", models.TextField(blank=True)),
                        ("variant", models.TextField(blank=True)),
                        ("image_url", models.TextField(blank=True)),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("cancelled_quantity", models.PositiveIntegerField(default=0)),
                        ("unsent_quantity", models.PositiveIntegerField(null=True)),
                        ("unit_price", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("currency", models.TextField(blank=True)),
                        ("listing_external_id", models.TextField(blank=True)),
                        ("misfit", models.TextField(blank=True)),
                        (
                            "unit_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), default=list, size=None
                            ),
                        ),
                        ("placed_at", models.DateTimeField()),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="orders.order",
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="order_lines",
                                to="catalog.sku",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="order_lines",
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
                                fields=["team", "sku_code", "-placed_at", "order"], name="line_sku_list"
                            ),
                            models.Index(
                                fields=["supplier", "-placed_at", "order"], name="line_supplier_list"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "external_id"), name="order_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlannedTruck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.TextField()),
                        ("window", models.BigIntegerField()),
                        ("name", models.TextField()),
                        ("zone", models.TextField()),
                        ("told", models.JSONField()),
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
                            models.UniqueConstraint(fields=("team", "digest"), name="planned_truck_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order_external_id", models.TextField()),
                        ("external_id", models.TextField()),
                        ("status", models.TextField()),
                        ("initiator", models.TextField(default="unknown")),
                        ("reason", models.TextField(blank=True)),
                        ("reason_text", models.TextField(blank=True)),
                        ("reason_group", models.TextField(blank=True)),
                        ("requested_at", models.DateTimeField(null=True)),
                        ("answer_by_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("remote_updated_at", models.DateTimeField()),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                        ("currency", models.TextField(blank=True)),
                        ("kind", models.TextField(default="unknown")),
                        ("sku_codes", models.JSONField(default=list)),
                        (
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="orders.order",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="catalog.shop",
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
                        "indexes": [
                            models.Index(fields=["shop", "order_external_id"], name="refund_order"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["team", "answer_by_at"],
                                name="refund_open",
                            ),
                            models.Index(
                                models.F("shop"),
                                django.db.models.functions.comparison.Coalesce(
                                    "requested_at", "remote_updated_at"
                                ),
                                name="refund_asked",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="refund_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("page", models.TextField(default="orders")),
                        ("name", models.CharField(max_length=60)),
                        ("query", models.TextField(blank=True)),
                        ("is_shared", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
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
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "user", "page", "name"), name="saved_view_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ticket",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("order_external_id", models.TextField(blank=True)),
                        ("external_id", models.TextField()),
                        ("kind", models.TextField()),
                        ("initiator", models.TextField(default="buyer")),
                        ("topic", models.TextField()),
                        ("status", models.TextField(default="open")),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        ("reason", models.TextField(blank=True)),
                        ("reason_text", models.TextField(blank=True)),
                        ("sku_code", models.TextField(blank=True)),
                        ("line_external_id", models.TextField(blank=True)),
                        ("text", models.TextField(blank=True)),
                        ("opened_at", models.DateTimeField()),
                        ("answer_by_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("remote_updated_at", models.DateTimeField()),
                        ("read_topic", models.TextField(default="unknown")),
                        ("read_by", models.TextField(blank=True)),
                        ("read_on", models.JSONField(default=list)),
                        ("topic_at", models.DateTimeField(null=True)),
                        ("linked_at", models.DateTimeField(null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "linked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tickets",
                                to="orders.order",
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
                            "team",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "topic_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["shop", "order_external_id"], name="ticket_order"),
                            models.Index(fields=["team", "-opened_at", "-id"], name="ticket_list"),
                            models.Index(
                                condition=models.Q(
                                    ("status", "open"), models.Q(("kind", "review"), _negated=True)
                                ),
                                fields=["team", "-opened_at", "-id"],
                                name="ticket_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("order", None)),
                                fields=["team", "-opened_at", "-id"],
                                name="ticket_unlinked",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "external_id"), name="ticket_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressAcknowledgement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("receiver", models.TextField()),
                        ("acknowledged_at", models.DateTimeField()),
                        (
                            "acknowledged_by",
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
                            "change",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="acknowledgements",
                                to="orders.addresschange",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("change", "receiver"), name="address_acknowledged_once"
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(ORIGINAL, NO_ORIGINAL),
    ]
