"""Each text keeps the dialect in which it was written; what is there was written in the first."""

from django.db import migrations, models

RECORDS = (
    "action activity barrier costline criterion event fundingsought indicator linkedplan measure "
    "need publishedtotal sector stakeholder technologyoption"
).split()
FIELDS = [
    *((model, "dialect") for model in ("answer", "endorsement", "prioritisation", *RECORDS)),
    ("assessment", "text_dialect"),
]


def _add(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model,
        name=name,
        field=models.PositiveSmallIntegerField(db_default=1, default=2, editable=False),
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0013_earlier_digests")]

    operations = [_add(model, name) for model, name in FIELDS]
