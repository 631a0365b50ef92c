"""A record as a reader sees it: a title, and facts with their labels."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from assessments.models import Record
from assessments.plan.queries.causes import Branch
from assessments.questions.record_definitions import FieldKind
from assessments.questions.records import RECORD_KINDS, fields_of
from assessments.records.queries.facts import LongValue, field_text
from techbank.text import line, plain


@dataclass(frozen=True)
class ShownField:
    """One line of a record. Facts without a value are left out.

    ``long``: a text of several lines in which the announced marks are read.
    """

    label: str
    value: str
    long: bool = False


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
    """Facts from pairs of label and value; a ``LongValue`` makes a long one."""
    return [
        ShownField(label, str(value), isinstance(value, LongValue))
        for label, value in pairs
        if value not in (None, "")
    ]


def long_name(label: str, text: str) -> tuple[str, LongValue]:
    """The fact for a long text that also names its record, where the name loses lines or marks."""
    return label, LongValue("" if name_of(text) == text else text)


def name_of(text: str) -> str:
    """A long text in one line without marks, as the name of its record."""
    return line(plain(text))


def described(
    record: Record, kind: str, version: str, skip: Iterable[str] = ()
) -> list[ShownField]:
    """Every field the version asks of the kind, in order, as its description says."""
    return facts_of(
        *(
            (str(field.label), LongValue(text) if field.kind is FieldKind.LONG else text)
            for field in fields_of(RECORD_KINDS[kind], version)
            if field.stored and field.key not in skip
            for text in (field_text(record, field),)
        )
    )
