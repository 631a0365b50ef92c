from django.db import migrations, models

CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    last_seq bigint;
    last_hash text;
    content jsonb := NEW.payload::jsonb;
BEGIN
    -- One writer at a time until commit: the next row must see this one.
    PERFORM pg_advisory_xact_lock(7434657463);
    SELECT seq, hash INTO last_seq, last_hash FROM public.audit_entry ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last_seq, 0) + 1;
    NEW.previous_hash := coalesce(last_hash, repeat('0', 64));
    NEW.at := clock_timestamp();
    NEW.verb := content->>'verb';
    NEW.sentence := content->>'sentence';
    NEW.actor_id := content->>'actor_id';
    NEW.actor_name := content->>'actor_name';
    NEW.actor_role := content->>'actor_role';
    NEW.subject_type := content->>'subject_type';
    NEW.subject_id := content->>'subject_id';
    NEW.subject_name := content->>'subject_name';
    NEW.country := content->>'country';
    NEW.hash := encode(sha256(convert_to(
        NEW.previous_hash || E'\\n' || NEW.seq || E'\\n'
        || to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\\n'
        || NEW.payload, 'UTF8')), 'hex');
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_chain BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_whole BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""

UNCHAIN = """
DROP TRIGGER audit_entry_whole ON audit_entry;
DROP TRIGGER audit_entry_keep ON audit_entry;
DROP TRIGGER audit_entry_chain ON audit_entry;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_chain();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(db_default=0, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("payload", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("verb", models.CharField(max_length=80)),
                ("sentence", models.TextField()),
                ("actor_id", models.CharField(blank=True, max_length=40)),
                ("actor_name", models.CharField(blank=True, max_length=200)),
                ("actor_role", models.CharField(blank=True, max_length=60)),
                ("subject_type", models.CharField(blank=True, max_length=80)),
                ("subject_id", models.CharField(blank=True, max_length=60)),
                ("subject_name", models.CharField(blank=True, max_length=300)),
                ("country", models.CharField(blank=True, max_length=3)),
            ],
            options={
                "ordering": ["-seq"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
                    models.Index(fields=["country"], name="audit_country"),
                    models.Index(fields=["verb"], name="audit_verb"),
                    models.Index(fields=["actor_id"], name="audit_actor"),
                ],
            },
        ),
        migrations.RunSQL(CHAIN, UNCHAIN),
    ]
