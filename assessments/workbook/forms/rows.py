"""The rows of a returned workbook compared with the dossier: what would change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.dossiers.forms.fields import typed_number
from assessments.models import Assessment, WorkbookReturn
from assessments.questions.answers import fingerprint, parse_number, storable
from assessments.workbook.queries.cells import CellContent, CellEntry, NotListed, cell_content, read
from assessments.workbook.queries.shapes import SheetPlan, SheetRow
from assessments.workbook.queries.sheets import WorkbookPlan, plan_of
from partners.access import AccessDecision

SAME, NEW, CHANGED, CONFLICT, PROBLEM, CLOSED = (
    "unchanged",
    "new",
    "changed",
    "conflict",
    "problem",
    "closed",
)


@dataclass
class CellChange:
    """One cell: ``old`` in the dossier, ``new`` in the workbook, ``base`` when issued.

    ``value`` and ``current`` are stored values; the texts are for display. ``where`` is the cell's
    coordinate. ``both``: both texts may be kept together.
    """

    key: str
    label: str
    where: str
    old: str
    new: str
    base: str = ""
    value: Any = None
    current: Any = None
    conflict: bool = False
    both: bool = False
    problem: str = ""


@dataclass
class PreviewRow:
    """A changed row of the workbook, and what would happen to it.

    ``seen`` is a fingerprint of the current values: only what the person saw can be accepted.
    """

    id: str
    kind: str
    section: str
    sheet: str
    where: str
    title: str
    changes: list[CellChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    new: bool = False
    closed: str = ""
    version: int = 0
    stored: dict[str, Any] = field(default_factory=dict)
    refused: str = ""

    @property
    def status(self) -> str:
        if self.closed:
            return CLOSED
        if self.problems or any(change.problem for change in self.changes):
            return PROBLEM
        if not self.changes:
            return SAME
        if self.conflicts:
            return CONFLICT
        return NEW if self.new else CHANGED

    @property
    def conflicts(self) -> list[CellChange]:
        return [change for change in self.changes if change.conflict]

    @property
    def can_be_taken(self) -> bool:
        return self.status in (NEW, CHANGED, CONFLICT)

    @property
    def seen(self) -> str:
        return fingerprint(
            [[change.key, str(change.current)] for change in self.changes] + [self.version]
        )


@dataclass(frozen=True)
class Bases:
    """The values the writer started from: the issued ones, and those taken since then.

    ``taken`` is {row: {field: value}} of earlier returns of the same workbook.
    """

    taken: dict[str, dict[str, Any]]

    def of(self, row: str, key: str, issued: Any) -> Any:
        return self.taken.get(row, {}).get(key, issued)

    def knows(self, row: str) -> bool:
        return row in self.taken


def earlier(back: WorkbookReturn) -> Bases:
    """From the reports of earlier returns, the last one counting. One query."""
    versions: dict[str, dict[str, Any]] = {}
    rows = WorkbookReturn.objects.filter(
        issued=back.issued_id, outcome=WorkbookReturn.Outcome.ACCEPTED
    ).order_by("settled_at", "pk")
    for report in rows.values_list("report", flat=True):
        for row, fields in report.get("bases", {}).items():
            versions.setdefault(row, {}).update(fields)
    return Bases(versions)


@dataclass
class Reading:
    """A return being read: its dossier, plan and base values, and the access by section."""

    back: WorkbookReturn
    assessment: Assessment
    verdicts: dict[str, AccessDecision]
    plan: WorkbookPlan = field(init=False)
    bases: Bases = field(init=False)

    def __post_init__(self) -> None:
        self.plan = plan_of(self.back.issued)
        self.bases = earlier(self.back)

    @property
    def language(self) -> str:
        return self.back.issued.language

    def closed(self, section: str) -> str:
        verdict = self.verdicts[section]
        return "" if verdict else verdict.reason

    def lines(self, codes: str) -> Iterable[tuple[str, dict[str, Any], SheetPlan]]:
        """(address, returned line, sheet) for sheets whose code starts with ``codes``."""
        for sheet in self.plan.sheets:
            if sheet.code.startswith(codes):
                for address, came in self.back.cells["lines"].items():
                    if came["code"] == sheet.code:
                        yield address, came, sheet

    def pattern(self, address: str, sheet: SheetPlan) -> SheetRow:
        """The line as issued; for an inserted row the last line of the sheet."""
        known = self.plan.lines.get(address)
        return known[1] if known else sheet.lines[-1]

    def say(self, cell: list[str], entry: CellEntry) -> Any:
        """What a cell says. Raises ValueError with the sentence."""
        try:
            with translation.override(self.language):
                return read(CellContent(cell[0], cell[1]), entry)
        except NotListed as unlisted:
            raise ValueError(
                _("“%(typed)s” is not one of the answers listed.") % {"typed": unlisted}
            ) from None

    def number(self, raw: Any) -> Decimal | None:
        """A number typed in the workbook's language. Raises ``ValueError`` with a sentence."""
        if raw is None:
            return None
        if isinstance(raw, Decimal):
            return storable(raw)
        return parse_number(str(raw), self.language)

    def words(self, value: Any, entry: CellEntry) -> str:
        """A stored value as this workbook shows it."""
        with translation.override(self.language):
            content = cell_content(value, entry.kind, entry.labels)
        return (
            typed_number(content.text)
            if content.kind == "n" and entry.kind != "year"
            else content.text
        )


def stored(value: Any) -> Any:
    """A value in the form the history stores, to be compared."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return sorted(str(item) for item in value)
    return value


def compared(change: CellChange, base: Any) -> CellChange | None:
    """The change with ``conflict`` set; None when nothing would change."""
    mine, now = stored(change.value), stored(change.current)
    before = stored(base)
    if _blank(mine) == _blank(now) or _blank(mine) == _blank(before):
        return None
    change.conflict = _blank(now) != _blank(before)
    return change


def _blank(value: Any) -> Any:
    return None if value in ("", [], None) else value
