"""The pages of sources, and their files as downloads, as each person finds them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.answers.operations.answers import mark_section
from assessments.evidence.operations import sources
from assessments.evidence.operations.sources import EvidencedFact, Source
from assessments.models import Assessment, Evidence, Need
from assessments.questions.definitions import Audience
from assessments.review.operations import path
from assessments.states import State
from partners.models import User
from techbank.files.uploads import Upload, check_upload
from tests.assessments.conftest import NOW, Cast, Walk
from tests.factories import files
from tests.factories.cast import enter

QUESTION = "team.mandate"
pytestmark = pytest.mark.usefixtures("without_second_factor")
NO_NEED = "need:5d9f0f8e-0000-4000-8000-000000000000"


def sign_in(person: User) -> Client:
    return enter(Client(), person)


def url(name: str, assessment: Assessment, *args: Any, at: str = "") -> str:
    address = reverse(name, args=[assessment.pk, *args])
    return f"{address}?at={at}" if at else address


def add(
    assessment: Assessment,
    by: User,
    text: str = "Yearbook 2025",
    *,
    file: Upload | None = None,
    seen_by: str = Audience.BANK,
    fact: EvidencedFact | None = None,
) -> Evidence:
    return sources.add_evidence(
        assessment=assessment,
        evidence_id=uuid4(),
        fact=fact or EvidencedFact(question=QUESTION),
        source=Source(source=text, page="12", url="", seen_by=seen_by),
        upload=file,
        by=by,
        at=NOW,
    )


def upload(name: str = "table.csv", content: bytes = files.CSV) -> Upload:
    return check_upload(files.sent(name, content))


def read(answer: Any) -> bytes:
    """All of it: what is read to its end is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def form(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "source": "Yearbook 2025",
        "page": "12",
        "url": "",
        "seen_by": "bank",
        **more,
    }


def test_a_source_with_a_file_is_added_through_the_form(draft: Assessment, cast: Cast) -> None:
    amara = sign_in(cast.amara)
    place = url("evidence", draft, at=QUESTION)
    page = amara.get(place).content.decode()
    sent_id = re.search(r'name="id" value="([^"]+)"', page)
    assert sent_id is not None
    data = form(id=sent_id[1], file=files.sent("report.pdf", files.pdf()))

    answer = amara.post(place, data)

    row = Evidence.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert row.pk == UUID(sent_id[1])
    assert (row.file_name, row.media_type) == ("report.pdf", "application/pdf")
    after = amara.get(place).content.decode()
    assert "Yearbook 2025" in after
    assert url("evidence_file", draft, row.pk) in after


def test_what_was_typed_stays_when_the_file_is_refused(draft: Assessment, cast: Cast) -> None:
    data = form(source="My typed source", page="p. 7", file=files.sent("a.pdf", b"MZ" + b"0" * 9))

    answer = sign_in(cast.amara).post(url("evidence", draft, at=QUESTION), data)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "My typed source" in page
    assert 'value="p. 7"' in page
    assert "This is a program" in page
    assert Evidence.objects.count() == 0


def test_a_good_file_has_to_be_chosen_again_when_something_else_is_wrong(
    draft: Assessment, cast: Cast
) -> None:
    data = form(source="", file=files.sent("report.pdf", files.pdf()))

    page = sign_in(cast.amara).post(url("evidence", draft, at=QUESTION), data).content.decode()

    assert "Fill this in." in page
    assert "The file was not stored yet. Choose it again." in page


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "file:///etc/passwd", "https://", "ftp://x/y", "http://a b"]
)
def test_an_address_that_is_none_is_refused(draft: Assessment, cast: Cast, typed: str) -> None:
    answer = sign_in(cast.amara).post(url("evidence", draft, at=QUESTION), form(url=typed))

    assert "Enter a web address" in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_typed_text_is_never_markup(draft: Assessment, cast: Cast) -> None:
    add(draft, cast.amara, "<script>alert(1)</script>", file=upload("<b>.csv"))

    for place in (url("evidence", draft, at=QUESTION), url("evidence", draft)):
        page = sign_in(cast.amara).get(place).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_file_is_a_download_and_nothing_else(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload("année, 2024.csv"))
    place = url("evidence_file", draft, row.pk)
    amara = sign_in(cast.amara)

    answer = amara.get(place)

    assert read(answer) == files.CSV
    head = answer.headers
    assert head["Content-Type"] == "text/csv"
    assert head["Content-Disposition"].startswith("attachment; filename")
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert head["Cache-Control"] == "private, no-store"
    assert "ETag" not in head
    assert head["Content-Length"] == str(len(files.CSV))
    only_head = amara.head(place)
    assert read(only_head) == b""
    assert (only_head.status_code, only_head.headers["Content-Length"]) == (
        200,
        str(len(files.CSV)),
    )


