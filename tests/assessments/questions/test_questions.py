"""The questionnaire, how answers are read and shown, and the worked demonstration."""

import hashlib
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import assessments
from assessments.questions import CURRENT, VERSIONS, catalogues, questionnaire
from assessments.questions.answers import clean, display
from assessments.questions.definitions import (
    Audience,
    Choice,
    Condition,
    Question,
    QuestionKind,
    Questionnaire,
    Section,
)
from assessments.questions.records import RECORD_KINDS
from assessments.scoring import Case, CaseCriterion, as_decimal, rank

# A released version is never changed: what answers were given to must stay what it was. To change
# a question, release a new version and leave this line alone.
RELEASED = {
    "2026.1": "414a6e85f8971bad1e4b61053123a8d117e011fd9404502ebe5a27e1696fb4d8",
    "2026.2": "2763a5f86ca78a0012c26f3d7650376fa6c489b5967216eda5a0f581c7b6f194",
    "2026.3": "b48d787a15ef3e8d7db4c95138402e063d6a37604493935147bbd71f43530201",
}
SECTIONS = (
    "team sti_system sectors needs options priorities barriers plan inclusion endorsement".split()
)


def digest(version: Questionnaire) -> str:
    """Everything but wording: keys, kinds, choices, limits, who sees, what is required when."""
    facts = [
        [section.key, section.number, section.records, section.required]
        + [
            [
                *(question.key, question.kind, [choice.key for choice in question.choices]),
                *(question.seen_by, question.required, question.limit),
                question.required_when
                and [question.required_when.question, question.required_when.equals],
            ]
            for question in section.questions
        ]
        for section in version.sections
    ]
    return hashlib.sha256(json.dumps([version.version, facts]).encode()).hexdigest()


# The questionnaire


def test_a_released_version_is_never_changed() -> None:
    assert {key: digest(version) for key, version in VERSIONS.items()} == RELEASED


def test_the_current_version_has_the_ten_sections_in_order() -> None:
    sections = questionnaire(CURRENT).sections
    assert [section.key for section in sections] == SECTIONS
    assert [section.number for section in sections] == list(range(1, 11))


def test_every_section_fits_a_page() -> None:
    for section in questionnaire().sections:
        assert 3 <= len(section.questions) <= 12
        assert any(question.required for question in section.questions)


def test_keys_are_unique_and_begin_with_their_section() -> None:
    rows = [q.key for section in questionnaire().sections for q in section.questions]
    assert len(rows) == len(set(rows)) == len(list(questionnaire()))
    for section in questionnaire().sections:
        for question in section.questions:
            assert question.key.rpartition(".")[0] == section.key
            assert questionnaire().section_of(question.key) is section


def test_every_question_says_how_to_answer_and_why_it_is_asked() -> None:
    for question in questionnaire():
        assert str(question.label).endswith("?"), question.key
        assert str(question.help), question.key
        assert str(question.why), question.key


def test_kinds_are_complete() -> None:
    for question in questionnaire():
        assert bool(question.choices) == (
            question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES)
        )
        assert (question.limit is not None) == (
            question.kind in (QuestionKind.TEXT, QuestionKind.LONG)
        )
        keys = [choice.key for choice in question.choices]
        assert len(keys) == len(set(keys))


def test_conditions_look_at_questions_that_exist() -> None:
    for question in questionnaire():
        if question.required_when:
            other = questionnaire().question(question.required_when.question)
            assert other.kind is QuestionKind.YES_NO


def test_personal_names_and_contacts_are_not_public() -> None:
    for key in ("team.focal_point", "team.focal_point_contact", "team.experts"):
        assert questionnaire().question(key).seen_by is Audience.BANK


def test_unanswered_counts_conditions_and_accepts_not_known() -> None:
    section = Section(
        "s",
        1,
        "S",
        "",
        (
            Question("s.a", QuestionKind.YES_NO, "A?", required=True),
            Question("s.b", QuestionKind.TEXT, "B?", required_when=Condition("s.a", True)),
        ),
    )
    assert [q.key for q in section.unanswered({})] == ["s.a"]
    assert [q.key for q in section.unanswered({"s.a": True})] == ["s.b"]
    assert section.unanswered({"s.a": False}) == ()
    assert section.unanswered({"s.a": True}, not_known={"s.b"}) == ()


def test_a_version_that_was_never_released_is_an_error() -> None:
    with pytest.raises(KeyError):
        questionnaire("1999.1")


