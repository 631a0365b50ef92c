"""Columns that count: Django gives each its own constraint, and each is attacked alike.

The list follows from the models, so that a new column needs no line here. Named are only those
that need more than minus one in any row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model, PositiveIntegerField, PositiveSmallIntegerField

from tests.attacks.attack import Attack, Columns, changed, copied
from tests.attacks.guards import FLOORS


@dataclass(frozen=True)
class Special:
    """``given`` is changed as well, in that ``row``; see ``Attack`` for ``behind``."""

    given: Columns = field(default_factory=dict)
    row: str = "true"
    behind: tuple[str, ...] = ()


# Nobody may change their rows, so a copy is attacked.
WRITTEN_ONCE = {
    "assessments_issuedworkbook",
    "assessments_progressreport",
    "assessments_recordrevision",
    "assessments_revision",
    "assessments_snapshot",
    "assessments_weightjudgement",
    "assessments_workbookreturn",
    "funding_ledgerentry",
}
_MARKS: Columns = {f"mark_{mark}": "10" for mark in (1, 2, 3, 4, 5)}
_IN_OPEN_SESSION = "session_id = (SELECT id FROM assessments_scoringsession WHERE state = 'open')"
_OF_OPEN_SESSION = f"seat_id = (SELECT id FROM assessments_seat WHERE {_IN_OPEN_SESSION})"
SPECIAL: dict[str, Special] = {
    # The other marks keep the sum of them above zero.
    **{f"assessments_barrier_{mark}_check": Special(_MARKS) for mark in _MARKS},
    # Without marks nobody adds them up.
    "assessments_barrier_votes_check": Special(dict.fromkeys(_MARKS, "NULL")),
    "assessments_endorsement_men_check": Special({"women": "1"}),
    "assessments_endorsement_women_check": Special({"men": "1"}),
    "assessments_evidence_size_check": Special(behind=("evidence_file_is_whole",)),
    "assessments_plandocument_pages_check": Special(row="state = 'queued'"),
    "assessments_plandocument_size_check": Special(row="state = 'queued'"),
    "assessments_scoringsession_number_check": Special(row="state = 'open'"),
    "assessments_scoringsession_round_check": Special(row="state = 'open'"),
    "assessments_scoringsession_version_check": Special(row="state = 'open'"),
    "assessments_seat_number_check": Special(row=_IN_OPEN_SESSION),
    "assessments_seat_sequence_check": Special(row=_IN_OPEN_SESSION),
    "assessments_seatscore_round_check": Special(row=_OF_OPEN_SESSION),
    "assessments_seatscore_sequence_check": Special(row=_OF_OPEN_SESSION),
    "assessments_weightjudgement_number_check": Special(row=_IN_OPEN_SESSION),
    "funding_ledgerentry_year_check": Special({"value_on": "NULL"}, "state = 'entered'"),
    "funding_requirement_year_from_check": Special({"year_to": "NULL"}),
    # A last year needs a first one, which cannot be below zero either.
    "funding_requirement_year_to_check": Special(behind=("requirement_years_in_order",)),
}


def _own_models() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in FLOORS:
            yield from config.get_models(include_auto_created=True)


def _attack(table: str, column: str) -> Attack:
    name = f"{table}_{column}_check"
    special = SPECIAL.get(name, Special())
    written = copied if table in WRITTEN_ONCE else changed
    minus_one, none = (special.given | {column: value} for value in ("-1", "0"))
    return written(name, table, minus_one, none, row=special.row, behind=special.behind)


ATTACKS = [
    _attack(model._meta.db_table, str(column.column))
    for model in _own_models()
    for column in model._meta.local_concrete_fields
    if isinstance(column, PositiveIntegerField | PositiveSmallIntegerField)
]
