"""A file that was given out stays known as ours after its document was made anew."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

REMEMBER = """
CREATE FUNCTION assessments_digest_is_remembered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.earlier_digests @> OLD.earlier_digests THEN
        RAISE EXCEPTION 'the digest of a file that was given out is kept'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.digest <> '' AND NEW.digest <> OLD.digest
        AND NOT NEW.earlier_digests @> ARRAY[OLD.digest]
    THEN
        NEW.earlier_digests := NEW.earlier_digests || OLD.digest;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER digest_is_remembered BEFORE UPDATE ON assessments_plandocument
FOR EACH ROW EXECUTE FUNCTION assessments_digest_is_remembered();
"""

FORGET = """
DROP TRIGGER digest_is_remembered ON assessments_plandocument;
DROP FUNCTION assessments_digest_is_remembered();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0012_published_totals")]

    operations = [
        migrations.AddField(
            model_name="plandocument",
            name="earlier_digests",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="plandocument",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["earlier_digests"], name="documents_of_an_earlier_file"
            ),
        ),
        migrations.RunSQL(REMEMBER, FORGET),
    ]
