"""The table of the shared sign-in limits (django.core.cache.backends.db)."""

from django.db import migrations

CREATE = """
CREATE TABLE techbank_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX techbank_cache_expires ON techbank_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(CREATE, "DROP TABLE techbank_cache")]
