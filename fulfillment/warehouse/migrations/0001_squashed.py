"""What a lot has and has given away are sums that the database keeps, whoever writes.

Statement triggers: a batch of twenty thousand rows costs one more statement, not twenty thousand. Each locks the
lots, or the order lines, in the order of their ids, so two writers never wait in a circle.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fulfillment.tables
import fulfillment.warehouse.lot_states
import fulfillment.warehouse.pack_states

MOVED = """
CREATE FUNCTION warehouse_movements_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM warehouse_lot WHERE id IN (SELECT lot_id FROM added) ORDER BY id FOR UPDATE;
    UPDATE warehouse_lot l SET on_hand = l.on_hand + a.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM added GROUP BY lot_id) a
    WHERE l.id = a.lot_id;
    RETURN NULL;
END $$;
CREATE TRIGGER movements_added AFTER INSERT ON warehouse_stockmovement
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION warehouse_movements_added();
"""
NEVER_EDITED = """
CREATE FUNCTION warehouse_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never edited: what was wrong is made good by another row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER movement_never_edited
    BEFORE UPDATE OF team_id, warehouse_id, sku_id, lot_id, quantity, kind, reason, receipt_line_id, takes_back_id,
        moved_at, client_uuid
    ON warehouse_stockmovement FOR EACH STATEMENT EXECUTE FUNCTION warehouse_never_edited();
CREATE TRIGGER allocation_never_edited BEFORE UPDATE ON warehouse_allocation
    FOR EACH STATEMENT EXECUTE FUNCTION warehouse_never_edited();
"""
GIVEN = """
CREATE FUNCTION warehouse_allocations_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM orders_orderline WHERE id IN (SELECT order_line_id FROM added) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN (
            SELECT order_line_id, sum(quantity) AS quantity FROM warehouse_allocation
            WHERE order_line_id IN (SELECT order_line_id FROM added) GROUP BY order_line_id
        ) a ON a.order_line_id = l.id
        WHERE a.quantity > l.quantity - l.cancelled_quantity
    ) THEN
        RAISE EXCEPTION 'an order line is given more than it needs'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_no_more_than_needed';
    END IF;
    PERFORM 1 FROM warehouse_lot WHERE id IN (SELECT lot_id FROM added) ORDER BY id FOR UPDATE;
    UPDATE warehouse_lot l SET allocated = l.allocated + a.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM added GROUP BY lot_id) a
    WHERE l.id = a.lot_id;
    RETURN NULL;
END $$;
CREATE TRIGGER allocations_added AFTER INSERT ON warehouse_allocation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION warehouse_allocations_added();
"""
TAKEN_BACK = """
CREATE FUNCTION warehouse_allocations_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM warehouse_lot WHERE id IN (SELECT lot_id FROM removed) ORDER BY id FOR UPDATE;
    UPDATE warehouse_lot l SET allocated = l.allocated - a.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM removed GROUP BY lot_id) a
    WHERE l.id = a.lot_id;
    RETURN NULL;
