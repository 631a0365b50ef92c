"""A record as a reader sees it: a title, and facts with their labels."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from assessments.models import Record
from assessments.plan.queries.causes import Branch
from assessments.questions.records import RECORD_KINDS, fields_of
from assessments.records.queries.facts import field_text


@dataclass(frozen=True)
class ShownField:
    """One line of a record. Facts without a value are left out."""

    label: str
    value: str


# More lines than that and a list is read by its names first.
MANY_FACTS = 40


@dataclass(frozen=True)
class ShownRecord:
    """One record. ``version`` is None for what has no versions; ``status`` says where it stands."""

    id: str
    title: str
    facts: list[ShownField]
    version: int | None = None
    number: str = ""
    status: str = ""


@dataclass(frozen=True)
class ShownKind:
    """All records of one kind."""

    name: str
    label: str | Promise
    records: list[ShownRecord] = field(default_factory=list)
    causes: list[Branch] = field(default_factory=list)

    @property
    def folds(self) -> bool:
        """Whether the records are so long that each is folded under its name."""
        return (
            len(self.records) > 1 and sum(len(record.facts) for record in self.records) > MANY_FACTS
        )


def facts_of(*pairs: tuple[str, object]) -> list[ShownField]:
    return [ShownField(label, str(value)) for label, value in pairs if value not in (None, "")]


def described(
    record: Record, kind: str, version: str, skip: Iterable[str] = ()
) -> list[ShownField]:
    """Every field the version asks of the kind, in order, as its description says."""
    return facts_of(
        *(
            (str(field.label), field_text(record, field))
            for field in fields_of(RECORD_KINDS[kind], version)
            if field.stored and field.key not in skip
        )
    )