def test_only_its_readers_get_a_file(draft: Assessment, walk: Walk, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload())
    place = url("evidence_file", draft, row.pk)

    def got() -> dict[str, int]:
        people = ("amara", "bakari", "chitra", "dolma", "farida", "leila", "ines", "mateo")
        values = {}
        for name in people:
            answer = sign_in(getattr(cast, name)).get(place)
            read(answer)
            values[name] = answer.status_code
        return values

    own = {"amara": 200, "bakari": 200}
    assert {k: v for k, v in got().items() if v != 404} == own
    walk(State.SUBMITTED)
    assert {k: v for k, v in got().items() if v != 404} == own | {
        "dolma": 200,
        "farida": 200,
        "leila": 200,
    }
    assert Client().get(place).status_code == 302


def test_what_the_country_keeps_is_seen_by_no_officer(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    row = add(draft, cast.amara, "For us only", file=upload(), seen_by=Audience.COUNTRY)
    internal = EvidencedFact(question="endorsement.internal_note")
    add(draft, cast.amara, "Of our note", seen_by=Audience.COUNTRY, fact=internal)
    walk(State.IN_REVIEW)
    dolma = sign_in(cast.dolma)

    assert dolma.get(url("evidence_file", draft, row.pk)).status_code == 404
    assert dolma.get(url("evidence", draft, at=internal.question)).status_code == 404
    for place in (
        url("evidence", draft),
        url("evidence", draft, at=QUESTION),
        url("review", draft) + "?section=team",
        url("section_check", draft, "team"),
    ):
        page = dolma.get(place).content.decode()
        assert "For us only" not in page
        assert "Of our note" not in page


def test_an_officer_sees_the_sources_beside_the_answer(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    row = add(draft, cast.amara, "Beside the answer", file=upload())
    add(draft, cast.amara, "Beside the need", fact=EvidencedFact(kind="need", record_id=need.pk))
    walk(State.IN_REVIEW)
    dolma = sign_in(cast.dolma)

    team = dolma.get(url("review", draft) + "?section=team").content.decode()
    needs = dolma.get(url("review", draft) + "?section=needs").content.decode()
    check = dolma.get(url("section_check", draft, "team")).content.decode()

    for page in (team, check):
        assert "Beside the answer" in page
        assert url("evidence_file", draft, row.pk) in page
    assert "Beside the need" in needs
    assert "Add the source" not in dolma.get(url("evidence", draft, at=QUESTION)).content.decode()


def test_sources_of_a_cost_are_seen_with_its_action(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    line = draft.costlines.first()
    assert line is not None
    add(draft, cast.amara, "Price list", fact=EvidencedFact(kind="cost_line", record_id=line.pk))
    walk(State.IN_REVIEW)

    page = sign_in(cast.dolma).get(url("review", draft) + "?section=plan").content.decode()

    assert page.count("Price list") == 1


def test_a_removed_source_and_its_file_are_gone(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload())
    amara = sign_in(cast.amara)

    response = amara.get(url("evidence_remove", draft, row.pk))
    done = amara.post(url("evidence_remove", draft, row.pk))

    assert (response.status_code, done.status_code) == (200, 302)
    for name in ("evidence_file", "evidence_change", "evidence_remove"):
        assert amara.get(url(name, draft, row.pk)).status_code == 404


def test_a_row_of_one_dossier_is_not_found_under_another(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara, file=upload())
    other = reverse("evidence_file", args=[uuid4(), row.pk])

    assert sign_in(cast.amara).get(other).status_code == 404


@pytest.mark.parametrize("at", ["team.none", "need:x", NO_NEED, "nothing:1", ":", "x:"])
def test_an_address_of_nothing_is_not_found(draft: Assessment, cast: Cast, at: str) -> None:
    amara = sign_in(cast.amara)

    assert amara.get(url("evidence", draft, at=at)).status_code == 404
    assert amara.post(url("evidence", draft, at=at), form()).status_code == 404
    assert amara.post(url("evidence", draft), form()).status_code == 404


def test_a_source_is_changed_and_a_meanwhile_change_is_shown(draft: Assessment, cast: Cast) -> None:
    row = add(draft, cast.amara)
    amara, place = sign_in(cast.amara), url("evidence_change", draft, row.pk)
    assert amara.get(place).status_code == 200
    assert amara.post(place, form(source="First", version="1")).status_code == 302

    stale = amara.post(place, form(source="Second", version="1"))

    page = stale.content.decode()
    assert stale.status_code == 409
    assert "First" in page
    assert "Second" in page
    assert 'name="version" value="2"' in page
    assert amara.post(place, form(source="Second", version="2")).status_code == 302
    assert Evidence.objects.get().source == "Second"


def test_the_section_says_how_many_sources_an_answer_has(draft: Assessment, cast: Cast) -> None:
    amara = sign_in(cast.amara)
    add(draft, cast.amara)
    add(draft, cast.amara)

    page = amara.get(url("section", draft, "team")).content.decode()

    assert "Sources (2)" in page
    assert "Add a source" in page


def test_sources_of_a_field_name_it(draft: Assessment, cast: Cast) -> None:
    need = Need.objects.filter(assessment=draft)[0]
    place = url("evidence", draft, at=f"need:{need.pk}")
    amara = sign_in(cast.amara)

    answer = amara.post(place, form(field="statement"))

    assert answer.status_code == 302
    assert Evidence.objects.get().field == "statement"
    assert amara.post(place, form(field="no_such")).status_code == 200
    record = amara.get(url("record_edit", draft, "need", need.pk)).content.decode()
    assert "Sources (1)" in record


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_all_sources_costs_the_same_for_one_and_three(
    draft: Assessment, cast: Cast, rows: int
) -> None:
    for need in Need.objects.filter(assessment=draft)[:rows]:
        add(draft, cast.amara, file=upload(), fact=EvidencedFact(kind="need", record_id=need.pk))
        add(draft, cast.amara)
    amara = sign_in(cast.amara)
    amara.get(url("evidence", draft))

    with CaptureQueriesContext(connection) as context:
        page = amara.get(url("evidence", draft)).content.decode()

    assert page.count("table.csv") == rows
    assert len(context) == QUERIES_OF_ALL_SOURCES


QUERIES_OF_ALL_SOURCES = 6


def test_what_is_added_after_a_return_is_read_by_officers_once_it_is_handed_in(
    draft: Assessment, walk: Walk, cast: Cast
) -> None:
    add(draft, cast.amara, "Handed in")
    path.return_sections(
        assessment=walk(State.IN_REVIEW), sections=["team"], reason="More.", by=cast.dolma, at=NOW
    )
    draft.refresh_from_db()
    late = sources.add_evidence(
        assessment=draft,
        evidence_id=uuid4(),
        fact=EvidencedFact(question=QUESTION),
        source=Source(source="Not yet", page="", url="", seen_by=Audience.BANK),
        upload=upload(),
        by=cast.amara,
        at=NOW + timedelta(minutes=1),
    )
    places = [
        url("evidence", draft),
        url("evidence", draft, at=QUESTION),
        url("review", draft) + "?section=team",
        url("section_check", draft, "team"),
    ]

    def seen(person: User) -> set[tuple[bool, bool]]:
        pages = [sign_in(person).get(place).content.decode() for place in places]
        return {("Handed in" in page, "Not yet" in page) for page in pages}

    assert (seen(cast.dolma), seen(cast.amara)) == ({(True, False)}, {(True, True)})
    assert sign_in(cast.leila).get(url("evidence_file", draft, late.pk)).status_code == 404
    mark_section(assessment=draft, section="team", complete=True, by=cast.amara, at=NOW)
    path.submit(assessment=draft, by=cast.amara, at=NOW + timedelta(minutes=2))
    assert seen(cast.dolma) == {(True, True)}
