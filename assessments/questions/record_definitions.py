"""What a kind of record and its fields are.

Records are what repeats in a dossier: stakeholders, needs, options, cost lines. Their fields are
told once, as data, like the questions: forms, check page, completeness, API, workbook and
snapshot read these definitions. What is stored in which table is said by the models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from assessments.questions.definitions import Audience, Choice, Text

Names = Sequence[str | tuple[str, ...]]
Groups = Sequence[tuple[Text, Text, Names]]


class FieldKind(StrEnum):
    """How a field is written, and what is stored.

    TEXT one line, LONG several lines: str, "" for blank · INTEGER, YEAR: int or None · NUMBER:
    Decimal or None · SHARE: typed in percent, stored as a share of one · DATE: a day or None ·
    CHOICE: a key or "" · YES_NO: bool, asked as a question · MARK: bool, a box to tick ·
    CURRENCY: three capitals · LINK: an address that begins with http:// or https:// · ONE: the id
    of a record of the dossier or None · MANY: ids.
    """

    TEXT = "text"
    LONG = "long"
    INTEGER = "integer"
    NUMBER = "number"
    SHARE = "share"
    YEAR = "year"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    MARK = "mark"
    CURRENCY = "currency"
    LINK = "link"
    ONE = "one"
    MANY = "many"


REFERENCES = (FieldKind.ONE, FieldKind.MANY)


@dataclass(frozen=True)
class RecordField:
    """One field. ``key`` is the column of the model; ``since`` the version that brought it in.

    ``limit`` counts characters; ``least`` and ``most`` bound a number of at most ``decimals``
    decimals, and ``below`` is what is said under the bound. ``refers_to`` names the kind of record
    of ONE and MANY. ``blank`` is the choice of nothing; ``first`` what a new record begins with.
    ``rows`` is how tall a long text begins. A field that is not ``stored`` only guides writing.
    """

    key: str
    kind: FieldKind
    label: Text
    help: Text = ""
    required: bool = False
    limit: int | None = None
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    decimals: int = 2
    below: Text = ""
    unit: Text = ""
    choices: tuple[Choice, ...] = ()
    blank: Text = ""
    refers_to: str = ""
    seen_by: Audience = Audience.PUBLIC
    first: str = ""
    rows: int = 4
    stored: bool = True
    since: str = "2026.1"


@dataclass(frozen=True)
class RecordKind:
    """A kind of record, the section it is kept in, and its fields.

    ``label`` names one, ``plural`` the list. ``parent`` is the field by which it hangs on another
    kind. ``groups`` are (legend, intro, names) for the form, a tuple of names standing side by
    side. ``most`` is how many a dossier holds: pages, ranking and document stay quick up to there.
    ``name`` is the field a record is called by.
    """

    key: str
    section: str
    label: Text
    plural: Text
    help: Text
    fields: tuple[RecordField, ...]
    name: str
    parent: str = ""
    groups: Groups = ()
    most: int = 1_000
    since: str = "2026.1"
    by_key: dict[str, RecordField] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {field.key: field for field in self.fields})

    def field(self, key: str) -> RecordField:
        """Raises KeyError for a field this kind does not have."""
        return self.by_key[key]
