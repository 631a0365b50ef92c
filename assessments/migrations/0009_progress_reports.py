"""Progress reports on the activities of an approved plan: written once, in the plan's own terms."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE TRIGGER progress_report_is_kept BEFORE UPDATE OR DELETE ON assessments_progressreport
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();

CREATE FUNCTION assessments_report_holds_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM assessments_snapshot s
          JOIN assessments_assessment a ON a.id = s.assessment_id
         WHERE s.id = NEW.snapshot_id
           AND a.state IN ('approved', 'published')
           AND jsonb_path_exists(s."full", '$.actions[*].activities[*] ? (@.id == $id)',
                                 jsonb_build_object('id', NEW.activity::text)))
    THEN
        broken := 'report_is_of_an_approved_activity';
    ELSIF NEW.until_on > (NEW.reported_at AT TIME ZONE 'UTC')::date THEN
        broken := 'nothing_is_reported_ahead';
    ELSIF jsonb_typeof(NEW.spent) <> 'array' THEN
        broken := 'spending_is_sums_by_currency';
    ELSIF EXISTS (
        SELECT 1 FROM jsonb_array_elements(NEW.spent) one
         WHERE jsonb_typeof(one) <> 'object'
            OR jsonb_typeof(one -> 'currency') IS DISTINCT FROM 'string'
            OR jsonb_typeof(one -> 'amount') IS DISTINCT FROM 'string'
            OR one ->> 'currency' !~ '^[A-Z]{3}$'
            OR one ->> 'amount' !~ '^[0-9]{1,16}[.][0-9]{2}$')
        OR (SELECT count(*) <> count(DISTINCT one ->> 'currency')
              FROM jsonb_array_elements(NEW.spent) one)
    THEN
        broken := 'spending_is_sums_by_currency';
    ELSIF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assessments_progressreport r
         WHERE r.id = NEW.corrects_id AND r.snapshot_id = NEW.snapshot_id
           AND r.activity = NEW.activity AND r.reported_at <= NEW.reported_at)
    THEN
        broken := 'a_report_corrects_an_earlier_one_of_its_activity';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION '%', broken USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER progress_report_holds_together BEFORE INSERT ON assessments_progressreport
    FOR EACH ROW EXECUTE FUNCTION assessments_report_holds_together();
"""

UNKEEP = """
DROP TRIGGER progress_report_holds_together ON assessments_progressreport;
DROP FUNCTION assessments_report_holds_together();
DROP TRIGGER progress_report_is_kept ON assessments_progressreport;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0008_workbook"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="assessments.snapshot",
                    ),
                ),
                ("activity", models.UUIDField()),
                ("until_on", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("completed", "Completed"),
                            ("suspended", "Suspended"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=20,
                    ),
                ),
                ("started_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("reached", models.CharField(blank=True, default="", max_length=120)),
                ("measured_on", models.DateField(blank=True, null=True)),
                ("spent", models.JSONField(blank=True, default=list)),
                ("happened", models.TextField(blank=True, default="")),
                ("obstacles", models.TextField(blank=True, default="")),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="assessments.progressreport",
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-until_on", "-reported_at", "pk"],
                "indexes": [
                    models.Index(fields=["snapshot", "activity"], name="reports_of_an_activity"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "not_started",
                                    "in_progress",
                                    "completed",
                                    "suspended",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="report_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "not_started"), _negated=True),
                            ("started_on__isnull", True),
                            _connector="OR",
                        ),
                        name="what_is_not_started_has_no_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("status__in", ["completed", "cancelled"]),
                            _connector="OR",
                        ),
                        name="only_what_is_over_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_on__isnull", True),
                            ("started_on__lte", models.F("ended_on")),
                            ("ended_on__isnull", True),
                            _connector="OR",
                        ),
                        name="reported_end_is_not_before_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("started_on__isnull", True),
                                ("started_on__lte", models.F("until_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("ended_on__isnull", True),
                                ("ended_on__lte", models.F("until_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("measured_on__isnull", True),
                                ("measured_on__lte", models.F("until_on")),
                                _connector="OR",
                            ),
                        ),
                        name="nothing_is_reported_ahead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measured_on__isnull", True), ("reached", "")),
                            models.Q(
                                models.Q(("reached", ""), _negated=True),
                                ("measured_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="what_is_reached_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True),
                            models.Q(("corrects", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_report_corrects_itself",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNKEEP),
    ]
