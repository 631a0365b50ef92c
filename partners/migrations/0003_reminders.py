from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_status_events_kept")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_reminders",
            field=models.BooleanField(default=True, verbose_name="Reminders by e-mail"),
        ),
        migrations.AddField(
            model_name="user",
            name="invited_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
