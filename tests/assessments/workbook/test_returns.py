"""Files that are not taken, and what two people wrote at once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from assessments.cases.imports.workbook_scores import case_of_workbook
from assessments.demonstration.operations.dossier import write_demonstration
from assessments.dossiers.operations import limits
from assessments.models import (
    Answer,
    Assessment,
    Criterion,
    Cycle,
    IssuedWorkbook,
    Need,
    RecordRevision,
    Revision,
    Score,
    SectionAssignment,
    TechnologyOption,
    WorkbookReturn,
)
from assessments.records.operations.writing import save_record
from assessments.workbook.forms.preview import WorkbookDecision, preview
from assessments.workbook.operations.accepting import NotTaken, accept_return
from assessments.workbook.operations.issuing import discard_return, issue_workbook
from partners.models import Country
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast, Walk
from tests.assessments.workbook.filling import (
    Filled,
    accept,
    bring_back,
    issue,
    posted,
    reading,
    statuses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(draft: Assessment, cast: Cast) -> Filled:
    return Filled.of(issue(draft, cast.amara, sections=["needs", "options", "priorities"]))


def refusal(content: bytes, assessment: Assessment, cast: Cast, name: str = "a.xlsx") -> str:
    with pytest.raises(Invalid) as refused:
        bring_back(content, assessment, cast.amara, name=name)
    assert WorkbookReturn.objects.count() == 0
    assert refused.value.field == "file"
    return refused.value.sentence


def swap(sheet: Any, number: int, other: int, columns: str) -> None:
    """Exchange two rows, as a sort of these columns does."""
    for letters in columns:
        first, second = sheet[f"{letters}{number}"], sheet[f"{letters}{other}"]
        first.value, second.value = second.value, first.value


def test_a_renamed_sheet_is_named(draft: Assessment, cast: Cast, filled: Filled) -> None:
    filled.coded("records/need").title = "Wishes"
    assert "“Needs” is now called “Wishes”" in refusal(filled.bytes, draft, cast)


def test_a_missing_sheet_is_named(draft: Assessment, cast: Cast, filled: Filled) -> None:
    del filled.book["Needs"]
    assert refusal(filled.bytes, draft, cast).startswith("The sheet “Needs” is missing.")


def test_merged_cells_are_named(draft: Assessment, cast: Cast, filled: Filled) -> None:
    filled.coded("records/need").merge_cells("C8:D9")
    assert "merged cells (C8:D9)" in refusal(filled.bytes, draft, cast)


def test_a_deleted_column_is_named(draft: Assessment, cast: Cast, filled: Filled) -> None:
    filled.coded("records/need").delete_cols(4)
    assert "column “Challenge” is missing" in refusal(filled.bytes, draft, cast)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sheet: setattr(sheet["B2"], "value", "00000000-0000-4000-8000-000000000000"),
        lambda sheet: setattr(sheet["E40"], "value", "9"),
        lambda sheet: sheet.delete_rows(30),
        lambda sheet: sheet.append(["row", "Needs", "6", "need/1", "1"]),
    ],
)
def test_a_tampered_address_sheet_is_known(
    draft: Assessment, cast: Cast, filled: Filled, spoil: Callable[[Any], None]
) -> None:
    spoil(filled.book["_address"])
    assert "address sheet of this workbook was changed" in refusal(filled.bytes, draft, cast)


def test_a_workbook_of_somebody_else_is_none_of_ours(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    del filled.book["_address"]
    assert "not issued by this portal" in refusal(filled.bytes, draft, cast)


def test_a_workbook_of_another_country_tells_nothing_of_it(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    other = write_demonstration(
        country=Country.objects.get(pk="XSL"),
        cycle=Cycle.objects.get(pk="2026"),
        by=cast.chitra,
        at=NOW,
    )
    theirs = Filled.of(issue(other, cast.chitra)).bytes
    sentence = refusal(theirs, draft, cast)
    assert sentence.startswith("This workbook belongs to another dossier.")
    assert other.title not in sentence


def test_a_stale_questionnaire_is_named(draft: Assessment, cast: Cast, filled: Filled) -> None:
    draft.questionnaire = "2027.1"
    assert "the dossier now follows 2027.1" in refusal(filled.bytes, draft, cast)


def test_a_workbook_nobody_knows_any_more_is_refused(draft: Assessment, cast: Cast) -> None:
    with transaction.atomic():
        content = Filled.of(issue(draft, cast.amara)).bytes
        transaction.set_rollback(True)
    assert "does not know this workbook" in refusal(content, draft, cast)


def test_a_formula_is_named_and_the_other_cells_go_on(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    cell = filled.cell("records/need", f"need/{need.pk}", "challenge")
    cell.value = '=HYPERLINK("http://evil.example","x")'
    filled.record("need", need.pk, statement="Taken all the same")
    back = bring_back(filled.bytes, draft, cast.amara)
    (problem,) = back.cells["problems"]
    assert problem["sentence"] == f"{cell.coordinate} holds a formula; type the value."
    assert "evil" not in str(back.cells)
    accept(back, cast.amara)
    challenge = need.challenge
    need.refresh_from_db()
    assert (need.statement, need.challenge) == ("Taken all the same", challenge)


def test_rows_sorted_whole_come_back_at_their_addresses(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    sheet = filled.coded("records/need")
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Sorted away")
    row = filled.row(sheet, f"need/{need.pk}")
    swap(sheet, row, row + 1, "ABCDEF")
    back = bring_back(filled.bytes, draft, cast.amara)
    assert list(back.cells["lines"]) == [f"need/{need.pk}"]


def test_rows_sorted_without_their_numbers_are_refused(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    swap(filled.coded("records/need"), 6, 7, "CDEF")
    assert "sorted without their hidden numbers" in refusal(filled.bytes, draft, cast)


def test_a_copied_row_and_a_text_beside_the_table_are_told(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    sheet = filled.coded("records/need")
    for letters in "BCDEF":
        sheet[f"{letters}70"].value = sheet[f"{letters}6"].value
    sheet["K9"].value = "Ask the ministry"
    back = bring_back(filled.bytes, draft, cast.amara)
    values = {problem["where"]: problem["text"] for problem in back.cells["problems"]}
    assert back.cells["lines"] == {}
    assert values["Needs!K9"] == "Ask the ministry"
    assert sheet["E6"].value in values["Needs!70"]


def test_an_inserted_row_is_a_new_record_and_the_same_one_when_sent_again(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    sheet = filled.coded("records/need")
    sheet.cell(80, filled.column(sheet, "statement")).value = "Inserted"
    sheet.cell(80, filled.column(sheet, "challenge")).value = "Between two rows"
    sheet.cell(80, filled.column(sheet, "sector")).value = "sector 1"
    accept(bring_back(filled.bytes, draft, cast.amara), cast.amara)
    again = bring_back(filled.bytes, draft, cast.amara)
    assert set(statuses(preview(reading(again, cast.amara))).values()) == {"unchanged"}
    assert Need.objects.filter(assessment=draft, statement="Inserted").count() == 1


def two_writers(draft: Assessment, cast: Cast, filled: Filled) -> tuple[Need, WorkbookReturn]:
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Mine", who_benefits="Also mine")
    save_record(
        assessment=draft,
        kind="need",
        record_id=need.pk,
        values={"statement": "Theirs"},
        base_version=need.version,
        by=cast.amara,
        at=NOW,
    )
    return need, bring_back(filled.bytes, draft, cast.amara)


@pytest.mark.parametrize(
    ("choice", "stands"), [("mine", "Mine"), ("theirs", "Theirs"), ("both", "Theirs / Mine")]
)
def test_a_conflict_is_settled_and_no_text_is_lost(
    draft: Assessment, cast: Cast, filled: Filled, choice: str, stands: str
) -> None:
    need, back = two_writers(draft, cast, filled)
    row = f"need/{need.pk}"
    text = preview(reading(back, cast.amara))
    assert statuses(text) == {row: "conflict"}
    (conflict,) = text.choices[0].row.conflicts
    assert (conflict.new, conflict.old) == ("Mine", "Theirs")
    accept(back, cast.amara, choices={f"{row} statement": choice})
    need.refresh_from_db()
    assert (need.statement, need.who_benefits) == (stands, "Also mine")
    result = RecordRevision.objects.filter(record_id=need.pk).values_list("values", flat=True)
    assert any("Mine" in str(values) for values in result)
    again = bring_back(filled.bytes, draft, cast.amara)
    assert set(statuses(preview(reading(again, cast.amara))).values()) == {"unchanged"}


def test_a_conflict_without_a_choice_takes_nothing(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    need, back = two_writers(draft, cast, filled)
    read = reading(back, cast.amara)
    first = preview(read)
    changes = preview(read, posted(first, [f"need/{need.pk}"], {}))
    assert not WorkbookDecision(read, changes).stands


def test_what_moved_on_while_somebody_looked_is_looked_at_again(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Mine")
    back = bring_back(filled.bytes, draft, cast.amara)
    read = reading(back, cast.amara)
    first = preview(read)
    data = posted(first, [f"need/{need.pk}"], {})
    decision = WorkbookDecision(read, preview(read, data))
    save_record(
        assessment=draft,
        kind="need",
        record_id=need.pk,
        values={"statement": "Theirs"},
        base_version=None,
        by=cast.amara,
        at=NOW,
    )
    late = preview(reading(back, cast.amara), data)
    assert [error.row.id for error in late.errors] == [f"need/{need.pk}"]
    with pytest.raises(NotTaken):
        accept_return(
            back=back, taken=decision.taken, report=decision.report(), by=cast.amara, at=NOW
        )
    back.refresh_from_db()
    assert back.outcome == WorkbookReturn.Outcome.OPEN


def test_one_row_in_the_way_takes_none(draft: Assessment, cast: Cast, filled: Filled) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Before the one in the way")
    criterion = Criterion.objects.filter(assessment=draft)[0]
    back = bring_back(filled.bytes, draft, cast.amara)
    read = reading(back, cast.amara)
    first = preview(read)
    decision = WorkbookDecision(read, preview(read, posted(first, [f"need/{need.pk}"], {})))
    decision.taken.weights[criterion.pk] = criterion.weight / 2
    with pytest.raises(NotTaken) as refused:
        accept_return(
            back=back, taken=decision.taken, report=decision.report(), by=cast.amara, at=NOW
        )
    assert refused.value.row == "weights"
    need.refresh_from_db()
    assert need.statement != "Before the one in the way"


def test_accepting_twice_takes_once(draft: Assessment, cast: Cast, filled: Filled) -> None:
    filled.new("need", statement="Once", challenge="Only", sector="Sector 1")
    back = bring_back(filled.bytes, draft, cast.amara)
    decision = accept(back, cast.amara)
    again = accept_return(
        back=back, taken=decision.taken, report=decision.report(), by=cast.amara, at=NOW
    )
    assert again is False
    assert Need.objects.filter(assessment=draft, statement="Once").count() == 1


def test_the_same_file_is_one_return_until_it_is_settled(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    filled.new("need", statement="Once", challenge="Only", sector="Sector 1")
    content = filled.bytes
    returned = bring_back(content, draft, cast.amara)
    assert bring_back(content, draft, cast.amara).pk == returned.pk
    assert discard_return(back=returned, by=cast.amara, at=NOW)
    assert not discard_return(back=returned, by=cast.amara, at=NOW)
    assert bring_back(content, draft, cast.amara).pk != returned.pk


def test_workbooks_of_a_day_and_in_all_are_limited(
    draft: Assessment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORKBOOKS_A_DAY", 2)
    monkeypatch.setattr(limits, "WORKBOOKS_IN_ALL", 3)
    values: dict[str, Any] = {
        "assessment": draft, "sections": ["plan"], "language": "en", "scorers": 0, "by": cast.amara,
    }  # fmt: skip
    later = [NOW + timedelta(days=days) for days in (0, 0, 2)]
    for at in later[:2]:
        issue_workbook(at=at, **values)
    with pytest.raises(Invalid, match="come back tomorrow"):
        issue_workbook(at=NOW, **values)
    issue_workbook(at=later[2], **values)
    with pytest.raises(Invalid, match="has 3 workbooks"):
        issue_workbook(at=later[2], **values)
    assert IssuedWorkbook.objects.filter(assessment=draft).count() == 3


def test_returned_workbooks_are_looked_at_before_more_are_kept(
    draft: Assessment, cast: Cast, filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RETURNS_OPEN", 1)
    monkeypatch.setattr(limits, "RETURNS_A_DAY", 2)
    first, second, third = [_with_need(filled, name) for name in ("One", "Two", "Three")]
    returned = bring_back(first, draft, cast.amara)
    assert bring_back(first, draft, cast.amara).pk == returned.pk
    with pytest.raises(Invalid, match="1 uploaded workbooks are still to be checked"):
        bring_back(second, draft, cast.amara)
    discard_return(back=returned, by=cast.amara, at=NOW)
    discard_return(back=bring_back(second, draft, cast.amara), by=cast.amara, at=NOW)
    with pytest.raises(Invalid, match="come back tomorrow"):
        bring_back(third, draft, cast.amara)


def _with_need(filled: Filled, statement: str) -> bytes:
    filled.new("need", statement=statement, challenge="Only", sector="Sector 1")
    return filled.bytes


def test_new_rows_may_refer_to_new_rows(draft: Assessment, cast: Cast, filled: Filled) -> None:
    label = filled.new("need", statement="New need", challenge="Of the workshop", sector="Sector 1")
    filled.new("option", name="New option", need=label, screened_in="Yes")
    back = bring_back(filled.bytes, draft, cast.amara)
    read = reading(back, cast.amara)
    first = preview(read)
    assert set(statuses(first).values()) == {"new"}
    option = next(choice.row.id for choice in first.choices if choice.row.kind == "option")
    alone = preview(read, posted(first, [option], {}))
    decision = WorkbookDecision(read, alone)
    assert not decision.stands
    assert "is not accepted" in alone.errors[0].problem
    accept(back, cast.amara)
    assert TechnologyOption.objects.get(name="New option").need.statement == "New need"


def test_a_number_nobody_can_read_is_a_problem_at_its_cell(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    option = TechnologyOption.objects.filter(assessment=draft)[0]
    filled.record("option", option.pk, hardware="forty")
    back = bring_back(filled.bytes, draft, cast.amara)
    (choice,) = preview(reading(back, cast.amara)).choices
    assert choice.row.status == "problem"
    assert choice.row.changes[0].where.startswith("Technology options!")
    accept(back, cast.amara)
    assert back.report["rows"][0]["texts"][0][1] == "forty"


def test_a_contributor_takes_rows_of_their_sections_only(draft: Assessment, cast: Cast) -> None:
    assigned = SectionAssignment.objects.filter(assessment=draft, person=cast.bakari)
    assigned.exclude(section="needs").update(ended_at=NOW, ended_by=cast.amara)
    with pytest.raises(Refused):
        issue(draft, cast.bakari)
    filled = Filled.of(issue(draft, cast.amara))
    need = Need.objects.filter(assessment=draft)[0]
    option = TechnologyOption.objects.filter(assessment=draft)[0]
    filled.record("need", need.pk, statement="Hers")
    filled.record("option", option.pk, name="Not theirs")
    back = bring_back(filled.bytes, draft, cast.bakari)
    changes = preview(reading(back, cast.bakari))
    assert statuses(changes) == {f"need/{need.pk}": "changed", f"option/{option.pk}": "closed"}
    accept(back, cast.bakari)
    option.refresh_from_db()
    assert option.name != "Not theirs"


def test_a_submitted_dossier_takes_no_workbook(walk: Walk, draft: Assessment, cast: Cast) -> None:
    content = Filled.of(issue(draft, cast.amara)).bytes
    assessment = walk("submitted")
    with pytest.raises(Refused):
        bring_back(content, assessment, cast.amara)
    with pytest.raises(Refused):
        issue(assessment, cast.amara)


def test_scorers_of_a_workshop_become_their_mean(draft: Assessment, cast: Cast) -> None:
    filled = Filled.of(issue(draft, cast.amara, scorers=3))
    option = TechnologyOption.objects.filter(assessment=draft, screened_in=True)[0]
    criterion = Criterion.objects.filter(assessment=draft)[0]
    for scorer, value in ((1, 10), (2, "20"), (3, None)):
        cell = filled.cell(f"scorer-{scorer}", f"scorer-{scorer}/{option.pk}", str(criterion.pk))
        cell.value = value
    filled.cell("scorers", "seat/1", "sex").value = "Woman"
    accept(bring_back(filled.bytes, draft, cast.amara), cast.amara)
    assert Score.objects.get(option=option, criterion=criterion).value == 15


def test_weights_are_taken_together_or_not(draft: Assessment, cast: Cast, filled: Filled) -> None:
    item, other = Criterion.objects.filter(assessment=draft)[:2]
    filled.cell("weights", f"weight/{item.pk}", "weight").value = float(item.weight * 100) + 5
    back = bring_back(filled.bytes, draft, cast.amara)
    assert statuses(preview(reading(back, cast.amara))) == {"weights": "problem"}
    filled.cell("weights", f"weight/{other.pk}", "weight").value = float(other.weight * 100) - 5
    accept(bring_back(filled.bytes, draft, cast.amara), cast.amara)
    before = item.weight
    item.refresh_from_db()
    assert float(item.weight - before) == pytest.approx(0.05)


def test_the_file_alone_can_be_ranked(draft: Assessment, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "workshop.xlsx"
    path.write_bytes(Filled.of(issue(draft, cast.amara, scorers=2)).bytes)
    case = case_of_workbook(path)
    options = TechnologyOption.objects.filter(assessment=draft, screened_in=True)
    assert case["alternatives"] == [option.name for option in options]
    assert sum(criterion["weight"] for criterion in case["criteria"]) == pytest.approx(100)
    for row, option in zip(case["scores"], options, strict=True):
        stored = {score.criterion_id: score.value for score in Score.objects.filter(option=option)}
        criteria = Criterion.objects.filter(assessment=draft)
        assert row == [None if (x := stored.get(c.pk)) is None else float(x) for c in criteria]
    call_command("rank", str(path))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assessments_issuedworkbook SET language = 'fr'",
        "DELETE FROM assessments_issuedworkbook",
        "UPDATE assessments_workbookreturn SET cells = '{}'",
        "DELETE FROM assessments_workbookreturn",
        "UPDATE assessments_workbookreturn SET outcome = 'accepted'",
        "UPDATE assessments_workbookreturn SET outcome = 'eaten'",
    ],
)
def test_the_database_keeps_what_went_out_and_came_back(
    draft: Assessment, cast: Cast, filled: Filled, sql: str
) -> None:
    bring_back(filled.bytes, draft, cast.amara)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_settled_return_is_never_opened_again(
    draft: Assessment, cast: Cast, filled: Filled
) -> None:
    back = bring_back(filled.bytes, draft, cast.amara)
    discard_return(back=back, by=cast.amara, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkbookReturn.objects.filter(pk=back.pk).update(
            outcome="open", settled_at=None, settled_by=None
        )
    assert IssuedWorkbook.objects.count() == 1
    assert UUID(str(back.pk))
    assert Answer.objects.exists()
    assert not Revision.objects.filter(outcome="set_aside").exists()
