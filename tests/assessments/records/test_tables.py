"""All records of a kind in one table: written, added, removed and put in order together."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessments.models import (
    Action,
    Activity,
    Assessment,
    Need,
    Record,
    RecordRevision,
    SectionAssignment,
    Sector,
    TechnologyOption,
)
from assessments.questions import catalogues
from assessments.records.forms.registry import RECORD_FORMS
from assessments.records.forms.rows import MOST_ROWS, RecordRows, row_fields, rows_of
from assessments.records.operations import (
    kinds,
    order,
    removing,
    writing,
)
from partners.models import User
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Refused
from tests.assessments.conftest import NOW, Cast
from tests.factories.cast import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
TEXTS = ("First", "Second", "Third")


def add(assessment: Assessment, kind: str, by: User, **values: Any) -> Any:
    return writing.save_record(
        assessment=assessment,
        kind=kind,
        record_id=None,
        values=values,
        base_version=None,
        by=by,
        at=NOW,
    )


@pytest.fixture
def energy(blank: Assessment, cast: Cast) -> Sector:
    sector: Sector = add(blank, "sector", cast.amara, key="energy")
    return sector


def need(assessment: Assessment, by: User, sector: Sector, statement: str) -> Need:
    result: Need = add(
        assessment, "need", by, sector=sector.pk, statement=statement, challenge="It is dark."
    )
    return result


@pytest.fixture
def needs(blank: Assessment, cast: Cast, energy: Sector) -> list[Need]:
    SectionAssignment.objects.create(
        assessment=blank,
        section="needs",
        person=cast.bakari,
        assigned_at=NOW,
        assigned_by=cast.amara,
    )
    return [need(blank, cast.amara, energy, text) for text in TEXTS]


@pytest.fixture
def amara(cast: Cast) -> Client:
    return signed_in(cast.amara)


def address(assessment: Assessment, kind: str = "need") -> str:
    return reverse("record_table", args=[assessment.pk, kind])


def sent_by(response: Any) -> dict[str, list[str]]:
    """What a browser would send of the page's form when a button without a name is pressed."""
    form = html.fromstring(response.content).xpath("//main//form[@method='post']")[0]
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values


def new_ids(sent: dict[str, list[str]]) -> list[str]:
    return [item for item in sent["row"] if f"{item}-new" in sent]


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def statements(assessment: Assessment) -> list[str]:
    return list(Need.objects.filter(assessment=assessment).values_list("statement", flat=True))


# --- Writing --------------------------------------------------------------------------------------
def test_all_rows_are_saved_at_once_and_those_left_alone_are_not_touched(
    amara: Client, blank: Assessment, needs: list[Need]
) -> None:
    sent = sent_by(amara.get(address(blank)))
    first, second, third = needs
    sent[f"{first.pk}-statement"] = ["Light"]
    sent[f"{third.pk}-who_benefits"] = ["Clinics"]

    answer = amara.post(address(blank), sent, follow=True)

    assert "2 rows saved." in text_of(answer)
    assert statements(blank) == ["Light", "Second", "Third"]
    versions = [Need.objects.get(pk=item.pk).version for item in (first, second, third)]
    assert versions == [2, 1, 2]


def test_a_row_with_an_error_keeps_the_other_rows_saved_and_its_own_text(
    amara: Client, blank: Assessment, needs: list[Need]
) -> None:
    sent = sent_by(amara.get(address(blank)))
    first, second, _third = needs
    sent[f"{first.pk}-statement"] = [""]
    sent[f"{first.pk}-challenge"] = ["Only this was written."]
    sent[f"{second.pk}-statement"] = ["Saved all the same"]

    answer = amara.post(address(blank), sent)

    assert answer.status_code == 200
    assert statements(blank) == ["First", "Saved all the same", "Third"]
    page = html.fromstring(answer.content)
    summary = page.xpath("//div[@data-error-summary]//a")
    assert [item.text_content() for item in summary] == ["Row 1, Need: Fill this in."]
    assert summary[0].get("href") == f"#id_{first.pk}-statement"
    assert page.xpath(f"//*[@id='id_{first.pk}-challenge']")[0].text.strip() == (
        "Only this was written."
    )
    assert page.findtext(".//title").startswith("Error:")
    # Sent again with the gap filled, the row is saved, too.
    again = sent_by(answer)
    again[f"{first.pk}-statement"] = ["Now complete"]
    amara.post(address(blank), again)
    assert statements(blank) == ["Now complete", "Saved all the same", "Third"]
    assert Need.objects.get(pk=second.pk).version == 2


