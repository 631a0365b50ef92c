"""What the forms of the country's side read, refuse and keep."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from assessments.answers.forms.sections import _WIDGETS, SectionForm
from assessments.dossiers.forms import fields
from assessments.dossiers.forms.opening import EndorsementForm
from assessments.models import Activity, Assessment, CostLine, Criterion, TechnologyOption
from assessments.priorities.forms.scores import ScoresForm
from assessments.priorities.queries.ranking import ranking
from assessments.questions import questionnaire
from assessments.questions.definitions import QuestionKind
from assessments.reading.queries import progress
from assessments.records.forms.form import RecordForm
from assessments.records.forms.needs import OptionForm
from assessments.records.forms.plan import ActivityForm, CostLineForm, CriterionForm
from assessments.records.forms.registry import RECORD_FORMS
from assessments.records.operations.kinds import RECORD_TABLES
from assessments.workshop.forms.seats import CodeForm, JoinForm

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "1,234.56", "1234.56"),
        ("fr", "1 234,56", "1234.56"),
        ("fr", "1\u202f234,56", "1234.56"),
        ("es", "1234,5", "1234.5"),
        ("ar", "١٢٣٤٫٥", "1234.5"),
    ],
)
def test_a_number_is_read_in_the_readers_separators(language: str, typed: str, read: str) -> None:
    with translation.override(language):
        assert fields.Number().clean(typed) == Decimal(read)


def test_what_is_no_number_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="Enter a number"):
        fields.Number().clean("about ten")


def test_a_stored_number_is_shown_with_the_readers_decimal_sign() -> None:
    with translation.override("fr"):
        assert fields.NumberInput().format_value(Decimal("1234.5")) == "1234,5"


@pytest.mark.parametrize("typed", ["1999", "2101", "2028.5"])
def test_a_year_lies_between_2000_and_2100(typed: str) -> None:
    with pytest.raises(ValidationError, match="from 2000 to 2100"):
        fields.Year().clean(typed)


def test_a_currency_is_read_in_any_capitals_and_an_unknown_one_refused() -> None:
    assert fields.Currency().clean("usd") == "USD"
    with pytest.raises(ValidationError, match="not a currency code"):
        fields.Currency().clean("ZZZ")


# --- sections ---------------------------------------------------------------------------------


def section_form(assessment: Assessment, key: str, data: Any = None) -> SectionForm:
    return SectionForm(
        data, questionnaire=questionnaire(), answers=progress.answers(assessment, key)
    )


def as_typed(form: forms.Form) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if isinstance(field.field.widget, forms.CheckboxInput):
            if value:
                sent[field.html_name] = "on"
        elif value is not None:
            widget = field.field.widget
            sent[field.html_name] = (
                value if isinstance(value, list) else widget.format_value(value) or ""
            )
    for name, value in sent.items():
        if isinstance(value, list) and not name.startswith("_"):
            sent[name] = [str(item) for item in value]
    return sent


@pytest.mark.parametrize("section", [section.key for section in questionnaire().sections])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_section_sent_back_untouched_writes_nothing(
    draft: Assessment, section: str, language: str
) -> None:
    with translation.override(language):
        form = section_form(draft, section, _post(as_typed(section_form(draft, section))))
        assert form.is_valid(), form.errors
        assert form.written({}) == []


def _post(sent: dict[str, Any]) -> Any:
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_a_draft_may_leave_every_question_open(draft: Assessment) -> None:
    sent = as_typed(section_form(draft, "team"))
    sent = {name: value for name, value in sent.items() if name == "sent" or name.endswith("-base")}
    form = section_form(draft, "team", _post(sent))

    assert form.is_valid(), form.errors
    assert {item.value for item in form.written({})} == {None}


def test_an_answer_beside_not_known_is_refused(draft: Assessment) -> None:
    sent = as_typed(section_form(draft, "team")) | {"team.women-not_known": "on"}
    form = section_form(draft, "team", _post(sent))

    assert list(form.errors) == ["team.women"]


def test_what_cannot_be_read_is_refused_and_kept(draft: Assessment) -> None:
    sent = as_typed(section_form(draft, "team")) | {"team.women": "about forty"}
    form = section_form(draft, "team", _post(sent))

    assert list(form.errors) == ["team.women"]
    assert form["team.women"].value() == "about forty"


def test_the_same_text_sent_twice_has_the_same_uuid_and_another_text_another(
    draft: Assessment,
) -> None:
    sent = as_typed(section_form(draft, "team"))

    def uuid_of(text: str) -> Any:
        form = section_form(draft, "team", _post(sent | {"team.lead_ministry": text}))
        assert form.is_valid()
        (item,) = form.written({})
        return item.client_uuid

    assert uuid_of("Ministry A") == uuid_of("Ministry A")
    assert uuid_of("Ministry A") != uuid_of("Ministry B")


def test_an_untouched_answer_that_a_colleague_changed_is_not_sent(draft: Assessment) -> None:
    sent = as_typed(section_form(draft, "team"))
    before = draft.answers.get(key="team.lead_ministry")
    old = before.value
    draft.answers.filter(pk=before.pk).update(value="Theirs", version=before.version + 1)
    form = section_form(draft, "team", _post(sent))

    assert form.is_valid()
    assert form.moved_on() == {"team.lead_ministry": before.version}
    assert form.written({"team.lead_ministry": (old, False)}) == []


def test_optional_questions_say_so_and_each_says_why_and_who_sees_it(draft: Assessment) -> None:
    form = section_form(draft, "team")
    text = form["team.mandate"].as_field_group()

    assert "(optional)" in text
    assert "A plan with a mandate is more likely" in text
    assert "Everybody can read the answer" in text
    assert "(optional)" not in form["team.lead_ministry"].as_field_group()


def test_a_limit_says_how_many_characters_are_left(draft: Assessment) -> None:
    answer = draft.answers.get(key="team.lead_ministry")
    left = 200 - len(answer.value or "")

    assert f"Up to 200 characters; {left} are left." in str(
        section_form(draft, "team").fields["team.lead_ministry"].help_text
    )


def test_every_kind_of_question_has_a_widget() -> None:
    assert set(_WIDGETS) == set(QuestionKind)


# --- records ----------------------------------------------------------------------------------


def test_the_registry_has_every_kind_the_operation_stores() -> None:
    assert {name: (k.form.model, k.section) for name, k in RECORD_FORMS.items()} == {
        name: (kind.model, kind.section) for name, kind in RECORD_TABLES.items()
    }


@pytest.mark.parametrize("kind", list(RECORD_FORMS))
def test_a_record_sent_back_untouched_stores_what_it_was(draft: Assessment, kind: str) -> None:
    form_class = RECORD_FORMS[kind].form
    for record in form_class.model._default_manager.filter(assessment=draft):
        result = form_class(assessment=draft, record=record)
        form = form_class(_post(as_typed(result)), assessment=draft, record=record)
        assert form.is_valid(), form.errors
        for name, value in form.values.items():
            field = record._meta.get_field(name)
            if field.many_to_many:
                assert set(value) == set(getattr(record, name).values_list("pk", flat=True))
            else:
                assert value == getattr(record, field.attname), name  # type: ignore[union-attr]


def test_a_record_form_has_every_column_of_its_model() -> None:
    names = {"id", "assessment", "position", "version", "field_versions", "dialect"}
    names |= {"updated_at", "updated_by"}
    for kind in RECORD_FORMS.values():
        model = kind.form.model
        columns = {
            item.name
            for item in [*model._meta.concrete_fields, *model._meta.many_to_many]
            if item.name not in names
        }
        assert columns - set(kind.form.base_fields) == set(), kind.name


def filled(form_class: type[RecordForm], record: Any, **changes: Any) -> RecordForm:
    result = form_class(assessment=record.assessment, record=record)
    sent = as_typed(result) | {name: value for name, value in changes.items() if value is not None}
    for name, value in changes.items():
        if value is None:
            sent.pop(name, None)
    form = form_class(_post(sent), assessment=record.assessment, record=record)
    form.is_valid()
    return form


def test_a_cost_is_never_negative(draft: Assessment) -> None:
    line = CostLine.objects.filter(assessment=draft, amount__isnull=False)[0]
    form = filled(CostLineForm, line, amount="-5")

    assert form.errors["amount"] == [
        "A cost cannot be negative. If it is not known, empty it and tick “Amount not known”."
    ]


def test_an_unknown_amount_is_said_and_stays_blank(draft: Assessment) -> None:
    line = CostLine.objects.filter(assessment=draft, amount__isnull=False)[0]

    unknown = filled(CostLineForm, line, amount="", not_known="on")
    assert unknown.errors == {}
    assert unknown.values["amount"] is None
    assert list(filled(CostLineForm, line, amount="").errors) == ["amount"]
    assert list(filled(CostLineForm, line, not_known="on").errors) == ["amount"]


def test_an_activity_ends_after_it_starts(draft: Assessment) -> None:
    activity = Activity.objects.filter(assessment=draft)[0]
    form = filled(ActivityForm, activity, starts_on="2028-02-01", ends_on="2028-01-31")

    assert form.errors == {"ends_on": ["The end lies before the start."]}


def test_an_activity_does_not_wait_for_itself(draft: Assessment) -> None:
    activity = Activity.objects.filter(assessment=draft)[0]

    assert list(filled(ActivityForm, activity, predecessor=str(activity.pk)).errors) == [
        "predecessor"
    ]


@pytest.mark.parametrize(
    ("shares", "wrong"),
    [(("40", "30", "30"), []), (("40", "30", "20"), ["hardware"]), (("", "", ""), [])],
)
def test_shares_add_up_to_100_or_are_blank(
    draft: Assessment, shares: tuple[str, str, str], wrong: list[str]
) -> None:
    option = TechnologyOption.objects.filter(assessment=draft)[0]
    names = ("hardware", "software", "orgware")
    form = filled(OptionForm, option, **dict(zip(names, shares, strict=True)))

    assert list(form.errors) == wrong


def test_two_shares_of_three_are_refused(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft)[0]

    assert list(filled(OptionForm, option, hardware="60", software="40", orgware="").errors) == [
        "orgware"
    ]


def test_an_option_that_was_screened_out_is_not_chosen(draft: Assessment) -> None:
    option = TechnologyOption.objects.filter(assessment=draft)[0]

    assert list(filled(OptionForm, option, screened_in="no", chosen="on").errors) == ["chosen"]


def test_a_weight_is_typed_in_percent_and_stored_as_a_share(draft: Assessment) -> None:
    criterion = Criterion.objects.filter(assessment=draft)[0]

    assert filled(CriterionForm, criterion, weight="12.5").values["weight"] == Decimal("0.125")


def test_another_dossiers_records_are_not_offered(draft: Assessment) -> None:
    line = CostLine.objects.filter(assessment=draft)[0]

    assert list(filled(CostLineForm, line, activity=str(uuid4())).errors) == ["activity"]


# --- endorsement and scores -------------------------------------------------------------------


def endorsement(**changes: str) -> EndorsementForm:
    sent = {
        "held_on": "2026-09-17",
        "place": "Capital",
        "women": "3",
        "men": "2",
        "sector-public": "5",
        "minutes": "Minutes.",
    } | changes
    form = EndorsementForm(sent, endorsement=None, today=TODAY)
    form.is_valid()
    return form


def test_participants_by_sector_are_the_same_people() -> None:
    assert endorsement().errors == {}
    assert endorsement().by_sector == {"public": 5}
    assert list(endorsement(women="4").errors) == ["sector-public"]


def test_a_workshop_in_the_future_is_refused() -> None:
    assert list(endorsement(held_on="2026-11-21").errors) == ["held_on"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_only_changed_scores_are_handed_on(draft: Assessment, language: str) -> None:
    with translation.override(language):
        _change_one_score(draft)


def _change_one_score(draft: Assessment) -> None:
    ranked = ranking(draft)
    text = ScoresForm(ranking=ranked)
    sent: dict[str, Any] = {}
    for field in text:
        value = field.field.widget.format_value(field.value()) or ""
        sent[field.html_name] = sent[field.html_initial_name] = value
    option, criterion = ranked.options[0], ranked.criteria[0]
    name = text[f"{option.pk}.{criterion.pk}"].html_name
    form = ScoresForm(_post(sent | {name: ""}), ranking=ranked)

    assert form.is_valid(), form.errors
    assert form.changed_scores() == {(option.pk, criterion.pk): None}


def test_a_choice_asks_to_choose_and_a_text_to_be_filled_in() -> None:
    assert JoinForm({}).errors["sex"] == ["Choose one of the answers."]
    assert CodeForm({}).errors["code"] == ["Fill this in."]


def test_a_long_form_folds_its_groups_but_for_what_is_missing_or_wrong(draft: Assessment) -> None:
    def open_groups(form: RecordForm) -> list[str]:
        return [str(group.legend) for group in form.shown_groups if group.open]

    new = OptionForm(assessment=draft)
    wrong = OptionForm({"hardware": "many", "source_page": "1" * 50}, assessment=draft)
    written = OptionForm(assessment=draft, record=TechnologyOption.objects.all()[0])

    assert all(group.folds for group in new.shown_groups)
    assert open_groups(new) == ["What it is"]
    assert {"What it is", "What it is made of", "Where this is from"} <= set(open_groups(wrong))
    assert "Effects" not in open_groups(wrong)
    assert not any(group.filled for group in new.shown_groups)
    assert written.shown_groups[0].filled > 3
    assert not any(group.folds for group in CostLineForm(assessment=draft).shown_groups)