def test_the_fifteen_priorities_are_sectors_and_other_comes_last() -> None:
    assert len(catalogues.SECTORS) == 16
    assert catalogues.SECTORS[-1].key == "other"
    assert catalogues.label_of(catalogues.SECTORS, "women") == "Participation of women"
    assert catalogues.label_of(catalogues.SECTORS, "unheard of") == "unheard of"


# Answers


def ask(kind: QuestionKind, **more: Any) -> Question:
    return Question("s.q", kind, "Question?", **more)


@pytest.mark.parametrize(
    ("typed", "locale", "stored"),
    [
        ("1 234,56", "fr", "1234.56"),
        ("1 234,56", "en", "1234.56"),
        ("1\u202f234,56", "fr", "1234.56"),
        ("1,234.56", "en", "1234.56"),
        ("1.234", "es", "1234"),
        ("1 234.5", "ru", "1234.5"),
        ("١٬٢٣٤٫٥", "ar", "1234.5"),
        ("1234.5", "zh-hans", "1234.5"),
        ("−3", "en", "-3"),
        ("0.10", "en", "0.10"),
        (12, "en", "12"),
    ],
)
def test_numbers_are_read_as_their_readers_write_them(typed: Any, locale: str, stored: str) -> None:
    assert clean(typed, ask(QuestionKind.NUMBER), locale=locale) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (QuestionKind.NUMBER, "many"),
        (QuestionKind.NUMBER, "1,5"),
        (QuestionKind.NUMBER, "1e9"),
        (QuestionKind.NUMBER, "NaN"),
        (QuestionKind.NUMBER, "12 34"),
        (QuestionKind.NUMBER, "0.1234567"),
        (QuestionKind.NUMBER, "1" * 19),
        (QuestionKind.INTEGER, "1.5"),
        (QuestionKind.INTEGER, "-1"),
        (QuestionKind.YEAR, "26"),
        (QuestionKind.YEAR, "3026"),
        (QuestionKind.DATE, "17/09/2026"),
        (QuestionKind.DATE, "2026-02-30"),
        (QuestionKind.CHOICE, "c"),
        (QuestionKind.CHOICES, ["a", "c"]),
        (QuestionKind.YES_NO, "perhaps"),
        (QuestionKind.TEXT, "two\nlines"),
        (QuestionKind.TEXT, "far too long"),
        (QuestionKind.LONG, "nul \x00"),
        (QuestionKind.LONG, "half \ud800"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_a_sentence(kind: QuestionKind, typed: Any) -> None:
    question = ask(kind, choices=(Choice("a", "A"), Choice("b", "B")), limit=10)
    with pytest.raises(ValueError, match=r"\.$"):
        clean(typed, question)


@pytest.mark.parametrize("kind", list(QuestionKind))
@pytest.mark.parametrize("blank", [None, "", "  \n", []])
def test_blank_is_none_and_never_zero(kind: QuestionKind, blank: Any) -> None:
    assert clean(blank, ask(kind)) is None
    assert display(None, ask(kind)) == ""


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "words"),
    [
        (QuestionKind.TEXT, " Ministry ", "Ministry", "Ministry"),
        (QuestionKind.LONG, "a\r\nb", "a\nb", "a\nb"),
        (QuestionKind.NUMBER, "1234.5", "1234.5", "1,234.5 km"),
        (QuestionKind.INTEGER, "1,234", 1234, "1,234 km"),
        (QuestionKind.INTEGER, "0", 0, "0 km"),
        (QuestionKind.YEAR, "2026", 2026, "2026"),
        (QuestionKind.DATE, "2026-09-17", "2026-09-17", "17 September 2026"),
        (QuestionKind.CHOICE, "b", "b", "Bee"),
        (QuestionKind.CHOICES, ["b", "a"], ["a", "b"], "Ay; Bee"),
        (QuestionKind.YES_NO, "no", False, "No"),
        (QuestionKind.YES_NO, True, True, "Yes"),
    ],
)
def test_an_answer_is_stored_and_shown_by_its_kind(
    kind: QuestionKind, typed: Any, stored: Any, words: str
) -> None:
    question = ask(kind, choices=(Choice("a", "Ay"), Choice("b", "Bee")), unit="km")
    assert clean(typed, question) == stored
    assert clean(stored, question) == stored
    assert display(clean(typed, question), question) == words


# The worked demonstration

