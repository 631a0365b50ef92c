"""What a snapshot contains since questionnaire 2026.2, in addition to what it contained before.

The older shape does not change, so a snapshot of any age is read the same way: keys that a
dossier's questionnaire does not have are left out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.models import Record
from assessments.questions.definitions import Audience
from assessments.questions.record_definitions import RecordKind
from assessments.questions.records import RECORD_KINDS, fields_of, kinds_of
from assessments.records.queries.facts import stored_values

# The lists a snapshot keeps of each kind that came with 2026.2.
LISTS = {
    "stakeholder": "stakeholders",
    "event": "events",
    "linked_plan": "linked_plans",
    "indicator": "indicators",
}


def lists_of(records: Mapping[str, Iterable[Record]], version: str) -> dict[str, Any]:
    """The records of the kinds in ``LISTS`` by the name of their list, in the dossier's order."""
    known = {kind.key for kind in kinds_of(version)}
    return {
        name: [
            stored_values(record, RECORD_KINDS[kind], version) for record in records.get(kind, ())
        ]
        for kind, name in LISTS.items()
        if kind in known
    }


def later_fields(record: Record, kind: str, version: str) -> dict[str, Any]:
    """The fields of a record that were added later than its kind, if the version has them."""
    described = RECORD_KINDS[kind]
    values = stored_values(record, described, version)
    later = {field.key for field in _later(described, version)}
    return {key: value for key, value in values.items() if key in later}


def _later(kind: RecordKind, version: str) -> list[Any]:
    return [field for field in fields_of(kind, version) if field.since != kind.since]


def public_lists(public: dict[str, Any]) -> None:
    """Removes from the lists what the public may not see; changes ``public``.

    The name of a person stays only with their consent; contacts and sexes never stay.
    """
    for kind, name in LISTS.items():
        hidden = {
            field.key for field in RECORD_KINDS[kind].fields if field.seen_by is not Audience.PUBLIC
        }
        for row in public.get(name, ()):
            if kind == "stakeholder" and not row.get("consent"):
                row["name"] = ""
            for key in hidden & set(row):
                del row[key]
