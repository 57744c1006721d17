"""What a lot has and has given away are sums that the database keeps, whoever writes.

Statement triggers: a batch of twenty thousand rows costs one more statement, not twenty thousand. Each locks the
lots, or the order lines, in the order of their ids, so two writers never wait in a circle.
"""

from django.db import migrations

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
    dependencies = [("warehouse", "0003_goods_and_whose_they_are")]

    operations = [migrations.RunSQL(MOVED + NEVER_EDITED + GIVEN + TAKEN_BACK, GONE)]
