"""All records of a kind on one page: written, added, removed and put in order together."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page as PaginatorPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.dossiers.views.pages import Page, open_page
from assessments.records.forms.pasted_rows import pasted_rows
from assessments.records.forms.registry import RecordForms, record_kind
from assessments.records.forms.rows import RecordRow, RecordRows, rows_of
from assessments.records.forms.sent_rows import MOST_BLANK, MOST_SENT, number, posted
from assessments.records.operations.order import move_record
from assessments.records.operations.removing import remove_record
from assessments.records.operations.writing import save_record
from techbank.exceptions import Hidden, Invalid, Stale
from techbank.web.lists import page_of

BLANK_AT_FIRST, BLANK_MORE = 3, 5


@dataclass
class SavedRows:
    """What became of the rows that were sent; ``rows`` are shown where a problem is left."""

    rows: list[RecordRow] = field(default_factory=list)
    saved: int = 0
    removed: int = 0
    stale: int = 0

    @property
    def problems(self) -> bool:
        return any(row.problems or row.theirs for row in self.rows)

    @property
    def sentence(self) -> str:
        parts = []
        if self.saved:
            parts.append(
                ngettext("%(count)d row saved.", "%(count)d rows saved.", self.saved)
                % {"count": self.saved}
            )
        if self.removed:
            parts.append(
                ngettext("%(count)d row removed.", "%(count)d rows removed.", self.removed)
                % {"count": self.removed}
            )
        return " ".join(parts)


@dataclass(frozen=True)
class TablePage:
    """The page of the table of one kind in a dossier."""

    page: Page
    kind: RecordForms
    sheet: RecordRows
    part: PaginatorPage[Any]

    @property
    def start(self) -> int:
        return self.part.start_index() or 1

    def url(self, anchor: str = "") -> str:
        number = f"?page={self.part.number}" if self.part.number > 1 else ""
        return f"{self.page.url('record_table', self.kind.name)}{number}{anchor}"

    def fresh(self, blank: int) -> list[RecordRow]:
        rows = [self.sheet.row(record) for record in self.part]
        return number([*rows, *(self.sheet.row() for _row in range(blank))], self.start)


def _table(page: Page, kind: RecordForms) -> TablePage:
    sheet = RecordRows(kind, page.assessment)
    part = page_of(page.request, rows_of(kind, page.assessment), sheet.rows_a_page)
    return TablePage(page, kind, sheet, part)


def _blank(asked: str | None) -> int:
    """How many empty rows were asked for."""
    if asked is None or not asked.isascii() or not asked.isdigit():
        return BLANK_AT_FIRST
    return min(int(asked[:4]), MOST_BLANK)


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, assessment_id: UUID, kind: str) -> HttpResponse:
    """All records of a kind in a table to write in; ``?rows=`` says how many empty rows."""
    page, what = open_page(request, assessment_id), record_kind(kind)
    page.require_edit(what.section)
    table_page = _table(page, what)
    if request.method == "GET":
        return _show(table_page, table_page.fresh(_blank(request.GET.get("rows"))))
    if "paste" in request.POST:
        return _paste(table_page)
    if "more" in request.POST:
        return _more(table_page)
    return _save(table_page)


def _show(
    table_page: TablePage,
    rows: list[RecordRow],
    *,
    paste: str = "",
    message: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page, kind = table_page.page, table_page.kind
    known = [row for row in rows if row.record]
    for row in known:
        row.first = row is known[0] and table_page.part.number == 1
        row.last = row is known[-1] and not table_page.part.has_next()
    context = page.context(
        (page.url("section", kind.section), page.section(kind.section).title),
        ("", _("As a table")),
        kind=kind,
        sheet=table_page.sheet,
        rows=rows,
        first_new=next((row.id for row in rows if not row.record), ""),
        forms=[row.form for row in rows if row.problems],
        part=table_page.part,
        paste=paste,
        problem=problem,
        message=message,
        conflicts=[row for row in rows if row.theirs],
        needed=table_page.sheet.needed_first,
        back_url=f"{page.url('section', kind.section)}#records",
    )
    return render(page.request, "assessments/records/table.html", context, status=status)


def _sent(table_page: TablePage) -> tuple[list[RecordRow], list[RecordRow]]:
    rows, gone = posted(table_page.sheet, table_page.page.request.POST)
    number(rows, table_page.start)
    for row in gone:
        row.say("", _("Somebody removed this in the meantime. Save it to add it again."))
    return rows, gone


def _more(table_page: TablePage) -> HttpResponse:
    """More empty rows below what was typed so far; nothing is saved."""
    rows, _gone = _sent(table_page)
    room = min(BLANK_MORE, MOST_SENT - len(rows))
    rows += [table_page.sheet.row() for _row in range(room)]
    message = _("There are more empty rows at the end. Nothing is saved yet.")
    return _show(table_page, _again(table_page, rows), message=message)


def _again(table_page: TablePage, rows: list[RecordRow]) -> list[RecordRow]:
    """The rows as they were typed, without complaints about what nobody meant to save yet."""
    for place, row in enumerate(rows, start=table_page.start):
        if not row.place:
            row.at(place)
        row.unjudged()
    return rows


def _paste(table_page: TablePage) -> HttpResponse:
    """Pasted rows below what was typed so far, to be looked at; nothing is saved."""
    rows, _gone = _sent(table_page)
    stored = [row for row in rows if row.touched or row.removing]
    text = table_page.page.request.POST.get("pasted", "")
    try:
        pasted, rest = pasted_rows(table_page.sheet, text, most=MOST_SENT // 2)
    except ValueError as error:
        return _show(table_page, _again(table_page, rows), paste=text, problem=str(error))
    if not pasted:
        return _show(table_page, _again(table_page, rows), problem=_("Paste at least one row."))
    number(pasted, len(stored) + 1)
    message = ngettext(
        "%(count)d row was read. Nothing is saved yet: look it through, then save.",
        "%(count)d rows were read. Nothing is saved yet: look them through, then save.",
        len(pasted),
    ) % {"count": len(pasted)}
    if rest:
        message += " " + _("What did not fit is left in the box below.")
    return _show(table_page, [*stored, *pasted], paste=rest, message=message)


def _save(table_page: TablePage) -> HttpResponse:
    rows, gone = _sent(table_page)
    saved = SavedRows()
    # Removed first: what is added may be called like what is taken away.
    rows = [row for row in rows if not (row.removing and _remove(table_page, row, saved))]
    stored = [_keep(table_page, row, saved) for row in rows]
    saved.rows = stored
    if saved.problems or gone:
        status = 409 if saved.stale else 200
        return _show(table_page, saved.rows, message=saved.sentence, status=status)
    moved = _move(table_page)
    if saved.sentence:
        messages.success(table_page.page.request, saved.sentence)
    elif not moved:
        messages.info(table_page.page.request, _("Nothing was changed."))
    return redirect(table_page.url(moved))


def _move(table_page: TablePage) -> str:
    """Move the row whose arrow was pressed; the place on the page to go back to."""
    way, _colon, record = table_page.page.request.POST.get("move", "").partition(":")
    if way not in ("up", "down"):
        return ""
    try:
        move_record(
            assessment=table_page.page.assessment,
            kind=table_page.kind.name,
            record_id=UUID(record),
            up=way == "up",
            within=table_page.kind.form.within,
            by=table_page.page.user,
            at=table_page.page.now,
        )
    except (ValueError, Hidden):
        return ""
    return f"#row-{record}"


def _remove(table_page: TablePage, row: RecordRow, saved: SavedRows) -> bool:
    """Whether the row is gone; else what stands in the way is said in it."""
    if row.record is None:
        return True
    try:
        remove_record(
            assessment=table_page.page.assessment,
            kind=table_page.kind.name,
            record_id=row.record.pk,
            by=table_page.page.user,
            at=table_page.page.now,
        )
    except Invalid as invalid:
        row.say(invalid.field, invalid.sentence)
        return False
    saved.removed += 1
    return True


def _keep(table_page: TablePage, row: RecordRow, saved: SavedRows) -> RecordRow:
    """The row to show when others have problems: fresh when it was saved, typed when it was not."""
    if row.refused:
        return row
    if not row.touched:
        return table_page.sheet.row(row.record, id=row.id).at(row.place)
    if not row.form.is_valid():
        return row
    try:
        record = _write(table_page, row)
    except Invalid as invalid:
        row.say(invalid.field, invalid.sentence)
        return row
    except Stale as stale:
        saved.stale += 1
        return table_page.sheet.stale(row, stale)
    saved.saved += 1
    return table_page.sheet.row(record).at(row.place)


def _write(table_page: TablePage, row: RecordRow) -> Any:
    return save_record(
        assessment=table_page.page.assessment,
        kind=table_page.kind.name,
        record_id=UUID(row.id),
        new=row.record is None,
        values=row.values,
        base_version=row.form.base_version,
        by=table_page.page.user,
        at=table_page.page.now,
    )
