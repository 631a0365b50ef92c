"""Rolling a dossier forward to the current questionnaire: the preview and the action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assessments.dossiers.forms.fields import reader_locale
from assessments.dossiers.views.pages import Page, open_page
from assessments.models import RollForward
from assessments.questions import answers, questionnaire
from assessments.questions.definitions import Question, Questionnaire, Section, Text
from assessments.questions.records import RECORD_KINDS
from assessments.questions.steps import QuestionOutcome
from assessments.versions.operations import may_roll, roll_forward
from assessments.versions.queries import Roll, Track, roll_of, rolls_of, way_of
from partners.access import AccessDecision, may
from partners.roles import Permission
from techbank.exceptions import Hidden, Refused

_HEADINGS = {
    QuestionOutcome.CHANGED: gettext_lazy("Changed"),
    QuestionOutcome.GONE: gettext_lazy("Gone"),
    QuestionOutcome.NEW: gettext_lazy("New"),
    QuestionOutcome.KEPT: gettext_lazy("Kept as they are"),
}
_INTROS = {
    QuestionOutcome.CHANGED: gettext_lazy(
        "Asked in another way. What was answered moves to the question it is now."
    ),
    QuestionOutcome.GONE: gettext_lazy(
        "Asked no more. What was answered stays in the history and is shown here."
    ),
    QuestionOutcome.NEW: gettext_lazy("Not asked before. They are open."),
    QuestionOutcome.KEPT: gettext_lazy("The same question with the same answer."),
}


@dataclass(frozen=True)
class QuestionLine:
    """A question of the report: as it was asked and as it is asked now, what became of the answer.

    ``key`` is the one under which the old answer has its history; "" without an answer.
    """

    section: Text
    before: Text
    after: Text
    reason: Text
    answer: str
    key: str
    open: bool
    made: Text


@dataclass(frozen=True)
class OutcomeGroup:
    """The questions with the same outcome."""

    outcome: str
    heading: Text
    intro: Text
    lines: list[QuestionLine]


@dataclass(frozen=True)
class Past:
    """A roll that was made, with its report."""

    rolled: RollForward
    parts: list[OutcomeGroup]


def _made_of(roll: Roll) -> dict[str, Text]:
    """Which list the answer of a question became a row of."""
    return {key: RECORD_KINDS[row.kind].plural for row in roll.rows for key in row.made_of}


@dataclass(frozen=True)
class Versions:
    """The two versions of the questionnaire in a report."""

    before: Questionnaire
    after: Questionnaire

    def section_of(self, track: Track) -> Section:
        if track.key:
            return self.after.section_of(track.key)
        return self.before.section_of(track.origin)

    def label(self, track: Track) -> tuple[Text, Text]:
        """(label before, label after); "" where the question does not exist."""
        return (
            self.before.question(track.origin).label if track.origin else "",
            self.after.question(track.key).label if track.key else "",
        )

    def question(self, track: Track) -> Question:
        if track.origin:
            return self.before.question(track.origin)
        return self.after.question(track.key)


def _line(
    page: Page, versions: Versions, track: Track, state: tuple[bool, bool], made: Text
) -> QuestionLine:
    answered, is_open = state
    question = versions.question(track)
    before, after = versions.label(track)
    readable = page.may_read(question)
    text = _("Not known") if track.given.not_known else ""
    if track.given.value is not None:
        text = answers.display(track.given.value, question, locale=reader_locale())
    return QuestionLine(
        section=versions.section_of(track).title,
        before=before,
        after=after,
        reason=track.reason,
        answer=text if readable else "",
        key=track.origin if answered and readable else "",
        open=is_open,
        made=made,
    )


def _parts(
    page: Page,
    versions: Versions,
    tracks: Iterable[Track],
    states: Mapping[str, tuple[bool, bool]],
    made: Mapping[str, Text],
) -> list[OutcomeGroup]:
    """``told``: by key before, whether the question was answered and whether it is open now."""
    lines: dict[QuestionOutcome, list[QuestionLine]] = {outcome: [] for outcome in _HEADINGS}
    for track in tracks:
        state = states.get(track.origin, (False, False))
        row = _line(page, versions, track, state, made.get(track.origin, ""))
        lines[track.outcome].append(row)
    return [
        OutcomeGroup(str(outcome), heading, _INTROS[outcome], lines[outcome])
        for outcome, heading in _HEADINGS.items()
        if lines[outcome]
    ]


def _past(page: Page, rolled: RollForward) -> Past:
    states = {
        row["key"]: (row["answered"], row["open"])
        for row in rolled.report["questions"]
        if row["key"]
    }
    made = {
        key: RECORD_KINDS[row["kind"]].plural
        for row in rolled.report["records"]
        for key in row["made_of"]
    }
    versions = Versions(questionnaire(rolled.from_version), questionnaire(rolled.to_version))
    return Past(rolled, _parts(page, versions, way_of(rolled), states, made))


def _allowed(page: Page) -> AccessDecision:
    on, country = page.now.date(), page.assessment.country
    return may(page.user, Permission.OPEN_ASSESSMENT, on=on, country=country)


def _preview(page: Page) -> dict[str, Any]:
    roll = roll_of(page.assessment)
    if roll is None or not may_roll(page.assessment):
        return {}
    states = {track.origin: (track.given.says, track.open) for track in roll.tracks if track.origin}
    return {
        "roll": roll,
        "parts": _parts(
            page, Versions(roll.before, roll.after), roll.tracks, states, _made_of(roll)
        ),
        "touched": [page.section(key) for key in roll.touched],
        "allowed": _allowed(page),
    }


@require_http_methods(["GET", "POST"])
def rolling(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What rolling forward would do to each question, and the reports of past rolls."""
    page = open_page(request, assessment_id)
    if not page.of_country:
        raise Hidden
    if request.method == "POST":
        verdict = _allowed(page)
        if not verdict:
            raise Refused(verdict.reason)
        rolled = roll_forward(assessment=page.assessment, by=page.user, at=page.now)
        messages.success(
            request,
            _("The dossier is on questionnaire %(version)s now.") % {"version": rolled.to_version},
        )
        return redirect(page.url("roll_forward"))
    context = page.context(
        ("", _("Questionnaire")),
        past=[_past(page, roll) for roll in rolls_of(page.assessment)],
        back_url=page.url("assessment"),
        **_preview(page),
    )
    return render(request, "assessments/versions/roll_forward.html", context)
