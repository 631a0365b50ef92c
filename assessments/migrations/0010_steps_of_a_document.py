from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_progress_reports")]

    operations = [
        migrations.AddField(
            model_name="plandocument",
            name="step",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="plandocument",
            constraint=models.CheckConstraint(
                condition=Q(step__lte=6), name="steps_are_those_there_are"
            ),
        ),
    ]
