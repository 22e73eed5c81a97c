"""The starting data: the document with its measures, the parameters, the holiday calendar."""

from django.db import migrations

from portal.policy import loading


def load(apps, schema_editor):
    loading.load_all(apps)


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
