"""Evidence: sources of facts and attached files. What a dossier may keep is held here."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Bytes: 200 MB of files that can be had; as much again of removed ones until the sweep.
KEEP = """
-- Rows are never deleted, and tell for ever what was added by whom to what.
CREATE FUNCTION assessments_evidence_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.assessment_id, NEW.question, NEW.kind, NEW.record_id, NEW.field,
            NEW.added_at, NEW.added_by_id)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.assessment_id, OLD.question, OLD.kind, OLD.record_id, OLD.field,
            OLD.added_at, OLD.added_by_id)
            AND (OLD.digest = ''
                OR (NEW.file_name, NEW.media_type, NEW.size, NEW.digest)
                IS NOT DISTINCT FROM (OLD.file_name, OLD.media_type, OLD.size, OLD.digest))
            AND (OLD.stored_as = '' OR NEW.stored_as = OLD.stored_as OR NEW.swept_at IS NOT NULL)
            AND (OLD.swept_at IS NULL OR NEW IS NOT DISTINCT FROM OLD)
            AND (OLD.removed_at IS NULL
                OR (NEW.removed_at, NEW.removed_by_id, NEW.source, NEW.page, NEW.url, NEW.seen_by,
                    NEW.digest)
                IS NOT DISTINCT FROM
                (OLD.removed_at, OLD.removed_by_id, OLD.source, OLD.page, OLD.url, OLD.seen_by,
                    OLD.digest))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'evidence_is_kept: what evidence was added to what never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER evidence_is_kept BEFORE UPDATE OR DELETE ON assessments_evidence
    FOR EACH ROW EXECUTE FUNCTION assessments_evidence_is_kept();

-- Two people may attach at once: the second waits, then both are counted.
CREATE FUNCTION assessments_evidence_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    files bigint;
    here bigint;
    stored bigint;
    listed bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('evidence ' || NEW.assessment_id, 0));
    SELECT count(*) FILTER (WHERE removed_at IS NULL AND stored_as <> ''),
           coalesce(sum(size) FILTER (WHERE removed_at IS NULL AND stored_as <> ''), 0),
           coalesce(sum(size) FILTER (WHERE stored_as <> ''), 0),
           count(*) FILTER (WHERE removed_at IS NULL)
      INTO files, here, stored, listed
      FROM assessments_evidence
     WHERE assessment_id = NEW.assessment_id AND id <> NEW.id;
    IF NEW.stored_as <> '' AND files >= 100 THEN
        RAISE EXCEPTION 'evidence_files_fit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.stored_as <> '' AND here + NEW.size > 209715200 THEN
        RAISE EXCEPTION 'evidence_bytes_fit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.stored_as <> '' AND stored + NEW.size > 419430400 THEN
        RAISE EXCEPTION 'evidence_removed_fit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.size > 10485760 THEN
        RAISE EXCEPTION 'evidence_file_fits' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF listed >= 2000 THEN
        RAISE EXCEPTION 'evidence_rows_fit' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_fits BEFORE INSERT ON assessments_evidence
    FOR EACH ROW EXECUTE FUNCTION assessments_evidence_fits();
CREATE TRIGGER evidence_still_fits BEFORE UPDATE OF stored_as ON assessments_evidence
    FOR EACH ROW WHEN (NEW.stored_as <> '' AND OLD.stored_as = '')
    EXECUTE FUNCTION assessments_evidence_fits();

-- Nobody approves what they brought evidence for.
CREATE FUNCTION assessments_approver_added_no_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM assessments_evidence e
         WHERE e.assessment_id = NEW.id AND e.added_by_id = NEW.approved_by_id)
    THEN
        RAISE EXCEPTION 'the approver added evidence to this assessment'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER approver_added_no_evidence BEFORE INSERT OR UPDATE OF approved_by_id
    ON assessments_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_approver_added_no_evidence();
"""

UNKEEP = """
DROP TRIGGER approver_added_no_evidence ON assessments_assessment;
DROP FUNCTION assessments_approver_added_no_evidence();
DROP TRIGGER evidence_still_fits ON assessments_evidence;
DROP TRIGGER evidence_fits ON assessments_evidence;
DROP FUNCTION assessments_evidence_fits();
DROP TRIGGER evidence_is_kept ON assessments_evidence;
DROP FUNCTION assessments_evidence_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_full_questionnaire"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessments.assessment",
                    ),
                ),
                ("question", models.CharField(blank=True, default="", max_length=80)),
                ("kind", models.CharField(blank=True, default="", max_length=30)),
                ("record_id", models.UUIDField(blank=True, null=True)),
                ("field", models.CharField(blank=True, default="", max_length=60)),
                ("source", models.CharField(max_length=500)),
                ("page", models.CharField(blank=True, default="", max_length=40)),
                ("url", models.CharField(blank=True, default="", max_length=500)),
                (
                    "seen_by",
                    models.CharField(
                        choices=[("public", "Public"), ("bank", "Bank"), ("country", "Country")],
                        default="bank",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("stored_as", models.CharField(blank=True, default="", max_length=32)),
                ("file_name", models.CharField(blank=True, default="", max_length=120)),
                ("media_type", models.CharField(blank=True, default="", max_length=100)),
                ("size", models.PositiveIntegerField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("swept_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["added_at", "pk"],
                "indexes": [
                    models.Index(fields=["assessment", "added_at"], name="evidence_of_dossier"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("question", ""), _negated=True),
                                ("field", ""),
                                ("kind", ""),
                                ("record_id__isnull", True),
                            ),
                            models.Q(
                                ("question", ""),
                                ("record_id__isnull", False),
                                models.Q(("kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_of_one_fact",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="evidence_names_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seen_by__in", ["public", "bank", "country"])),
                        name="evidence_audience_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("digest", ""),
                                ("file_name", ""),
                                ("media_type", ""),
                                ("size__isnull", True),
                                ("stored_as", ""),
                            ),
                            models.Q(
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("media_type", ""), _negated=True),
                                ("size__gt", 0),
                                ("digest__regex", "^[0-9a-f]{64}$"),
                                models.Q(
                                    models.Q(
                                        ("stored_as__regex", "^[0-9a-f]{32}$"),
                                        ("swept_at__isnull", True),
                                    ),
                                    models.Q(("stored_as", ""), ("swept_at__isnull", False)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_file_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_removal_has_moment_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("swept_at__isnull", True),
                            models.Q(
                                ("removed_at__isnull", False),
                                ("swept_at__gte", models.F("removed_at")),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_swept_after_removal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""),
                            ("url__startswith", "http://"),
                            ("url__startswith", "https://"),
                            _connector="OR",
                        ),
                        name="evidence_address_is_of_the_web",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stored_as", ""), _negated=True),
                        fields=("stored_as",),
                        name="evidence_file_is_its_own",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, UNKEEP),
    ]
