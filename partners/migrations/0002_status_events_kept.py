from django.db import migrations

KEEP = """
CREATE FUNCTION partners_status_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'status events are only ever added'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER partners_status_event_keep BEFORE UPDATE OR DELETE ON partners_statusevent
    FOR EACH ROW EXECUTE FUNCTION partners_status_event_refuse();
CREATE TRIGGER partners_status_event_whole BEFORE TRUNCATE ON partners_statusevent
    FOR EACH STATEMENT EXECUTE FUNCTION partners_status_event_refuse();
"""

LET_GO = """
DROP TRIGGER partners_status_event_whole ON partners_statusevent;
DROP TRIGGER partners_status_event_keep ON partners_statusevent;
DROP FUNCTION partners_status_event_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
