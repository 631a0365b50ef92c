from django.db import migrations

KEEP = """
CREATE FUNCTION ledger_stamp_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stamps text[] := ARRAY['state', 'approved_at', 'approved_by_id',
                           'rejected_at', 'rejected_by_id', 'rejected_reason'];
BEGIN
    IF OLD.state <> 'entered' OR NEW.state NOT IN ('approved', 'rejected')
       OR to_jsonb(NEW) - stamps <> to_jsonb(OLD) - stamps
    THEN
        RAISE EXCEPTION 'the ledger is append-only'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- What a check constraint cannot see: the row that is reversed. Rows of people begin undecided.
CREATE FUNCTION ledger_new_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken_back funding_ledgerentry;
BEGIN
    IF NOT NEW.imported AND NEW.state <> 'entered' THEN
        RAISE EXCEPTION 'a ledger row begins as entered'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL THEN
        SELECT * INTO taken_back FROM funding_ledgerentry WHERE id = NEW.reverses_id;
        IF taken_back.state <> 'approved' OR taken_back.kind = 'reversal'
           OR NEW.promise_id <> taken_back.promise_id
           OR NEW.currency <> taken_back.currency
           OR NEW.amount IS DISTINCT FROM -taken_back.amount
           OR NEW.usd IS DISTINCT FROM -taken_back.usd
           OR NEW.year IS DISTINCT FROM taken_back.year
        THEN
            RAISE EXCEPTION 'a reversal repeats what it reverses with the other sign'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_rows_begin BEFORE INSERT ON funding_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_new_row();
CREATE TRIGGER ledger_rows_stay BEFORE UPDATE ON funding_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_stamp_only();
CREATE TRIGGER ledger_rows_are_kept BEFORE DELETE ON funding_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_is_kept BEFORE TRUNCATE ON funding_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

UNKEEP = """
DROP TRIGGER ledger_is_kept ON funding_ledgerentry;
DROP TRIGGER ledger_rows_are_kept ON funding_ledgerentry;
DROP TRIGGER ledger_rows_stay ON funding_ledgerentry;
DROP TRIGGER ledger_rows_begin ON funding_ledgerentry;
DROP FUNCTION ledger_new_row();
DROP FUNCTION ledger_refuse();
DROP FUNCTION ledger_stamp_only();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
