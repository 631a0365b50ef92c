"""When what one author types is one revision and when it is two, for answers and for records; and
what history, trail and a lost answer keep of each write."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from assessments.answers.operations import answers
from assessments.answers.operations.restoring import use_answer_again, use_record_again
from assessments.evidence.operations.sources import EvidencedFact, Source, add_evidence
from assessments.models import (
    Answer,
    Assessment,
    Criterion,
    Evidence,
    Measure,
    Need,
    Prioritisation,
    Record,
    RecordRevision,
    Revision,
    ScoringSession,
    Sector,
    SentWrite,
    TechnologyOption,
)
from assessments.questions.definitions import Audience
from assessments.records.operations import kinds, removing, writes, writing
from techbank.audit.models import Entry
from techbank.exceptions import Hidden, Invalid, Refused, Stale
from tests.assessments.conftest import NOW, Cast

KEY = "team.lead_ministry"
FORTY = "x" * 40
LONG = "y" * 300


def write(
    assessment: Assessment, by: Any, text: Any, base: int, *, after: int = 0, auto: bool = True
) -> answers.Saved:
    written = answers.Written(KEY, text, False, base, uuid4())
    at = NOW + timedelta(seconds=after)
    return answers.save_answers(
        assessment=assessment, section="team", written=[written], by=by, at=at, auto=auto
    )


def revisions(assessment: Assessment) -> list[Any]:
    rows = Revision.objects.filter(assessment=assessment, key=KEY, outcome="saved")
    return [row.value for row in rows.order_by("version")]


def states(record: Record, name: str) -> list[Any]:
    rows = RecordRevision.objects.filter(record_id=record.pk, outcome="saved")
    return [row.values[name] for row in rows.order_by("version")]


def save(assessment: Assessment, kind: str, by: Any, values: dict[str, Any], **more: Any) -> Any:
    wanted: dict[str, Any] = {"record_id": None, "base_version": None, "at": NOW, **more}
    return writing.save_record(assessment=assessment, kind=kind, values=values, by=by, **wanted)


def field(record: Any, kind: str, name: str, value: Any, by: Any, **more: Any) -> int:
    wanted: dict[str, Any] = {"client_uuid": uuid4(), "at": NOW, **more}
    wanted.setdefault("base_version", record.version)
    _record, version = writing.write_field(
        assessment=record.assessment,
        kind=kind,
        record_id=record.pk,
        field=name,
        value=value,
        by=by,
        **wanted,
    )
    record.refresh_from_db()
    return version


@pytest.fixture
def sector(blank: Assessment, cast: Cast) -> Sector:
    row: Sector = save(blank, "sector", cast.amara, {"key": "energy", "reason": LONG})
    return row


@pytest.fixture
def need(blank: Assessment, cast: Cast, sector: Sector) -> Need:
    values = {"sector": sector.pk, "challenge": "Dark", "statement": "Power for clinics"}
    row: Need = save(blank, "need", cast.amara, values)
    return row


# --- Revisions that grow -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        (LONG + FORTY, LONG, 1),  # Forty characters less.
        (LONG + FORTY + "z", LONG, 2),  # Forty-one.
        ("abcdefghij", "abcdefgh", 1),  # A fifth.
        ("abcdefghij", "abcdefg", 2),  # More than a fifth.
        ("abcd", "abcdefghij", 1),  # More text than before.
        ("Küche", "Kuche", 1),  # One letter of five, not its six bytes.
    ],
)
def test_a_revision_grows_while_it_loses_no_more_than_a_fifth_and_forty(
    blank: Assessment, cast: Cast, before: str, after: str, count: int
) -> None:
    write(blank, cast.amara, before, 0)
    write(blank, cast.amara, after, 1, after=5)

    assert revisions(blank) == [before, after][-count:]


def test_what_a_button_saves_is_a_revision_of_its_own(blank: Assessment, cast: Cast) -> None:
    write(blank, cast.amara, "Ministry", 0)
    write(blank, cast.amara, "Ministry of Water", 1, auto=False)

    assert revisions(blank) == ["Ministry", "Ministry of Water"]


@pytest.mark.parametrize(("submitted", "count"), [(-60, 1), (60, 2)])
def test_a_revision_that_was_submitted_stays_as_it_was(
    blank: Assessment, cast: Cast, submitted: int, count: int
) -> None:
    write(blank, cast.amara, "Ministry", 0)
    blank.submitted_at = NOW + timedelta(seconds=submitted)
    Assessment.objects.filter(pk=blank.pk).update(submitted_at=blank.submitted_at)

    write(blank, cast.amara, "Ministry of Water", 1, after=90)

    assert len(revisions(blank)) == count


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ([LONG + "a", LONG + "ab"], 1),
        ([LONG + FORTY[:20], LONG], 1),  # Twenty less.
        ([LONG, LONG[:-20]], 1),
        ([LONG[:-20], LONG[:-61]], 2),  # Forty-one in all.
    ],
)
def test_a_record_grows_by_the_same_rule_field_by_field(
    blank: Assessment, cast: Cast, sector: Sector, texts: list[str], count: int
) -> None:
    field(sector, "sector", "reason", texts[0], cast.amara)
    before = len(states(sector, "reason"))
    field(sector, "sector", "reason", texts[1], cast.amara, at=NOW + timedelta(seconds=5))

    assert len(states(sector, "reason")) == before + count - 1
    assert states(sector, "reason")[-1] == texts[1]


def test_a_short_field_of_a_record_loses_no_more_than_a_fifth(
    blank: Assessment, cast: Cast, need: Need
) -> None:
    field(need, "need", "statement", "Power for all clinics", cast.amara)
    field(need, "need", "statement", "Light for all clinics", cast.amara)

    assert states(need, "statement")[-2:] == ["Power for all clinics", "Light for all clinics"]


def test_a_revision_of_a_record_beside_which_a_text_was_set_aside_stays_as_it_was(
    blank: Assessment, cast: Cast, need: Need, second_coordinator: Any
) -> None:
    base = need.version
    field(need, "need", "challenge", "Dark at night", cast.amara)
    with pytest.raises(Stale):
        field(need, "need", "challenge", "Dim", second_coordinator, base_version=base)
    field(need, "need", "challenge", "Dark at night, too", cast.amara)

    assert states(need, "challenge")[-2:] == ["Dark at night", "Dark at night, too"]


def test_a_field_that_grows_is_in_the_trail_once(blank: Assessment, cast: Cast, need: Need) -> None:
    rows = Entry.objects.filter(verb="need.saved")
    before = rows.count()
    field(need, "need", "challenge", "Dark at night", cast.amara)
    field(need, "need", "challenge", "Dark at night, and cold", cast.amara)
    assert rows.count() == before
    field(need, "need", "challenge", "Cold", cast.amara)
    assert rows.count() == before + 1


# --- Written once, though it is sent twice -------------------------------------------------------


def test_a_field_sent_again_is_answered_as_the_first_time(
    blank: Assessment, cast: Cast, need: Need, second_coordinator: Any
) -> None:
    name, base = uuid4(), need.version
    first = field(need, "need", "statement", "Hers", cast.amara, client_uuid=name)
    field(need, "need", "statement", "Theirs", second_coordinator)
    again = field(
        need, "need", "statement", "Hers", cast.amara, client_uuid=name, base_version=base
    )

    assert (first, again, need.statement) == (base + 1, base + 1, "Theirs")


def test_a_text_that_is_the_answer_already_is_remembered_and_keeps_its_version(
    blank: Assessment, cast: Cast
) -> None:
    write(blank, cast.amara, "Ministry", 0)
    saved = write(blank, cast.amara, "Ministry", 0)

    assert (saved.conflicts, saved.versions) == ([], {KEY: 1})
    assert SentWrite.objects.filter(assessment=blank, outcome="saved").count() == 2


def test_what_cannot_be_read_is_kept_once_with_the_version_it_stands_beside(
    blank: Assessment, cast: Cast, need: Need
) -> None:
    who: dict[str, Any] = {"by": cast.amara, "at": NOW}
    write(blank, cast.amara, "Ministry", 0)
    unread = answers.Written(KEY, "?" * 9, False, 1, uuid4())
    other = answers.Written("team.focal_point", "!", False, 0, uuid4())
    for written in (unread, unread, other):
        answers.keep_unread(assessment=blank, section="team", written=written, **who)
    key = uuid4()
    for _again in range(2):
        writes.keep_unread_field(
            assessment=blank,
            kind="need",
            record_id=need.pk,
            field="statement",
            text="…",
            client_uuid=key,
            **who,
        )

    rows = Revision.objects.filter(assessment=blank, outcome="not_read").order_by("pk")
    assert [(row.value, row.version) for row in rows] == [("?" * 9, 1), ("!", 0)]
    unread_field = RecordRevision.objects.get(record_id=need.pk, outcome="not_read")
    assert (unread_field.values, unread_field.version) == ({"statement": "…"}, need.version)
    with pytest.raises(Invalid, match="could not be read"):
        use_answer_again(
            assessment=blank, revision=rows[0], base_version=1, client_uuid=uuid4(), **who
        )
    with pytest.raises(Invalid, match="could not be read"):
        use_record_again(assessment=blank, revision=unread_field, base_version=1, **who)


def test_the_trail_says_whether_a_section_is_complete(draft: Assessment, cast: Cast) -> None:
    for complete in (False, True):
        answers.mark_section(
            assessment=draft, section="team", complete=complete, by=cast.amara, at=NOW
        )

    rows = Entry.objects.filter(verb__in=("section.completed", "section.reopened")).order_by("seq")
    assert [(row.verb, "not complete yet" in row.sentence) for row in list(rows)[-2:]] == [
        ("section.reopened", True),
        ("section.completed", False),
    ]


# --- Records -------------------------------------------------------------------------------------


def test_records_stand_in_the_order_in_which_they_were_added(
    blank: Assessment, cast: Cast, sector: Sector
) -> None:
    second = save(blank, "sector", cast.amara, {"key": "water", "reason": ""})

    assert (sector.position, second.position) == (1, 2)


def test_a_list_of_a_record_is_stored_changed_and_restored(draft: Assessment, cast: Cast) -> None:
    old = Measure.objects.filter(assessment=draft, barriers__isnull=False).distinct()[0]
    before = sorted(str(barrier.pk) for barrier in old.barriers.all())
    who: dict[str, Any] = {"by": cast.amara, "at": NOW}
    values = {"kind": old.kind, "description": "New", "barriers": [UUID(key) for key in before]}
    measure = save(draft, "measure", cast.amara, values)

    field(measure, "measure", "barriers", [], cast.amara)
    assert not measure.barriers.exists()
    revision = RecordRevision.objects.filter(record_id=measure.pk).order_by("version")
    assert revision.latest("version").values["barriers"] == []
    save(
        draft,
        "measure",
        cast.amara,
        {"barriers": [UUID(key) for key in before]},
        record_id=measure.pk,
        base_version=measure.version,
    )

    assert sorted(str(barrier.pk) for barrier in measure.barriers.all()) == before
    assert revision.latest("version").values["barriers"] == before
    removing.remove_record(assessment=draft, kind="measure", record_id=measure.pk, **who)
    gone = RecordRevision.objects.get(record_id=measure.pk, outcome="removed")
    back = use_record_again(assessment=draft, revision=gone, base_version=None, **who)
    assert isinstance(back, Measure)
    assert sorted(str(barrier.pk) for barrier in back.barriers.all()) == before


def test_a_record_that_is_not_in_the_dossier_is_not_written(blank: Assessment, cast: Cast) -> None:
    with pytest.raises(Hidden):
        save(blank, "need", cast.amara, {"statement": "x"}, record_id=uuid4(), base_version=1)


def test_sources_of_a_removed_record_are_removed_with_it(
    blank: Assessment, cast: Cast, need: Need
) -> None:
    fact = EvidencedFact(kind="need", record_id=need.pk, field="statement")
    add_evidence(
        assessment=blank,
        fact=fact,
        source=Source("Census 2024", "12", "", Audience.BANK),
        upload=None,
        evidence_id=uuid4(),
        by=cast.amara,
        at=NOW,
    )
    removing.remove_record(assessment=blank, kind="need", record_id=need.pk, by=cast.amara, at=NOW)

    row = Evidence.objects.get(record_id=need.pk)
    assert (row.removed_at, row.removed_by) == (NOW, cast.amara)


@pytest.mark.parametrize(
    ("change", "by_hand"),
    [("name", False), ("weight", True), ("removed criterion", True), ("removed option", True)],
)
def test_what_counts_and_is_changed_by_hand_is_no_sessions_result(
    draft: Assessment, cast: Cast, change: str, by_hand: bool
) -> None:
    rows = Prioritisation.objects.filter(assessment=draft)
    session = ScoringSession.objects.create(
        assessment=draft, number=9, title="In the room", facilitator=cast.amara, made_at=NOW
    )
    rows.update(from_session=session)
    criterion = Criterion.objects.filter(assessment=draft)[0]
    who: dict[str, Any] = {"by": cast.amara, "at": NOW}
    if change == "name":
        field(criterion, "criterion", "name", "Another name", cast.amara)
    elif change == "weight":
        field(criterion, "criterion", "weight", criterion.weight / 2, cast.amara)
    elif change == "removed criterion":
        removing.remove_record(assessment=draft, kind="criterion", record_id=criterion.pk, **who)
    else:
        option = TechnologyOption.objects.filter(
            assessment=draft, scores__isnull=False, actions=None, barriers=None
        )[0]
        removing.remove_record(assessment=draft, kind="option", record_id=option.pk, **who)

    assert rows.filter(from_session=None).exists() is by_hand


def test_an_indicator_of_the_catalogue_has_its_name_and_an_own_one_the_typed_one(
    blank: Assessment, cast: Cast
) -> None:
    key = kinds.RECORD_TABLES["indicator"].definition.by_key["key"].choices[0].key
    values = {"key": key, "name": "", "year": 2024, "no_data": True}
    listed = save(blank, "indicator", cast.amara, values)
    typed = save(blank, "indicator", cast.amara, {**values, "name": "Ours", "year": 2023})
    own = save(blank, "indicator", cast.amara, {**values, "key": "own", "name": "Mine"})

    assert listed.name
    assert (typed.name, own.name) == ("Ours", "Mine")


def test_marks_add_up_to_votes_and_no_mark_leaves_them_alone() -> None:
    assert kinds.sum_of_marks({"mark_1": 2, "mark_5": 1, "mark_3": None}) == 7
    assert kinds.sum_of_marks({"mark_1": None}) is None
    assert kinds.sum_of_marks({"mark_2": 0}) == 0


def test_nobody_else_saves_a_field(blank: Assessment, cast: Cast, need: Need) -> None:
    with pytest.raises(Refused):
        field(need, "need", "statement", "x", cast.dolma)
    assert Answer.objects.filter(assessment=blank).count() == 0
