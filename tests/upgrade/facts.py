"""What a database of the portal holds, read with SQL alone: no release's code stands between.

Names of tables and columns are those of the release that wrote them down; a migration that
renames one changes its name here, and nothing in the folder of the release.
"""

import json
from typing import Any

Row = dict[str, Any]
Facts = dict[str, Any]

RECORDS = (
    "action activity barrier costline criterion event fundingsought indicator linkedplan measure "
    "need publishedtotal sector stakeholder technologyoption"
).split()
# Django's own lists of what it knows follow the code, not the people who wrote something.
OF_THE_CODE = ("auth_permission", "django_content_type", "django_migrations")

_ANSWERS = """
SELECT assessment_id || ' ' || key, jsonb_build_object(
  'value', value, 'not_known', not_known, 'version', version)
FROM assessments_answer ORDER BY 1
"""
_RECORD = "SELECT id::text, to_jsonb(record) FROM assessments_{kind} record ORDER BY 1"
_LEDGER = """
SELECT concat_ws(' ', kind, state, nullif(currency, '')), jsonb_build_object(
  'rows', count(*), 'amount', sum(amount)::text, 'usd', sum(usd)::text)
FROM funding_ledgerentry GROUP BY 1 ORDER BY 1
"""
_OFFERS = """
SELECT concat_ws(' ', state, currency), jsonb_build_object(
  'rows', count(*), 'amount', sum(amount)::text)
FROM funding_pledgeoffer GROUP BY 1 ORDER BY 1
"""
_TRAIL = """
SELECT 'head', jsonb_build_object('seq', seq, 'hash', hash)
FROM audit_entry ORDER BY seq DESC LIMIT 1
"""
_SNAPSHOTS = """
SELECT id::text, jsonb_build_object('digest', digest, 'public_digest', public_digest)
FROM assessments_snapshot ORDER BY 1
"""
_SESSIONS = """
SELECT id::text, to_jsonb(digest) FROM assessments_scoringsession
WHERE frozen IS NOT NULL ORDER BY 1
"""
_DOCUMENTS = """
SELECT id::text, jsonb_build_object('snapshot', snapshot_id, 'language', language,
  'projection', projection, 'digest', digest, 'size', size, 'pages', pages)
FROM assessments_plandocument WHERE state = 'ready' ORDER BY 1
"""
_EVIDENCE = """
SELECT id::text, jsonb_build_object('assessment', assessment_id, 'file', file_name,
  'digest', digest, 'removed', removed_at IS NOT NULL)
FROM assessments_evidence WHERE digest <> '' ORDER BY 1
"""
_OUTBOX = """
SELECT key, jsonb_build_object('kind', kind, 'payload', payload, 'dead', dead_at IS NOT NULL)
FROM outbox_message WHERE done_at IS NULL ORDER BY id
"""
_EVERY_TABLE = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def _pairs(cursor: Any, statement: str) -> Facts:
    cursor.execute(f"SELECT key, value::text FROM ({statement}) AS pairs (key, value)")
    return {key: _plain(value) for key, value in cursor.fetchall()}


def _plain(text: str) -> Any:
    """What JSON says, with its numbers as they are written: 1.50 is not 1.5."""
    return json.loads(text, parse_float=str)


def stored(cursor: Any) -> Facts:
    """What is written down in the folder of a release: answers, records, sums, head, digests."""
    cursor.execute("SET search_path = public; SET TIME ZONE 'UTC'")
    records = {kind: _pairs(cursor, _RECORD.format(kind=kind)) for kind in RECORDS}
    return {
        "answers": _pairs(cursor, _ANSWERS),
        "records": {kind: _without_stamps(rows) for kind, rows in records.items()},
        "ledger": _pairs(cursor, _LEDGER),
        "offers": _pairs(cursor, _OFFERS),
        "trail": _pairs(cursor, _TRAIL)["head"],
        "snapshots": _pairs(cursor, _SNAPSHOTS),
        "sessions": _pairs(cursor, _SESSIONS),
        "documents": _pairs(cursor, _DOCUMENTS),
        "evidence": _pairs(cursor, _EVIDENCE),
        "outbox": _pairs(cursor, _OUTBOX),
    }


def _without_stamps(rows: Facts) -> Facts:
    """Who wrote a record when is in its history; here its values and its version count."""
    left_out = {"id", "updated_at", "updated_by_id", "field_versions"}
    return {
        key: {name: value for name, value in row.items() if name not in left_out}
        for key, row in rows.items()
    }


def every_row(cursor: Any) -> dict[str, list[Row]]:
    """Every row of every table, by the table's name."""
    cursor.execute("SET search_path = public; SET TIME ZONE 'UTC'")
    cursor.execute(_EVERY_TABLE)
    tables = sorted(name for (name,) in cursor.fetchall() if name not in OF_THE_CODE)
    rows: dict[str, list[Row]] = {}
    for table in tables:
        cursor.execute(f'SELECT to_jsonb(entry)::text FROM "{table}" entry')
        rows[table] = [_plain(row) for (row,) in cursor.fetchall()]
    return rows


def lost(before: list[Row], after: list[Row]) -> list[Row]:
    """Rows of before that are not there any more with the same values. New columns may come."""
    columns = sorted(before[0]) if before else []
    there = {_as_text(row, columns) for row in after}
    return [row for row in before if _as_text(row, columns) not in there]


def _as_text(row: Row, columns: list[str]) -> str:
    return json.dumps([row.get(name, "no such column") for name in columns], sort_keys=True)