DEMONSTRATION: dict[str, Any] = json.loads(
    (Path(assessments.__file__).parent / "data" / "demonstration.json").read_text("utf-8")
)
ACTIVITIES = [a for action in DEMONSTRATION["actions"] for a in action["activities"]]
COST_LINES = [line for activity in ACTIVITIES for line in activity["cost_lines"]]


def codes(kind: str) -> set[str]:
    rows = [record["code"] for record in DEMONSTRATION[kind]]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_the_demonstration_says_that_it_is_invented() -> None:
    assert "(invented)" in DEMONSTRATION["title"]
    assert DEMONSTRATION["questionnaire"] == CURRENT


def test_the_demonstration_answers_every_question() -> None:
    answers = DEMONSTRATION["answers"]
    assert set(answers) == {question.key for question in questionnaire()}
    for section in questionnaire().sections:
        assert section.unanswered(answers) == ()
    for question in questionnaire():
        assert clean(answers[question.key], question) == answers[question.key], question.key


def test_the_records_of_the_demonstration_refer_to_each_other() -> None:
    sectors = {sector["key"] for sector in DEMONSTRATION["sectors"]}
    assert sectors <= catalogues.keys(catalogues.SECTORS)
    plans = codes("linked_plans")
    assert {sector["linked_plan"] for sector in DEMONSTRATION["sectors"]} <= plans
    causes = {barrier["caused_by"] for barrier in DEMONSTRATION["barriers"]} - {None}
    assert causes <= codes("barriers")
    assert {need["sector"] for need in DEMONSTRATION["needs"]} == sectors
    assert {option["need"] for option in DEMONSTRATION["options"]} <= codes("needs")
    chosen = {option["code"] for option in DEMONSTRATION["options"] if option["chosen"]}
    assert {barrier["option"] for barrier in DEMONSTRATION["barriers"]} == chosen
    answered = {code for measure in DEMONSTRATION["measures"] for code in measure["barriers"]}
    assert answered == codes("barriers")
    assert {action["option"] for action in DEMONSTRATION["actions"]} == chosen
    assert {action["measure"] for action in DEMONSTRATION["actions"]} == codes("measures")


def test_the_demonstration_uses_words_of_the_catalogues() -> None:
    used = {
        "stage": ({o["stage"] for o in DEMONSTRATION["options"]}, catalogues.STAGES),
        "barrier": (
            {b["category"] for b in DEMONSTRATION["barriers"]},
            catalogues.BARRIER_CATEGORIES,
        ),
        "importance": ({b["importance"] for b in DEMONSTRATION["barriers"]}, catalogues.IMPORTANCE),
        "measure": ({m["kind"] for m in DEMONSTRATION["measures"]}, catalogues.MEASURE_KINDS),
        "cost": ({line["category"] for line in COST_LINES}, catalogues.COST_CATEGORIES),
        "funding": (
            {f["kind"] for a in DEMONSTRATION["actions"] for f in a["funding_sought"]},
            catalogues.FUNDING_KINDS,
        ),
        "people": (
            {s["sector"] for s in DEMONSTRATION["endorsement"]["by_sector"]},
            catalogues.STAKEHOLDER_SECTORS,
        ),
    }
    for kind in ("stakeholders", "events", "linked_plans", "indicators", "options"):
        for field in RECORD_KINDS[kind.removesuffix("s")].fields:
            if field.choices:
                text = {row[field.key] for row in DEMONSTRATION[kind]} - {""}
                used[f"{kind} {field.key}"] = (text, field.choices)
    for words, catalogue in used.values():
        assert words <= catalogues.keys(catalogue)


def test_the_demonstration_has_the_promised_size() -> None:
    sizes = {
        kind: len(DEMONSTRATION[kind])
        for kind in ("sectors", "needs", "options", "criteria", "barriers", "measures", "actions")
    }
    assert sizes == {
        "sectors": 4,
        "needs": 6,
        "options": 8,
        "criteria": 5,
        "barriers": 7,
        "measures": 6,
        "actions": 6,
    }
    assert (len(ACTIVITIES), len(COST_LINES)) == (14, 30)
    assert sum(line["amount"] is None for line in COST_LINES) == 2
    assert sum(line["year"] is None for line in COST_LINES) == 1