def test_new_rows_are_added_and_empty_ones_are_left_out(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    page = amara.get(address(blank) + "?rows=4")
    sent = sent_by(page)
    ids = new_ids(sent)
    sent[f"{ids[0]}-sector"] = [str(energy.pk)]
    sent[f"{ids[0]}-statement"] = ["Light after dark"]
    sent[f"{ids[0]}-challenge"] = ["There is none."]

    answer = amara.post(address(blank), sent, follow=True)

    assert len(ids) == 4
    assert "1 row saved." in text_of(answer)
    assert [str(item.pk) for item in Need.objects.filter(assessment=blank)] == [ids[0]]


def test_sending_the_page_again_makes_no_second_record(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    sent = sent_by(amara.get(address(blank)))
    item = new_ids(sent)[0]
    sent[f"{item}-sector"] = [str(energy.pk)]
    sent[f"{item}-statement"] = ["Once"]
    sent[f"{item}-challenge"] = ["It is dark."]

    for _time in range(2):
        amara.post(address(blank), sent)

    assert statements(blank) == ["Once"]
    assert RecordRevision.objects.filter(record_id=item).count() == 1


def test_as_many_empty_rows_as_asked_for_are_there_up_to_a_limit(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    counts = {
        name: len(new_ids(sent_by(amara.get(address(blank) + f"?rows={name}"))))
        for name in ("0", "7", "999", "-1", "x", "٣")
        if name != "0"
    }

    assert counts == {"7": 7, "999": 30, "-1": 3, "x": 3, "٣": 3}
    assert "row" not in sent_by(amara.get(address(blank) + "?rows=0"))


def test_more_empty_rows_are_added_without_losing_or_saving_what_was_typed(
    amara: Client, blank: Assessment, needs: list[Need]
) -> None:
    sent = sent_by(amara.get(address(blank)))
    sent[f"{needs[0].pk}-statement"] = ["Typed, not saved"]
    sent["more"] = ["5"]

    answer = amara.post(address(blank), sent)

    again = sent_by(answer)
    assert again[f"{needs[0].pk}-statement"] == ["Typed, not saved"]
    assert len(new_ids(again)) == 8
    assert statements(blank) == list(TEXTS)
    assert b"data-error-summary" not in answer.content


# --- Several people -------------------------------------------------------------------------------
def test_a_field_somebody_else_changed_shows_both_and_other_fields_are_merged(
    amara: Client, blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    sent = sent_by(amara.get(address(blank)))
    first, second, _third = needs
    for item, values in (
        (first, {"statement": "Bakari's light"}),
        (second, {"who_benefits": "Schools"}),
    ):
        writing.save_record(
            assessment=blank,
            kind="need",
            record_id=item.pk,
            values=values,
            base_version=1,
            by=cast.bakari,
            at=NOW,
        )
    sent[f"{first.pk}-statement"] = ["Amara's light"]
    sent[f"{second.pk}-statement"] = ["Amara's second"]

    answer = amara.post(address(blank), sent)

    assert answer.status_code == 409
    assert "Row 1: somebody changed this in the meantime" in text_of(answer)
    assert statements(blank) == ["Bakari's light", "Amara's second", "Third"]
    assert Need.objects.get(pk=second.pk).who_benefits == "Schools"
    again = sent_by(answer)
    assert again[f"{first.pk}-statement"] == ["Amara's light"]
    amara.post(address(blank), again)
    assert statements(blank) == ["Amara's light", "Amara's second", "Third"]


def test_a_row_nobody_touched_never_overwrites_what_others_wrote(
    amara: Client, blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    sent = sent_by(amara.get(address(blank)))
    writing.save_record(
        assessment=blank,
        kind="need",
        record_id=needs[0].pk,
        values={"statement": "Theirs"},
        base_version=1,
        by=cast.bakari,
        at=NOW,
    )

    amara.post(address(blank), sent)

    assert statements(blank) == ["Theirs", "Second", "Third"]


def test_what_somebody_removed_meanwhile_comes_back_only_if_it_was_touched(
    amara: Client, blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    sent = sent_by(amara.get(address(blank)))
    first, second, _third = needs
    for item in (first, second):
        removing.remove_record(
            assessment=blank, kind="need", record_id=item.pk, by=cast.bakari, at=NOW
        )
    sent[f"{first.pk}-statement"] = ["I still want this"]

    answer = amara.post(address(blank), sent)

    assert "Somebody removed this in the meantime." in text_of(answer)
    assert statements(blank) == ["Third"]
    amara.post(address(blank), sent_by(answer))
    assert sorted(statements(blank)) == ["I still want this", "Third"]


# --- Removing -------------------------------------------------------------------------------------
def test_rows_are_removed_and_what_is_still_needed_says_by_whom(
    amara: Client, blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    first, second, _third = needs
    add(blank, "option", cast.amara, name="Solar lamps", need=first.pk)
    sent = sent_by(amara.get(address(blank)))
    sent[f"{first.pk}-remove"] = sent[f"{second.pk}-remove"] = ["on"]

    answer = amara.post(address(blank), sent)

    assert statements(blank) == ["First", "Third"]
    assert "Row 1: It cannot be removed while these refer to it: “Solar lamps”." in text_of(answer)
    assert "1 row removed." in text_of(answer)


# --- Order ----------------------------------------------------------------------------------------
def move(record: Record, up: bool, by: User, within: str = "") -> bool:
    kind = next(name for name, kind in kinds.RECORD_TABLES.items() if kind.model is type(record))
    return order.move_record(
        assessment=record.assessment,
        kind=kind,
        record_id=record.pk,
        up=up,
        within=within,
        by=by,
        at=NOW,
    )


def test_a_row_moves_up_after_everything_is_saved(
    amara: Client, blank: Assessment, needs: list[Need]
) -> None:
    sent = sent_by(amara.get(address(blank)))
    sent[f"{needs[0].pk}-statement"] = ["Changed"]
    sent["move"] = [f"up:{needs[2].pk}"]

    answer = amara.post(address(blank), sent)

    assert answer.headers["Location"] == f"{address(blank)}#row-{needs[2].pk}"
    assert statements(blank) == ["Changed", "Third", "Second"]
    entry = Entry.objects.latest("seq")
    assert (entry.verb, entry.details["way"]) == ("need.moved", "up")
    assert Need.objects.get(pk=needs[2].pk).version == 1


def test_the_ends_of_the_list_stay_where_they_are(
    blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    moved = [move(needs[0], True, cast.amara), move(needs[2], False, cast.amara)]

    assert (moved, statements(blank)) == ([False, False], list(TEXTS))


def test_steps_of_an_action_are_moved_among_its_own(
    blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    option = add(
        blank, "option", cast.amara, name="Lamps", need=needs[0].pk, screened_in=True, chosen=True
    )
    item, other = (
        add(blank, "action", cast.amara, title=title, option=option.pk) for title in "AB"
    )
    a1, b1, a2 = (
        add(blank, "activity", cast.amara, title=title, action=action.pk)
        for title, action in (("A1", item), ("B1", other), ("A2", item))
    )

    moved = [move(b1, True, cast.amara, "action"), move(a2, True, cast.amara, "action")]

    assert moved == [False, True]
    listed = rows_of(RECORD_FORMS["activity"], blank)
    assert [str(row) for row in listed] == ["A2", "A1", "B1"]
    assert isinstance(item, Action)
    assert isinstance(a1, Activity)


def test_moving_needs_the_right_and_a_record_of_this_dossier(
    blank: Assessment, needs: list[Need], cast: Cast
) -> None:
    with pytest.raises(Refused):
        move(needs[1], True, cast.chitra)
    with pytest.raises(Hidden):
        order.move_record(
            assessment=blank, kind="need", record_id=uuid4(), up=True, by=cast.amara, at=NOW
        )
    assert statements(blank) == list(TEXTS)


# --- Pasting --------------------------------------------------------------------------------------
def paste(client: Client, assessment: Assessment, text: str, kind: str = "need") -> Any:
    sent = sent_by(client.get(address(assessment, kind)))
    return client.post(address(assessment, kind), sent | {"pasted": [text], "paste": ["look"]})


def test_pasted_rows_are_shown_first_and_saved_when_the_reader_says_so(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    text = 'Energy\tCold chain\t"Vaccines spoil,\nevery summer"\tInfants\nenergy\tLight\tDark\t\n'

    answer = paste(amara, blank, text)

    assert "2 rows were read. Nothing is saved yet" in text_of(answer)
    assert statements(blank) == []
    amara.post(address(blank), sent_by(answer))
    assert statements(blank) == ["Cold chain", "Light"]
    assert Need.objects.get(statement="Cold chain").challenge == "Vaccines spoil,\nevery summer"


def test_a_first_line_that_names_the_columns_puts_them_in_its_order(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    text = "Need\tSector\tChallenge\nLight\tEnergy\tDark\n"

    amara.post(address(blank), sent_by(paste(amara, blank, text)))

    assert statements(blank) == ["Light"]


def test_a_word_that_is_not_in_the_list_is_said_at_its_row_and_nothing_is_lost(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    answer = paste(amara, blank, "Enrgy\tLight\tDark")

    summary = html.fromstring(answer.content).xpath("//div[@data-error-summary]//li")
    assert len(summary) == 1
    assert "Row 1, Sector" in summary[0].text_content()
    assert "Enrgy" in summary[0].text_content()
    assert sent_by(answer)[f"{new_ids(sent_by(answer))[0]}-statement"] == ["Light"]


def test_what_does_not_fit_stays_in_the_box(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    text = "\n".join(f"Energy\tNeed {number}\tDark" for number in range(MOST_ROWS + 2))

    answer = paste(amara, blank, text)

    assert "50 rows were read." in text_of(answer)
    box = sent_by(answer)["pasted"][0]
    assert box.split("\n")[:2] == ["Energy\tNeed 50\tDark", "Energy\tNeed 51\tDark"]


def test_what_is_no_table_is_said_and_kept(
    amara: Client, blank: Assessment, energy: Sector
) -> None:
    answer = paste(amara, blank, "a\x00b")

    assert answer.status_code == 200
    assert statements(blank) == []


# --- The page -------------------------------------------------------------------------------------
def test_the_table_costs_the_same_queries_for_1_3_and_100_rows(
    amara: Client, blank: Assessment, energy: Sector, cast: Cast
) -> None:
    counts = []
    for target in (1, 3, 100):
        while Need.objects.filter(assessment=blank).count() < target:
            need(blank, cast.amara, energy, f"Need {uuid4()}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            amara.get(address(blank))
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 14


def test_a_hundred_rows_are_two_pages_and_both_are_saved_where_they_stand(
    amara: Client, blank: Assessment, energy: Sector, cast: Cast
) -> None:
    rows = [need(blank, cast.amara, energy, f"Need {number}") for number in range(MOST_ROWS + 1)]
    second = address(blank) + "?page=2"
    sent = sent_by(amara.get(second))
    sent[f"{rows[-1].pk}-statement"] = ["The last"]

    answer = amara.post(second, sent)

    assert answer.headers["Location"] == second
    assert Need.objects.get(pk=rows[-1].pk).statement == "The last"
    assert [row for row in sent["row"] if row not in new_ids(sent)] == [str(rows[-1].pk)]


@pytest.mark.parametrize("kind", sorted(RECORD_FORMS))
def test_every_kind_has_a_table_with_all_it_cannot_do_without(
    amara: Client, blank: Assessment, kind: str
) -> None:
    form = RECORD_FORMS[kind].form
    needed = {name for name, field in form.base_fields.items() if field.required}

    answer = amara.get(address(blank, kind))

    assert answer.status_code == 200
    assert needed <= set(row_fields(form))
    assert set(row_fields(form)) <= set(form.base_fields)


def test_a_page_stays_light_where_rows_carry_long_lists(
    blank: Assessment, energy: Sector, cast: Cast
) -> None:
    for number in range(300):
        Need.objects.create(
            assessment=blank,
            sector=energy,
            statement=f"Need {number}",
            challenge="Dark",
            updated_at=NOW,
            updated_by=cast.amara,
        )

    assert RecordRows(RECORD_FORMS["option"], blank).rows_a_page < MOST_ROWS


def test_strangers_find_no_table_and_a_kind_there_is_not_is_hidden(
    blank: Assessment, cast: Cast, amara: Client
) -> None:
    codes = {
        signed_in(person).get(address(blank)).status_code
        for person in (cast.chitra, cast.dolma, cast.ines)
    }

    assert codes == {404}
    assert amara.get(address(blank, "unheard-of")).status_code == 404
    forged = amara.post(address(blank), {"row": ["not a uuid", str(UUID(int=0))]})
    assert "Somebody removed this in the meantime." in text_of(forged)


def test_names_of_sectors_stay_when_another_column_is_written(
    amara: Client, blank: Assessment, cast: Cast
) -> None:
    added = add(blank, "sector", cast.amara, key=catalogues.SECTORS[0].key, name="Our young people")
    sent = sent_by(amara.get(address(blank, "sector")))
    sent[f"{added.pk}-reason"] = ["Half of us."]

    amara.post(address(blank, "sector"), sent)

    assert Sector.objects.get(pk=added.pk).name == "Our young people"
    assert TechnologyOption.objects.count() == 0


@pytest.mark.parametrize("place", ["records/barrier/", "scores/", "endorsement/", "order/"])
def test_a_long_form_is_kept_here_and_when_the_session_ended(
    draft: Assessment, cast: Cast, place: str
) -> None:
    page = signed_in(cast.amara).get(f"/assessments/{draft.pk}/{place}").content.decode()
    forms = page.split('<form class="stack" method="post"')[1:]
    assert forms
    for form in forms:
        assert "data-keep " in form.split(">")[0]
        assert 'name="kept-for"' in form.split("</form>")[0]
    assert "js/kept-forms.js" in page
