"""Workbooks that go out and come back: what was issued is frozen, a return is settled once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER issued_workbook_is_frozen BEFORE UPDATE OR DELETE ON assessments_issuedworkbook
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();

CREATE FUNCTION assessments_return_settles_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.outcome = 'open'
        AND (to_jsonb(NEW) - 'outcome' - 'report' - 'settled_at' - 'settled_by_id')
            = (to_jsonb(OLD) - 'outcome' - 'report' - 'settled_at' - 'settled_by_id')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a workbook return is settled once and otherwise never changed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER workbook_return_is_kept BEFORE UPDATE OR DELETE ON assessments_workbookreturn
    FOR EACH ROW EXECUTE FUNCTION assessments_return_settles_once();
"""
UNKEEP = """
DROP TRIGGER workbook_return_is_kept ON assessments_workbookreturn;
DROP FUNCTION assessments_return_settles_once();
DROP TRIGGER issued_workbook_is_frozen ON assessments_issuedworkbook;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0007_workshop"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuedWorkbook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("questionnaire", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=10)),
                ("sections", models.JSONField()),
                ("scorers", models.PositiveSmallIntegerField(default=0)),
                ("contents", models.JSONField()),
                ("issued_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workbooks",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-issued_at", "pk"]},
        ),
        migrations.CreateModel(
            name="WorkbookReturn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("file_digest", models.CharField(max_length=64)),
                ("file_size", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("returned_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "To be looked at"),
                            ("accepted", "Accepted"),
                            ("discarded", "Discarded"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("report", models.JSONField(blank=True, default=dict)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workbook_returns",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "issued",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="assessments.issuedworkbook",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-returned_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")),
                        fields=("assessment", "file_digest"),
                        name="a_workbook_is_looked_at_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "open"),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            models.Q(
                                ("outcome__in", ["accepted", "discarded"]),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="settled_returns_have_moment_and_person",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNKEEP),
    ]
