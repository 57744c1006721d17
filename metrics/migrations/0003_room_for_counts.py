from django.db import migrations

# A day's counts move many times. With room on their page they move without touching its indexes.
ROOM = "ALTER TABLE metrics_dailysum SET (fillfactor = 80)"
NO_ROOM = "ALTER TABLE metrics_dailysum RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("metrics", "0002_lanes_and_leaner_indexes")]
    operations = [migrations.RunSQL(ROOM, NO_ROOM)]
