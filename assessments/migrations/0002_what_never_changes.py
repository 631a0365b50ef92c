from django.db import migrations

KEEP = """
CREATE FUNCTION assessments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are written once', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER snapshot_is_frozen BEFORE UPDATE OR DELETE ON assessments_snapshot
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER revision_is_kept BEFORE UPDATE OR DELETE ON assessments_revision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER record_revision_is_kept BEFORE UPDATE OR DELETE ON assessments_recordrevision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();

-- Nobody approves what they wrote: the guard of the act says it in words, this says it for good.
CREATE FUNCTION assessments_approver_wrote_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_by_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM assessments_revision r
                WHERE r.assessment_id = NEW.id AND r.written_by_id = NEW.approved_by_id)
        OR EXISTS (SELECT 1 FROM assessments_recordrevision r
                   WHERE r.assessment_id = NEW.id AND r.written_by_id = NEW.approved_by_id))
    THEN
        RAISE EXCEPTION 'the approver wrote in this assessment'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER approver_wrote_nothing BEFORE INSERT OR UPDATE OF approved_by_id
    ON assessments_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_approver_wrote_nothing();
"""

UNKEEP = """
DROP TRIGGER approver_wrote_nothing ON assessments_assessment;
DROP FUNCTION assessments_approver_wrote_nothing();
DROP TRIGGER record_revision_is_kept ON assessments_recordrevision;
DROP TRIGGER revision_is_kept ON assessments_revision;
DROP TRIGGER snapshot_is_frozen ON assessments_snapshot;
DROP FUNCTION assessments_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
