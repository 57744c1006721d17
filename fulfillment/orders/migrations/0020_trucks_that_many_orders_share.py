import django.db.models.deletion
from django.db import migrations, models

SHARE = """
INSERT INTO orders_plannedtruck (team_id, digest, "window", name, zone, told)
SELECT DISTINCT ON (team_id, told ->> 'digest') team_id, told ->> 'digest', (told ->> 'window')::bigint,
    told ->> 'name', told ->> 'zone', told
FROM orders_order WHERE told ? 'digest';
UPDATE orders_order o SET truck_id = t.id
FROM orders_plannedtruck t WHERE t.team_id = o.team_id AND t.digest = o.told ->> 'digest';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_tokens_of_machines"),
        ("orders", "0019_what_was_handed_over"),
    ]

    operations = [
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
        ),
        migrations.AddConstraint(
            model_name="plannedtruck",
            constraint=models.UniqueConstraint(fields=("team", "digest"), name="planned_truck_once"),
        ),
        migrations.RenameField(model_name="order", old_name="truck", new_name="told"),
        migrations.AddField(
            model_name="order",
            name="truck",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="orders.plannedtruck",
            ),
        ),
        migrations.RunSQL(SHARE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="order", name="told"),
    ]
