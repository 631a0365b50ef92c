"""What is typed is what is read: in the form, on every page, in snapshot and workbook."""

import io
import json
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html

from assessments.models import Answer, Assessment, Need
from assessments.publication.documents.edition import snapshot_json
from assessments.publication.operations.snapshots import _material
from assessments.publication.queries.snapshot import contents
from assessments.questions import questionnaire
from assessments.questions.definitions import QuestionKind
from assessments.reading.queries.whole import facts_of
from assessments.workbook.exports.sheets import write_value
from assessments.workbook.exports.workbook import workbook_file
from assessments.workbook.forms.preview import preview
from assessments.workbook.forms.rows import SAME
from assessments.workbook.operations.issuing import discard_return
from assessments.workbook.queries.cells import CellContent
from partners.models import User
from techbank.files.row_heights import GrowingRows
from techbank.files.workbooks import read_workbook
from techbank.text import normalised, passage, prose
from tests.assessments.conftest import NOW, Cast
from tests.assessments.workbook.filling import bring_back, issue, reading
from tests.factories.cast import signed_in
from tests.typed_texts import lines_in, lines_of, typed_texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
TRIED: Counter[str] = Counter()
ENOUGH = 5_000

one_by_one = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def long_questions(assessment: Assessment) -> list[str]:
    return [
        question.key
        for question in questionnaire(assessment.questionnaire)
        if question.kind is QuestionKind.LONG and (question.limit or ENOUGH) >= ENOUGH
    ]


def markup_of(element: html.HtmlElement) -> str:
    inside = (html.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(inside)


class Desk:
    """A coordinator who types in a dossier and reads it on every surface."""

    def __init__(self, assessment: Assessment, by: User) -> None:
        self.assessment, self.by = assessment, by
        self.client = signed_in(by)
        self.asked = questionnaire(assessment.questionnaire)

    def type(self, value: str, **address: Any) -> None:
        sent = {"client_uuid": str(uuid4()), "value": value, "not_known": False} | address
        url = reverse("save", args=[self.assessment.pk])
        reply = self.client.post(url, json.dumps(sent), content_type="application/json")
        assert reply.status_code == 200, reply.content

    def type_all(self, typed: dict[str, str], challenge: str) -> None:
        rows = Answer.objects.filter(assessment=self.assessment)
        versions = dict(rows.values_list("key", "version"))
        for key, text in typed.items():
            self.type(text, key=key, base_version=versions.get(key, 0))
        need = self.need
        about = {"kind": "need", "record": str(need.pk), "field": "challenge"}
        self.type(challenge, base_version=need.version, **about)

    @property
    def need(self) -> Need:
        return Need.objects.filter(assessment=self.assessment).order_by("position")[0]

    def page(self, name: str, section: str) -> html.HtmlElement:
        url = reverse(name, args=[self.assessment.pk, section])
        return html.fromstring(self.client.get(url).content.decode())

    def stored(self) -> dict[str, str]:
        rows = Answer.objects.filter(assessment=self.assessment)
        return {key: str(value) for key, value in rows.values_list("key", "value")}

    def frozen(self) -> dict[str, str]:
        """The answers of a snapshot as the file and the API give them."""
        frozen = json.loads(snapshot_json(contents(_material(self.assessment, NOW), 1)))
        return {row["key"]: row["value"] for part in frozen["sections"] for row in part["answers"]}

    def printed(self) -> dict[str, str]:
        """The answers of a print, by their labels."""
        facts = facts_of(self.assessment, on=NOW.date(), language="en", of_country=True)
        return {row["label"]: row["text"] for part in facts["sections"] for row in part["answers"]}

    def changes_of_an_untouched_workbook(self) -> list[str]:
        content = workbook_file(issue(self.assessment, self.by))
        back = bring_back(content, self.assessment, self.by)
        rows = preview(reading(back, self.by)).choices
        changed = [choice.row.title for choice in rows if choice.row.status != SAME]
        discard_return(back=back, by=self.by, at=NOW)
        return changed


def sections_of(desk: Desk, typed: dict[str, str]) -> dict[str, list[str]]:
    """The keys that were typed, by their section."""
    keys: dict[str, list[str]] = {}
    for key in typed:
        keys.setdefault(desk.asked.section_of(key).key, []).append(key)
    return keys


def check_pages(desk: Desk, typed: dict[str, str]) -> None:
    for section, keys in sections_of(desk, typed).items():
        form, read = desk.page("section", section), desk.page("section_check", section)
        for key in keys:
            [box] = form.xpath(f"//textarea[@name='{key}']")
            assert box.text.removeprefix("\n") == normalised(typed[key]).strip()
            label = str(desk.asked.question(key).label)
            term = next(dt for dt in read.iter("dt") if dt.text_content() == label)
            passage_of_page = term.getnext().find("div[@class='prose']")
            assert lines_in(markup_of(passage_of_page)) == lines_of(typed[key])


def check(desk: Desk, texts: list[str]) -> None:
    typed = dict(zip(long_questions(desk.assessment), texts[1:], strict=False))
    desk.type_all(typed, texts[0])
    stored, frozen, printed = desk.stored(), desk.frozen(), desk.printed()
    for key, text in typed.items():
        TRIED["texts"] += 1
        assert stored[key] == normalised(text).strip()
        assert frozen.get(key, stored[key]) == stored[key]
        assert lines_in(prose(printed[str(desk.asked.question(key).label)])) == lines_of(text)
    assert lines_in(passage(desk.need.challenge)) == lines_of(texts[0])
    check_pages(desk, typed)
    assert desk.changes_of_an_untouched_workbook() == []
    print(f"form, pages, snapshot, print and workbook: {TRIED['texts']} texts typed and read")


some_texts = st.lists(typed_texts(longest=25), min_size=25, max_size=25)


@settings(one_by_one, max_examples=2)
@given(texts=some_texts)
def test_every_surface_says_what_was_typed(draft: Assessment, cast: Cast, texts: list[str]) -> None:
    check(Desk(draft, cast.amara), texts)


def test_a_workbook_nobody_touched_changes_nothing(draft: Assessment, cast: Cast) -> None:
    desk = Desk(draft, cast.amara)
    texts = [
        "one\x0btwo\x0cthree",
        "_x000B_ and _x005F_ and _x005F_x000D_ and _x005F_x005F_",
        "<r><t>no markup</t></r>",
        "🙂" * 20_000,
        "𞤀" * 15_999,
        "a\rb\r\nc\u2028d",
    ]
    typed = dict(zip(long_questions(draft), texts, strict=False))
    rows = Answer.objects.filter(assessment=draft)
    for key, text in typed.items():
        # As earlier releases stored it.
        rows.filter(key=key).update(value=text)
    assert rows.filter(value__in=texts).count() == len(texts)
    assert desk.changes_of_an_untouched_workbook() == []


@pytest.mark.parametrize("day", ["1850-06-30", "1899-12-31", "1900-02-28", "1900-03-01"])
def test_a_day_of_any_century_comes_back(day: str) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Days", worksheet_class=GrowingRows)
    write_value(sheet, 0, 0, CellContent("d", day), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    [read] = read_workbook(out.getvalue(), name="days.xlsx").sheets
    cell = read.cells["A1"]
    assert CellContent("d", day).says(CellContent(cell.kind, cell.text))