def test_options_that_were_screened_out_say_why_and_the_chosen_have_an_ambition() -> None:
    options = DEMONSTRATION["options"]
    assert sum(not option["screened_in"] for option in options) == 2
    for option in options:
        assert option["screening_reason"]
        assert option["hardware"] + option["software"] + option["orgware"] == 100
        assert bool(option["ambition"]) == option["chosen"]
        assert option["screened_in"] or not option["chosen"]


def test_the_options_chosen_are_the_first_three_of_the_ranking() -> None:
    method = DEMONSTRATION["prioritisation"]
    ranking = rank(
        Case(
            [o["code"] for o in DEMONSTRATION["options"] if o["screened_in"]],
            [
                CaseCriterion(
                    c["code"], c["name"], c["weight"], c["direction"], c["low"], c["high"]
                )
                for c in DEMONSTRATION["criteria"]
            ],
            {(s["option"], s["criterion"]): s["value"] for s in DEMONSTRATION["scores"]},
            method["normalisation"],
            method["missing"],
        )
    )
    chosen = {option["code"] for option in DEMONSTRATION["options"] if option["chosen"]}
    assert sum(Decimal(c["weight"]) for c in DEMONSTRATION["criteria"]) == 1
    assert {option.id for option in ranking.options if option.rank <= 3} == chosen
    assert [str(as_decimal(option.total)) for option in ranking.options[:3]] == [
        "72.97",
        "58.59",
        "57.75",
    ]
    assert ranking.warnings == ()


def test_scores_lie_in_the_range_of_their_criterion() -> None:
    ranges = {c["code"]: (Decimal(c["low"]), Decimal(c["high"])) for c in DEMONSTRATION["criteria"]}
    for score in DEMONSTRATION["scores"]:
        low, high = ranges[score["criterion"]]
        assert low <= Decimal(score["value"]) <= high


def test_activities_end_after_they_start_and_begin_after_their_predecessor() -> None:
    by_code = {activity["code"]: activity for activity in ACTIVITIES}
    assert len(by_code) == len(ACTIVITIES)
    for activity in ACTIVITIES:
        starts, ends = (date.fromisoformat(activity[key]) for key in ("starts_on", "ends_on"))
        assert date(2026, 10, 1) <= starts <= ends <= date(2030, 12, 31)
        before = activity["predecessor"] and by_code[activity["predecessor"]]
        # Each begins after the one before it has ended, so there can be no circle.
        assert not before or date.fromisoformat(before["ends_on"]) < starts


def test_every_activity_can_be_measured_and_has_an_answer_to_its_risk() -> None:
    for activity in ACTIVITIES:
        for key in ("responsible", "indicator", "baseline", "target", "risk", "contingency"):
            assert activity[key], (activity["code"], key)


def test_the_plan_costs_what_its_summary_says() -> None:
    per_usd = {"USD": Decimal(1)} | {
        rate["currency"]: Decimal(rate["per_usd"]) for rate in DEMONSTRATION["exchange_rates"]
    }
    known = [line for line in COST_LINES if line["amount"] is not None]
    total = sum(Decimal(line["amount"]) / per_usd[line["currency"]] for line in known)
    assert total == Decimal(11_355_000)
    assert "about 11.4 million US dollars" in DEMONSTRATION["answers"]["plan.summary"]
    assert Counter(line["currency"] for line in COST_LINES) == {"USD": 23, "XTS": 7}


def test_the_votes_of_the_demonstration_are_the_sum_of_its_marks() -> None:
    for barrier in DEMONSTRATION["barriers"]:
        summed = sum(mark * count for mark, count in enumerate(barrier["marks"], start=1))
        assert barrier["votes"] == summed
        assert sum(barrier["marks"]) == DEMONSTRATION["answers"]["barriers.voters"]


def test_people_of_the_demonstration_say_that_they_are_invented() -> None:
    for row in DEMONSTRATION["stakeholders"]:
        assert not row["name"] or "(invented)" in row["name"]
        assert not row["contact"] or row["contact"].endswith(".example")


def test_participants_of_the_validation_add_up() -> None:
    endorsement = DEMONSTRATION["endorsement"]
    counted = sum(sector["count"] for sector in endorsement["by_sector"])
    assert endorsement["women"] + endorsement["men"] == counted == 79
    assert endorsement["held_on"] == "2026-09-17"


def test_people_consulted_are_those_of_the_meetings_less_those_counted_twice() -> None:
    answers = DEMONSTRATION["answers"]
    assert answers["team.women"] <= 22 + 118 + 11 + 17
    assert answers["team.men"] <= 31 + 109 + 12 + 15
