import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables


class Migration(migrations.Migration):
    replaces = [
        ("channels", "0001_initial"),
        ("channels", "0002_privacy_requests"),
        ("channels", "0003_reconciliation"),
        ("channels", "0004_what_was_done_to_a_line"),
        ("channels", "0005_programs_of_others"),
        ("channels", "0006_imports_in_the_browser"),
        ("channels", "0007_carrier_feeds"),
        ("channels", "0008_lists_of_numbers"),
        ("channels", "0009_chat_rooms"),
        ("channels", "0010_keys_that_stores_bring"),
        ("channels", "0011_files_of_tickets"),
        ("channels", "0012_papers_for_parcels"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
        ("alerts", "0001_squashed"),
        ("catalog", "0001_squashed"),
        ("orders", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="CarrierFeed",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("base_url", models.TextField(blank=True)),
                        ("secrets", models.BinaryField(default=b"")),
                        ("secret_made_at", models.DateTimeField(null=True)),
                        ("is_active", models.BooleanField(default=True)),
                        ("lease_token", models.UUIDField(null=True)),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("next_round_at", models.DateTimeField(null=True)),
                        ("state", models.TextField(default="new")),
                        ("problem", models.TextField(blank=True)),
                        ("fix", models.TextField(blank=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("last_success_at", models.DateTimeField(null=True)),
                        ("last_message_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="carrier_feeds",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_active", True)),
                                fields=["next_round_at"],
                                name="carrier_feed_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "kind"), name="carrier_feed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarrierMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.TextField()),
                        ("body", models.BinaryField()),
                        ("is_answer", models.BooleanField(default=False)),
                        ("received_at", models.DateTimeField()),
                        ("outcome", models.TextField(default="waiting")),
                        ("number", models.TextField(blank=True)),
                        ("sentence", models.TextField(blank=True)),
                        (
                            "feed",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="channels.carrierfeed",
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
                                condition=models.Q(("outcome__in", ("waiting", "refused"))),
                                fields=["feed", "id"],
                                name="carrier_message_open",
                            ),
                            models.Index(
                                condition=models.Q(("outcome", "unmatched")),
                                fields=["team", "number"],
                                name="carrier_message_unmatched",
                            ),
                            models.Index(fields=["received_at"], name="carrier_message_age"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("feed", "message_id"), name="carrier_message_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChatRoom",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("tool", models.TextField()),
                        ("name", models.TextField()),
                        ("host", models.TextField()),
                        ("address", models.BinaryField()),
                        ("wants", models.TextField(default="all")),
                        ("kinds", models.JSONField(default=list)),
                        ("tells_gone", models.BooleanField(default=True)),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="chat_rooms",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ChatPost",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.TextField()),
                        ("body", models.BinaryField()),
                        ("created_at", models.DateTimeField()),
                        ("state", models.TextField(default="waiting")),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("not_before_at", models.DateTimeField()),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("said", models.TextField(blank=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("about", models.TextField()),
                        ("is_over", models.BooleanField(default=False)),
                        (
                            "alert",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="alerts.alert",
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
                            "room",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="posts",
                                to="channels.chatroom",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["not_before_at"],
                                name="chat_post_due",
                            ),
                            models.Index(fields=["room", "-created_at"], name="chat_post_log"),
                            models.Index(
                                condition=models.Q(("about", "raised"), ("is_over", False)),
                                fields=["room"],
                                name="chat_post_unended",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("room", "key"), name="chat_post_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Connection",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("base_url", models.TextField(blank=True)),
                        ("auth_url", models.TextField(blank=True)),
                        ("options", models.JSONField(blank=True, default=dict)),
                        ("is_active", models.BooleanField(default=True)),
                        ("lease_token", models.UUIDField(null=True)),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("next_sync_at", models.DateTimeField(null=True)),
                        ("next_sweep_at", models.DateTimeField(null=True)),
                        ("state", models.TextField(default="new")),
                        ("problem", models.TextField(blank=True)),
                        ("fix", models.TextField(blank=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("last_success_at", models.DateTimeField(null=True)),
                        ("last_attempt_at", models.DateTimeField(null=True)),
                        ("last_webhook_at", models.DateTimeField(null=True)),
                        ("webhook_state", models.TextField(default="unknown")),
                        ("first_sync_total", models.PositiveIntegerField(null=True)),
                        ("first_sync_done", models.PositiveIntegerField(default=0)),
                        ("first_sync_finished_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="connection",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="connections",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "credential",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="connections",
                                to="channels.credential",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_active", True)),
                                fields=["next_sync_at"],
                                name="connection_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConnectionEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("note", models.TextField(blank=True)),
                        ("happened_at", models.DateTimeField()),
                        (
                            "actor",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="channels.connection",
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
                            models.Index(
                                fields=["connection", "-happened_at"], name="connection_event_by_line"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Credential",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("channel", models.TextField()),
                        ("secrets", models.BinaryField()),
                        ("access_expires_at", models.DateTimeField(null=True)),
                        ("refresh_expires_at", models.DateTimeField(null=True)),
                        ("refreshed_at", models.DateTimeField(null=True)),
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
                migrations.CreateModel(
                    name="Discrepancy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("placed_on", models.DateField()),
                        ("external_id", models.TextField()),
                        ("kind", models.TextField()),
                        ("cause", models.TextField()),
                        ("status_there", models.TextField(blank=True)),
                        ("status_here", models.TextField(blank=True)),
                        ("changed_there_at", models.DateTimeField(null=True)),
                        ("found_at", models.DateTimeField()),
                        ("fetched_at", models.DateTimeField(null=True)),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "accepted_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="discrepancies",
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
                        "indexes": [models.Index(fields=["shop", "placed_on"], name="discrepancy_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("closed_at", None)),
                                fields=("shop", "external_id"),
                                name="discrepancy_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FollowedNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.TextField()),
                        ("carrier", models.TextField(blank=True)),
                        ("since_at", models.DateTimeField()),
                        ("registered_at", models.DateTimeField(null=True)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("next_ask_at", models.DateTimeField(null=True)),
                        ("refused", models.TextField(blank=True)),
                        (
                            "feed",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followed",
                                to="channels.carrierfeed",
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
                                condition=models.Q(("next_ask_at__isnull", False)),
                                fields=["feed", "next_ask_at"],
                                name="followed_number_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("feed", "number"), name="followed_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotentRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.TextField()),
                        ("fingerprint", models.BinaryField()),
                        ("claim", models.UUIDField()),
                        ("claimed_until_at", models.DateTimeField()),
                        ("created_at", models.DateTimeField()),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("answer", models.BinaryField(default=b"")),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "token",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.apitoken",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["created_at"], name="idempotent_request_age")],
                        "constraints": [
                            models.UniqueConstraint(fields=("token", "key"), name="idempotent_request_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_name", models.TextField()),
                        ("digest", models.TextField()),
                        ("rows_done", models.PositiveBigIntegerField(default=0)),
                        ("orders_done", models.PositiveBigIntegerField(default=0)),
                        ("rejected", models.PositiveBigIntegerField(default=0)),
                        ("noted", models.PositiveBigIntegerField(default=0)),
                        ("started_at", models.DateTimeField(auto_now_add=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="import_runs",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "started_by",
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
                                related_name="import_runs",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "digest"), name="import_run_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportReject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.PositiveBigIntegerField()),
                        ("external_id", models.TextField(blank=True)),
                        ("code", models.TextField()),
                        ("sentence", models.TextField()),
                        ("is_rejected", models.BooleanField()),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rejects",
                                to="channels.importrun",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "row", "code"), name="import_reject_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.TextField()),
                        ("was", models.JSONField(null=True)),
                        ("digest", models.TextField()),
                        ("taken_at", models.DateTimeField()),
                        ("kept", models.TextField(blank=True)),
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
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imported",
                                to="channels.importrun",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "external_id"), name="imported_order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportUpload",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("holds", models.TextField(default="orders")),
                        ("file_name", models.TextField()),
                        ("suffix", models.TextField()),
                        ("size", models.PositiveBigIntegerField()),
                        ("brought_at", models.DateTimeField()),
                        ("state", models.TextField(default="mapping")),
                        ("mapping", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=list)),
                        ("problem", models.TextField(blank=True)),
                        ("rows_done", models.PositiveBigIntegerField(default=0)),
                        ("rows_total", models.PositiveBigIntegerField(null=True)),
                        ("orders_done", models.PositiveBigIntegerField(default=0)),
                        ("orders_refused", models.PositiveBigIntegerField(default=0)),
                        ("unknown_words", models.JSONField(default=list)),
                        ("undone", models.JSONField(default=dict)),
                        ("lease_token", models.UUIDField(null=True)),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "brought_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "check_run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="channels.importrun",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="channels.importrun",
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
                                related_name="import_uploads",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-brought_at"], name="import_upload_list"),
                            models.Index(
                                condition=models.Q(("state__in", ("checking", "importing", "undoing"))),
                                fields=["leased_until_at"],
                                name="import_upload_due",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InboundMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.TextField()),
                        ("kind", models.TextField(blank=True)),
                        ("body", models.BinaryField()),
                        ("received_at", models.DateTimeField()),
                        ("outcome", models.TextField(default="accepted")),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="channels.connection",
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
                        "indexes": [models.Index(fields=["received_at"], name="inbound_received")],
                        "constraints": [
                            models.UniqueConstraint(fields=("connection", "message_id"), name="inbound_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelBatch",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        ("name", models.TextField()),
                        ("with_slips", models.BooleanField(default=True)),
                        ("state", models.TextField(default="waiting")),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("pages", models.PositiveIntegerField(default=0)),
                        ("content", models.BinaryField(null=True)),
                        ("problem", models.TextField(blank=True)),
                        ("asked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("lease_token", models.UUIDField(null=True)),
                        ("leased_until_at", models.DateTimeField(null=True)),
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
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-asked_at"], name="label_batch_list"),
                            models.Index(
                                condition=models.Q(("state__in", ("waiting", "printing"))),
                                fields=["leased_until_at"],
                                name="label_batch_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="label_batch_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("file_name", models.TextField()),
                        ("content", models.BinaryField()),
                        ("pages", models.PositiveSmallIntegerField()),
                        ("digest", models.TextField()),
                        ("brought_at", models.DateTimeField()),
                        (
                            "brought_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="label_files",
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
                            models.UniqueConstraint(fields=("order", "digest"), name="label_file_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first_place", models.PositiveIntegerField()),
                        ("content", models.BinaryField()),
                        (
                            "batch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="channels.labelbatch",
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
                            models.UniqueConstraint(fields=("batch", "first_place"), name="label_part_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LabelSheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveIntegerField()),
                        ("bin", models.TextField(blank=True)),
                        ("state", models.TextField(default="waiting")),
                        ("paper", models.TextField(blank=True)),
                        ("printing", models.PositiveIntegerField(null=True)),
                        ("problem", models.TextField(blank=True)),
                        (
                            "batch",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sheets",
                                to="channels.labelbatch",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="label_sheets",
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
                        "indexes": [models.Index(fields=["batch", "place"], name="label_sheet_place")],
                        "constraints": [
                            models.UniqueConstraint(fields=("batch", "order"), name="label_sheet_once"),
                            models.UniqueConstraint(
                                fields=("order", "paper", "printing"), name="label_printing_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NumberList",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.TextField()),
                        ("corrects", models.BooleanField(default=False)),
                        ("lines", models.JSONField()),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.TextField()),
                        ("brought_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "brought_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sent_by",
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
                                related_name="number_lists",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "-brought_at"], name="number_list_newest")],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "digest"), name="number_list_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrivacyRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("message_id", models.TextField()),
                        ("topic", models.TextField()),
                        ("customer_external_id", models.TextField(blank=True)),
                        ("order_external_ids", models.JSONField(default=list)),
                        ("received_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("erased", models.PositiveIntegerField(default=0)),
                        ("done_at", models.DateTimeField(null=True)),
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
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="privacy_requests",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="privacy_requests",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "message_id"), name="privacy_request_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuarantinedItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("external_id", models.TextField()),
                        ("sentence", models.TextField()),
                        ("payload", models.BinaryField()),
                        ("first_seen_at", models.DateTimeField()),
                        ("last_seen_at", models.DateTimeField()),
                        ("times_seen", models.PositiveIntegerField(default=1)),
                        ("resolved_at", models.DateTimeField(blank=True, null=True)),
                        ("resolution", models.TextField(blank=True)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quarantined_items",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quarantined_items",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("resolved_at", None)),
                                fields=("shop", "kind", "external_id"),
                                name="quarantine_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reconciliation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("placed_on", models.DateField()),
                        ("next_at", models.DateTimeField(null=True)),
                        ("page_token", models.TextField(blank=True)),
                        ("listed", models.JSONField(default=list)),
                        ("compared_at", models.DateTimeField(null=True)),
                        ("theirs", models.PositiveIntegerField(default=0)),
                        ("ours", models.PositiveIntegerField(default=0)),
                        ("too_new", models.PositiveIntegerField(default=0)),
                        ("states", models.JSONField(default=dict)),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reconciliations",
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
                        "indexes": [models.Index(fields=["shop", "next_at"], name="reconciliation_due")],
                        "constraints": [
                            models.UniqueConstraint(fields=("shop", "placed_on"), name="reconciliation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoreConsent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.TextField(unique=True)),
                        ("base_url", models.TextField()),
                        ("sealed", models.BinaryField(null=True)),
                        ("asked_at", models.DateTimeField()),
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
                migrations.CreateModel(
                    name="SyncCursor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stream", models.TextField()),
                        ("position_at", models.DateTimeField(null=True)),
                        ("window_until_at", models.DateTimeField(null=True)),
                        ("page_token", models.TextField(blank=True)),
                        ("succeeded_at", models.DateTimeField(null=True)),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cursors",
                                to="channels.connection",
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
                            models.UniqueConstraint(fields=("connection", "stream"), name="sync_cursor_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wanted",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("external_id", models.TextField()),
                        ("wanted_at", models.DateTimeField()),
                        ("not_before_at", models.DateTimeField()),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        (
                            "connection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wanted",
                                to="channels.connection",
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
                        "indexes": [models.Index(fields=["connection", "not_before_at"], name="wanted_due")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("connection", "kind", "external_id"), name="wanted_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookSubscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("url", models.TextField()),
                        ("kinds", models.JSONField(default=list)),
                        ("secret", models.BinaryField()),
                        ("is_active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField()),
                        ("position", models.BigIntegerField(default=0)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="webhook_subscriptions",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("key", models.TextField()),
                        ("body", models.BinaryField()),
                        ("created_at", models.DateTimeField()),
                        ("state", models.TextField(default="waiting")),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("not_before_at", models.DateTimeField()),
                        ("leased_until_at", models.DateTimeField(null=True)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("said", models.TextField(blank=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("kind", models.TextField()),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "subscription",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="channels.webhooksubscription",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "webhook deliveries",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["not_before_at"],
                                name="webhook_delivery_due",
                            ),
                            models.Index(fields=["subscription", "-created_at"], name="webhook_delivery_log"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subscription", "key"), name="webhook_delivery_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
