from django.db import migrations, models

from aftercall.core import audit_keys, audit_triggers


def authenticate(apps, schema_editor):
    """Give the entries of an earlier version their codes. From now on, no entry is without one."""
    AuditEntry = apps.get_model("core", "AuditEntry")
    key = audit_keys.entry_key() if AuditEntry.objects.exists() else b""
    for number, leaf_hash in list(AuditEntry.objects.values_list("id", "leaf_hash")):
        AuditEntry.objects.filter(id=number).update(mac=audit_keys.entry_mac(key, number, leaf_hash))


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        # SQLite makes the table again to add a column, so the triggers have to be made again too.
        migrations.RunPython(
            lambda apps, schema_editor: audit_triggers.switch_off(schema_editor),
            lambda apps, schema_editor: audit_triggers.switch_on(schema_editor),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='mac',
            field=models.CharField(default='', max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(authenticate, migrations.RunPython.noop),
        migrations.RunPython(
            lambda apps, schema_editor: audit_triggers.switch_on(schema_editor),
            lambda apps, schema_editor: audit_triggers.switch_off(schema_editor),
        ),
    ]