END $$;
CREATE TRIGGER allocations_removed AFTER DELETE ON warehouse_allocation
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION warehouse_allocations_removed();
"""
GONE = """
DROP FUNCTION warehouse_movements_added CASCADE;
DROP FUNCTION warehouse_never_edited CASCADE;
DROP FUNCTION warehouse_allocations_added CASCADE;
DROP FUNCTION warehouse_allocations_removed CASCADE;
"""


class Migration(migrations.Migration):
    replaces = [
        ("warehouse", "0001_the_house_and_its_trucks"),
        ("warehouse", "0002_which_windows_a_plan_is_by"),
        ("warehouse", "0003_goods_and_whose_they_are"),
        ("warehouse", "0004_the_ledger_adds_itself_up"),
        ("warehouse", "0005_boxes_and_who_packs"),
        ("warehouse", "0006_returns_bins_and_who_changed_the_timetable"),
        ("warehouse", "0007_manifests_and_their_proof"),
        ("warehouse", "0008_what_carriers_are_asked_and_owe"),
        ("warehouse", "0009_pictures_and_weights"),
        ("warehouse", "0010_waves_that_are_taken"),
        ("warehouse", "0011_carriers_programs_and_papers_of_claims"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_squashed"),
        ("accounts", "__first__"),
        ("catalog", "0001_squashed"),
        ("orders", "0001_squashed"),
        ("photos", "0001_squashed"),
        ("tracking", "0001_squashed"),
    ]

    operations = [
        fulfillment.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name="CarrierQuestion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(max_length=40)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("url", models.TextField(blank=True)),
                        ("secret", models.BinaryField(default=b"")),
                        ("parcels", models.JSONField(default=list)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("not_before_at", models.DateTimeField(null=True)),
                        ("subject", models.TextField()),
                        ("body", models.TextField()),
                        ("reply_to", models.EmailField(blank=True, max_length=254)),
                        ("asked_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField(null=True)),
                        ("problem", models.TextField(blank=True)),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("problem", ""), ("told_at", None)),
                                fields=["asked_at"],
                                name="question_to_tell",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(blank=True, max_length=40)),
                        ("state", models.TextField()),
                        ("reference", models.CharField(blank=True, max_length=80)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "opened_by",
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
                            "line",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="claim",
                                to="warehouse.manifestline",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-opened_at", "-id"], name="claim_list"),
                            models.Index(
                                condition=models.Q(("closed_at", None)),
                                fields=["team", "opened_at"],
                                name="claim_open",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount", None),
                                    models.Q(("currency", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="claim_amount_in_a_currency",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                                name="claim_amount_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.TextField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="warehouse.claim",
                            ),
                        ),
                        (
                            "recorded_by",
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
                ),
                migrations.CreateModel(
                    name="ExpectedDelivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=80)),
                        ("expected_on", models.DateField(null=True)),
                        ("entered_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
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
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["team", "expected_on"],
                                name="delivery_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "reference"), name="delivery_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExpectedLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField()),
                        (
                            "delivery",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="warehouse.expecteddelivery",
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("delivery", "sku"), name="expected_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Lot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("supplier_code", models.CharField(blank=True, max_length=60)),
                        ("received_at", models.DateTimeField()),
                        (
                            "state",
                            models.TextField(default=fulfillment.warehouse.lot_states.LotState["RELEASED"]),
                        ),
                        ("on_hand", models.IntegerField(default=0)),
                        ("allocated", models.IntegerField(default=0)),
                        (
                            "kept_for",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="catalog.shop",
                            ),
                        ),
                        (
                            "returned_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="returned_lots",
                                to="orders.orderline",
                            ),
                        ),
                        (
                            "returned_lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="came_back",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lots",
                                to="catalog.sku",
                            ),
                        ),
                        (
                            "supplier",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lots",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lots",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "sku", "warehouse"], name="lot_of_sku"),
                            models.Index(
                                condition=models.Q(("on_hand__gt", 0)),
                                fields=["warehouse", "sku", "received_at"],
                                name="lot_on_shelf",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "code"), name="lot_code_once"),
                            models.CheckConstraint(
                                condition=models.Q(("on_hand__gte", 0)), name="lot_never_below_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("allocated__gte", 0), ("allocated__lte", models.F("on_hand"))
                                ),
                                name="lot_allocates_what_it_has",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", fulfillment.warehouse.lot_states.LotState["RELEASED"]),
                                    ("allocated", 0),
                                    _connector="OR",
                                ),
                                name="lot_allocates_once_released",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField()),
                        ("allocated_at", models.DateTimeField()),
                        (
                            "order_line",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="allocations",
                                to="orders.orderline",
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
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="allocations",
                                to="warehouse.lot",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("order_line", "lot"), name="allocation_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="allocation_of_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LotRuling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("state", models.TextField()),
                        ("was", models.TextField(blank=True)),
                        ("why", models.CharField(blank=True, max_length=300)),
                        ("ruled_at", models.DateTimeField()),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="rulings",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "ruled_by",
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
                ),
                migrations.CreateModel(
                    name="Manifest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("departs_at", models.DateTimeField()),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "opened_by",
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
                            "window",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="manifests",
                                to="warehouse.pickupwindow",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["team", "-departs_at", "-id"], name="manifest_list")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("window", "departs_at"), name="manifest_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManifestClosing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("left_at", models.DateTimeField()),
                        ("driver", models.CharField(blank=True, max_length=120)),
                        ("scanned", models.PositiveIntegerField()),
                        ("counted", models.PositiveIntegerField(null=True)),
                        ("reference", models.CharField(blank=True, max_length=80)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("proof", models.TextField()),
                        ("closed_at", models.DateTimeField()),
                        ("reopened_at", models.DateTimeField(null=True)),
                        ("reopened_why", models.CharField(blank=True, max_length=300)),
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
                            "manifest",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="closings",
                                to="warehouse.manifest",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="photos.photo",
                            ),
                        ),
                        (
                            "reopened_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signature",
                            models.ForeignKey(
                                null=True,
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
                                condition=models.Q(("reopened_at", None)),
                                fields=("manifest",),
                                name="manifest_closed_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManifestLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.TextField()),
                        ("carrier", models.TextField(blank=True)),
                        ("client_uuid", models.UUIDField(null=True)),
                        ("loaded_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField()),
                        ("taken_off_at", models.DateTimeField(null=True)),
                        ("left_behind_at", models.DateTimeField(null=True)),
                        ("handed_over_at", models.DateTimeField(null=True)),
                        ("first_scan_at", models.DateTimeField(null=True)),
                        ("depot", models.TextField(blank=True)),
                        (
                            "loaded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "manifest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="warehouse.manifest",
                            ),
                        ),
                        (
                            "package",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="manifest_lines",
                                to="tracking.package",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="lines",
                                to="warehouse.carrierquestion",
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
                            "packing",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="manifest_lines",
                                to="warehouse.packing",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["manifest", "-received_at", "-id"], name="manifest_lines"),
                            models.Index(
                                condition=models.Q(
                                    ("first_scan_at", None), ("handed_over_at__isnull", False)
                                ),
                                fields=["team", "handed_over_at", "id"],
                                name="manifest_line_unscanned",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("first_scan_at__isnull", False), ("handed_over_at__isnull", False)
                                ),
                                fields=["team", "-handed_over_at"],
                                name="manifest_line_scanned",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("team", "client_uuid"), name="manifest_line_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left_behind_at", None), ("taken_off_at", None)),
                                fields=("package",),
                                name="parcel_on_one_manifest",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("left_behind_at", None), ("taken_off_at", None)),
                                fields=("packing",),
                                name="box_on_one_manifest",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ManifestPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("shows", models.TextField()),
                        (
                            "manifest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="photos",
                                to="warehouse.manifest",
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
                            models.UniqueConstraint(fields=("manifest", "photo"), name="manifest_photo_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("claimed_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pack_claim",
                                to="orders.order",
                            ),
                        ),
                        (
                            "packer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
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
                ),
                migrations.CreateModel(
                    name="PackedOrder",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packed_orders",
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
                        (
                            "packing",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packed_orders",
                                to="warehouse.packing",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("packing", "order"), name="packed_order_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Packing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("client_uuid", models.UUIDField()),
                        (
                            "state",
                            models.TextField(default=fulfillment.warehouse.pack_states.PackState["OPEN"]),
                        ),
                        ("started_at", models.DateTimeField()),
                        ("sealed_at", models.DateTimeField(null=True)),
                        ("units_told", models.PositiveIntegerField(null=True)),
                        ("weight_grams", models.PositiveIntegerField(null=True)),
                        ("label_number", models.TextField(blank=True)),
                        ("problem", models.TextField(blank=True)),
                        ("problem_words", models.TextField(blank=True)),
                        ("problem_at", models.DateTimeField(null=True)),
                        ("unpacked_at", models.DateTimeField(null=True)),
                        (
                            "orders",
                            models.ManyToManyField(
                                related_name="packings", through="warehouse.PackedOrder", to="orders.order"
                            ),
                        ),
                        (
                            "package",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="packings",
                                to="tracking.package",
                            ),
                        ),
                        (
                            "packer",
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
                            "unpacked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        [
                                            fulfillment.warehouse.pack_states.PackState["OPEN"],
                                            fulfillment.warehouse.pack_states.PackState["SEALED"],
                                        ],
                                    )
                                ),
                                fields=["team", "state", "-started_at"],
                                name="packing_in_house",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="packing_once"),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state", fulfillment.warehouse.pack_states.PackState["SEALED"]),
                                    models.Q(("label_number", ""), _negated=True),
                                ),
                                fields=("team", "label_number"),
                                name="packing_label_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackedPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "packing",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="warehouse.packing",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("packing", "photo"), name="packed_photo_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackedItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("code", models.TextField()),
                        ("client_uuid", models.UUIDField()),
                        ("packed_at", models.DateTimeField()),
                        (
                            "lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="packed_items",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packed_items",
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
                            "packing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="warehouse.packing",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="packed_item_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gt", 0)), name="packed_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PickupIncident",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.TextField()),
                        ("happened_at", models.DateTimeField()),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "manifest",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="incidents",
                                to="warehouse.manifest",
                            ),
                        ),
                        (
                            "recorded_by",
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
                            models.UniqueConstraint(fields=("manifest", "kind"), name="incident_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PickupWindow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(blank=True, max_length=40)),
                        ("service", models.CharField(blank=True, max_length=40)),
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("kind", models.CharField(default="pickup", max_length=8)),
                        ("local_time", models.TimeField()),
                        ("scans_after_hours", models.FloatField(default=4.0)),
                        ("scans_saturday", models.BooleanField(default=False)),
                        ("scans_sunday", models.BooleanField(default=False)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="windows",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("active", True)),
                                fields=("warehouse", "carrier", "service", "weekday", "kind", "local_time"),
                                name="pickup_window_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__gte", 1), ("weekday__lte", 7)),
                                name="pickup_window_on_a_weekday",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PickWave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("truck", models.TextField(blank=True)),
                        ("taken_at", models.DateTimeField()),
                        ("fetched_at", models.DateTimeField(null=True)),
                        (
                            "picker",
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
                        (
                            "orders",
                            models.ManyToManyField(
                                related_name="+", through="warehouse.WaveOrder", to="orders.order"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PlannedTeam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("planned_until_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("learned_at", models.DateTimeField(null=True)),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(blank=True, max_length=80)),
                        ("opened_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("client_uuid", models.UUIDField(null=True)),
                        (
                            "delivery",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="receipts",
                                to="warehouse.expecteddelivery",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "returned_order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="return_receipts",
                                to="orders.order",
                            ),
                        ),
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
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["team", "-opened_at"],
                                name="receipt_open",
                            ),
                            models.Index(fields=["team", "-closed_at"], name="receipt_closed"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="receipt_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("is_damaged", models.BooleanField(default=False)),
                        (
                            "expected_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="receipt_lines",
                                to="warehouse.expectedline",
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="receipt_lines",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="lines",
                                to="warehouse.receipt",
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
                            models.UniqueConstraint(fields=("receipt", "lot"), name="receipt_line_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "lot",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="photos",
                                to="warehouse.lot",
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
                            "receipt",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="warehouse.receipt",
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
                            models.UniqueConstraint(fields=("receipt", "photo"), name="receipt_photo_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StockedTeam",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("allocated_until_at", models.DateTimeField(null=True)),
                        ("is_changed", models.BooleanField(default=True)),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StockMovement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.IntegerField()),
                        ("kind", models.TextField()),
                        ("reason", models.CharField(blank=True, max_length=120)),
                        ("moved_at", models.DateTimeField()),
                        ("client_uuid", models.UUIDField(null=True)),
                        (
                            "lot",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="movements",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "moved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "order_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="movements",
                                to="orders.orderline",
                            ),
                        ),
                        (
                            "receipt_line",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="movements",
                                to="warehouse.receiptline",
                            ),
                        ),
                        (
                            "sku",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="catalog.sku",
                            ),
                        ),
                        (
                            "takes_back",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="taken_back",
                                to="warehouse.stockmovement",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["sku", "-moved_at", "-id"], name="movement_of_sku"),
                            models.Index(fields=["lot", "-moved_at", "-id"], name="movement_of_lot"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="movement_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity", 0), _negated=True), name="movement_moves"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Count",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("counted", models.PositiveIntegerField()),
                        ("on_hand", models.PositiveIntegerField()),
                        ("counted_at", models.DateTimeField()),
                        ("client_uuid", models.UUIDField(null=True)),
                        (
                            "counted_by",
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
                            "lot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="counts",
                                to="warehouse.lot",
                            ),
                        ),
                        (
                            "movement",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="count",
                                to="warehouse.stockmovement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "client_uuid"), name="count_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimetableChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.JSONField()),
                        ("is_undo", models.BooleanField(default=False)),
                        ("changed_at", models.DateTimeField()),
                        (
                            "changed_by",
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
                            models.Index(fields=["team", "-changed_at", "-id"], name="timetable_change_list")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Warehouse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40)),
                        ("name", models.CharField(max_length=120)),
                        ("time_zone", models.CharField(max_length=64)),
                        ("country", models.CharField(blank=True, max_length=2)),
                        ("subdivision", models.CharField(blank=True, max_length=6)),
                        ("receive_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("inspect_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("pack_minutes", models.PositiveSmallIntegerField(default=20)),
                        ("label_minutes", models.PositiveSmallIntegerField(default=5)),
                        ("load_minutes", models.PositiveSmallIntegerField(default=15)),
                        ("is_default", models.BooleanField(default=False)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="warehouses",
                                to="accounts.team",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "code"), name="warehouse_code_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("is_default", True)),
                                fields=("team",),
                                name="warehouse_one_default",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supply",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.TextField(default=fulfillment.warehouse.lot_states.SupplyKind["SHELF"]),
                        ),
                        ("is_inspected", models.BooleanField(default=False)),
                        ("bin", models.CharField(blank=True, max_length=40)),
                        ("unit_grams", models.PositiveIntegerField(null=True)),
                        (
                            "sku",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="supplies",
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
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["team", "sku"], name="supply_of_team")],
                        "constraints": [
                            models.UniqueConstraint(fields=("warehouse", "sku"), name="supply_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScanLatency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(blank=True, max_length=40)),
                        ("observations", models.PositiveIntegerField()),
                        (
                            "quantiles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(), size=None
                            ),
                        ),
                        ("learned_at", models.DateTimeField()),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="latencies",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("warehouse", "carrier"), name="scan_latency_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CarrierContact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(max_length=40)),
                        ("email", models.EmailField(blank=True, max_length=254)),
                        ("url", models.TextField(blank=True)),
                        ("secret", models.BinaryField(default=b"")),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("warehouse", "carrier"), name="carrier_contact_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("email", ""), ("url", ""), _connector="XOR"),
                                name="carrier_contact_of_one_kind",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarehouseAlias",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.TextField()),
                        (
                            "shop",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="warehouse_aliases",
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
                            "warehouse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aliases",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "external_id"), name="warehouse_alias_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WarehouseClosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("why", models.CharField(blank=True, max_length=120)),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.team",
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="closures",
                                to="warehouse.warehouse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("warehouse", "day"), name="warehouse_closed_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WaveOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="in_wave",
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
                        (
                            "wave",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="wave_orders",
                                to="warehouse.pickwave",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Barcode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text", models.CharField(max_length=80)),
                        ("said_at", models.DateTimeField()),
                        (
                            "said_by",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="barcodes",
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
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "text"), name="barcode_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("content", models.BinaryField(null=True)),
                        ("name", models.CharField(blank=True, max_length=120)),
                        ("digest", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField()),
                        (
                            "added_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="warehouse.claim",
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                null=True,
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
                            models.UniqueConstraint(fields=("claim", "digest"), name="claim_paper_once"),
                            models.CheckConstraint(
                                condition=models.Q(("photo", None), ("content", None), _connector="XOR"),
                                name="claim_paper_of_one_kind",
                            ),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(MOVED + NEVER_EDITED + GIVEN + TAKEN_BACK, GONE),
    ]
