"""The first list of phrases that explain nothing; the province edits it from here on."""

from django.db import migrations

PHRASES = (
    "属实 情况属实 数据属实 同上 同上季 与上季一致 正常 正常变动 无 无误 数据无误 经核实无误 已核实 已核对 经核对 核实无误 "
    "实际情况 实际如此 据实填报 按实际填报 如实填报 特此说明"
).split()


def load(apps, schema_editor):
    phrase = apps.get_model("reporting", "BoilerplatePhrase")
    phrase.objects.bulk_create(phrase(text=text, added_by="系统") for text in PHRASES)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_boilerplate")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
