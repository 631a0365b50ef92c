"""Autosave: revisions that grow for ten minutes, versions a field, writes known by their UUID."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

RECORDS = (
    "sector",
    "need",
    "technologyoption",
    "criterion",
    "barrier",
    "measure",
    "action",
    "fundingsought",
    "activity",
    "costline",
)
REVISIONS = ("revision", "recordrevision")
OUTCOMES = {
    "revision": [("saved", "Saved"), ("set_aside", "Set Aside"), ("not_read", "Not Read")],
    "recordrevision": [
        ("saved", "Saved"),
        ("set_aside", "Set Aside"),
        ("not_read", "Not Read"),
        ("removed", "Removed"),
    ],
}

OPEN = """
DROP TRIGGER revision_is_kept ON assessments_revision;
DROP TRIGGER record_revision_is_kept ON assessments_recordrevision;
"""
# Its author may write on for ten minutes; nothing else of a revision ever changes.
GROW = """
CREATE FUNCTION assessments_revision_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.outcome = 'saved' AND NEW.outcome = 'saved'
            AND NEW.id = OLD.id
            AND NEW.assessment_id = OLD.assessment_id
            AND NEW.written_by_id = OLD.written_by_id
            AND NEW.opened_at = OLD.opened_at
            AND NEW.first_version = OLD.first_version
            AND NEW.version = OLD.version + 1
            AND NEW.written_at >= OLD.written_at
            AND NEW.written_at <= OLD.opened_at + interval '10 minutes'
            AND NEW.dropped BETWEEN OLD.dropped AND 40
            AND (to_jsonb(NEW)->>TG_ARGV[0]) = (to_jsonb(OLD)->>TG_ARGV[0])
            AND length(coalesce(to_jsonb(NEW)->>TG_ARGV[1], ''))
                >= length(coalesce(to_jsonb(OLD)->>TG_ARGV[1], '')) - 40
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% rows are written once', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_revision_grows('key', 'value');
CREATE TRIGGER record_revision_is_kept BEFORE UPDATE OR DELETE ON assessments_recordrevision
    FOR EACH ROW EXECUTE FUNCTION assessments_revision_grows('record_id', 'values');
"""
CLOSE = """
DROP TRIGGER record_revision_is_kept ON assessments_recordrevision;
DROP TRIGGER revision_is_kept ON assessments_revision;
DROP FUNCTION assessments_revision_grows();
"""
KEEP_AGAIN = """
CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER record_revision_is_kept BEFORE UPDATE OR DELETE ON assessments_recordrevision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""


def began_when_written(apps, schema_editor):
    for name in REVISIONS:
        rows = apps.get_model("assessments", name).objects.all()
        rows.update(opened_at=F("written_at"), first_version=F("version"))


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_what_never_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(OPEN, KEEP_AGAIN),
        *(
            migrations.AddField(
                name, "field_versions", models.JSONField(blank=True, default=dict, editable=False)
            )
            for name in RECORDS
        ),
        *(
            operation
            for name in REVISIONS
            for operation in (
                migrations.AddField(name, "opened_at", models.DateTimeField(null=True)),
                migrations.AddField(name, "dropped", models.PositiveIntegerField(default=0)),
                migrations.AddField(name, "first_version", models.PositiveIntegerField(default=0)),
                migrations.AlterField(
                    name, "outcome", models.CharField(choices=OUTCOMES[name], max_length=10)
                ),
            )
        ),
        migrations.RunPython(began_when_written, migrations.RunPython.noop),
        # Checks that wait for the end of the transaction stand in the way of changing the table.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(migrations.AlterField(name, "opened_at", models.DateTimeField()) for name in REVISIONS),
        migrations.RunSQL(GROW, CLOSE),
        migrations.CreateModel(
            name="SentWrite",
            fields=[
                ("client_uuid", models.UUIDField(primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=120)),
                ("content", models.CharField(max_length=64)),
                ("outcome", models.CharField(choices=OUTCOMES["revision"], max_length=10)),
                ("version", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
