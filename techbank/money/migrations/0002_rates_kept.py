from django.db import migrations

KEEP = """
CREATE FUNCTION money_exchange_rate_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'exchange rates are only ever added'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER money_exchange_rate_keep BEFORE UPDATE OR DELETE ON money_exchangerate
    FOR EACH ROW EXECUTE FUNCTION money_exchange_rate_refuse();
CREATE TRIGGER money_exchange_rate_whole BEFORE TRUNCATE ON money_exchangerate
    FOR EACH STATEMENT EXECUTE FUNCTION money_exchange_rate_refuse();
"""

LET_GO = """
DROP TRIGGER money_exchange_rate_whole ON money_exchangerate;
DROP TRIGGER money_exchange_rate_keep ON money_exchangerate;
DROP FUNCTION money_exchange_rate_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LET_GO)]
