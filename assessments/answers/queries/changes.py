"""Who wrote what and when: answers and records of a dossier in one list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value

from assessments.models import Assessment, RecordRevision, Revision
from partners.models import User

ANSWER, RECORD = "answer", "record"
_SAVED = Revision.Outcome.SAVED


@dataclass(frozen=True)
class ChangesQuery:
    """Which changes to list. ``keys`` are questions and ``kinds`` kinds of records, None for all.

    ``since`` is included, ``until`` is not. ``last`` is the last moment the reader may know of.
    """

    keys: Sequence[str] | None = None
    kinds: Sequence[str] | None = None
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    last: datetime | None = None

    def _everywhere(self) -> Q:
        condition = Q()
        if self.person is not None:
            condition &= Q(written_by=self.person)
        if self.since is not None:
            condition &= Q(written_at__gte=self.since)
        if self.until is not None:
            condition &= Q(written_at__lt=self.until)
        if self.last is not None:
            condition &= Q(written_at__lte=self.last)
        return condition

    @property
    def of_answers(self) -> Q:
        return (
            self._everywhere() if self.keys is None else self._everywhere() & Q(key__in=self.keys)
        )

    @property
    def of_records(self) -> Q:
        if self.kinds is None:
            return self._everywhere()
        return self._everywhere() & Q(kind__in=self.kinds)


@dataclass(frozen=True)
class RevisionChange:
    """One revision and the saved one before it; None for the first."""

    revision: Revision | RecordRevision
    before: Revision | RecordRevision | None

    @property
    def is_answer(self) -> bool:
        return isinstance(self.revision, Revision)


def _listed(rows: QuerySet[Any], what: str) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    triples: QuerySet[Any, Any] = named.values_list("what", "pk", "written_at")
    return triples


def listed(assessment: Assessment, wanted: ChangesQuery) -> QuerySet[Any, Any]:
    """(ANSWER or RECORD, id, moment) of every matching change, newest first."""
    answers = Revision.objects.filter(wanted.of_answers, assessment=assessment)
    records = RecordRevision.objects.filter(wanted.of_records, assessment=assessment)
    both = _listed(answers, ANSWER).union(_listed(records, RECORD), all=True)
    newest_first: QuerySet[Any, Any] = both.order_by("-written_at", "what", "-pk")
    return newest_first


def _with_before(rows: QuerySet[Any], **same: Any) -> QuerySet[Any]:
    older = rows.model._default_manager.filter(
        assessment=OuterRef("assessment"),
        outcome=_SAVED,
        version__lt=OuterRef("first_version"),
        **same,
    ).order_by("-version", "-pk")
    annotated: QuerySet[Any] = rows.annotate(before_id=Subquery(older.values("pk")[:1]))
    return annotated


def _read(model: Any, ids: Iterable[int], **same: Any) -> dict[int, RevisionChange]:
    rows = _with_before(model.objects.filter(pk__in=list(ids)), **same)
    rows_found = list(rows.select_related("written_by"))
    before = model.objects.in_bulk([row.before_id for row in rows_found if row.before_id])
    return {row.pk: RevisionChange(row, before.get(row.before_id)) for row in rows_found}


def read(page: Iterable[tuple[str, int, datetime]]) -> list[RevisionChange]:
    """The changes on one page of the list, in the same order. At most four queries."""
    listed_here = list(page)
    answers = _read(
        Revision, (pk for what, pk, _at in listed_here if what == ANSWER), key=OuterRef("key")
    )
    records = _read(
        RecordRevision,
        (pk for what, pk, _at in listed_here if what == RECORD),
        record_id=OuterRef("record_id"),
    )
    return [(answers if what == ANSWER else records)[pk] for what, pk, _at in listed_here]


def writers_of(assessment: Assessment, *, last: datetime | None = None) -> list[User]:
    """Everybody who wrote in the dossier, sorted by name. One query."""
    until = Q(written_at__lte=last) if last else Q()
    answers = Revision.objects.filter(until, assessment=assessment).order_by()
    records = RecordRevision.objects.filter(until, assessment=assessment).order_by()
    wrote = Q(pk__in=answers.values("written_by")) | Q(pk__in=records.values("written_by"))
    return list(User.objects.filter(wrote))
