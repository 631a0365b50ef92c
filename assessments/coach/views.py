"""What a donor would ask about the plan: every open question with the way to its answer."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from assessments.coach.queries.coach import SECTIONS, Coaching, Topic, coaching
from assessments.coach.queries.donor_questions import Advice, AnswerLocation
from assessments.dossiers.views.pages import Page, open_page
from assessments.questions.definitions import Section
from assessments.reading.queries import submitted
from assessments.records.forms.registry import record_kind
from techbank.exceptions import Hidden

# Within their action, where they are read and not written.
_READ_WITHIN = {"activity", "cost_line", "funding_sought"}


@dataclass(frozen=True)
class CoachQuestion:
    """``url`` leads to the entry itself, or where ``adds`` to a form to add one.

    ``about`` is "" where the heading says it already.
    """

    advice: Advice
    about: str
    url: str
    section: Section
    adds: bool


@dataclass(frozen=True)
class QuestionGroup:
    """Questions under one heading; ``number`` is an action's, "" for anything else."""

    title: str
    questions: list[CoachQuestion]
    number: str = ""


@dataclass(frozen=True)
class CoachSection:
    id: str
    title: str
    groups: list[QuestionGroup]


def headline(coaching_found: Coaching) -> str:
    """How many questions are open, and how many of them come first; "" for none."""
    if coaching_found.count == 0:
        return ""
    if coaching_found.count == 1 and coaching_found.first:
        return _("One question a donor would ask, and it comes first.")
    if not coaching_found.first:
        return ngettext(
            "%(count)d question a donor would ask.",
            "%(count)d questions a donor would ask.",
            coaching_found.count,
        ) % {"count": coaching_found.count}
    return ngettext(
        "%(count)d question a donor would ask; %(first)d of them first.",
        "%(count)d questions a donor would ask; %(first)d of them first.",
        coaching_found.count,
    ) % {"count": coaching_found.count, "first": coaching_found.first}


class _Ways:
    """From a place to its address, for a reader who may write in some of the sections."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.open = {key for key in SECTIONS if page.editable_sections[key]}

    def question(self, advice: Advice, topic: Topic | None = None) -> CoachQuestion:
        place = advice.place
        key = record_kind(place.kind).section if place.kind else place.section
        editable = key in self.open
        url = self._write(place, key) if editable else self._read(place, key, topic)
        about = "" if topic and advice.about == topic.title else advice.about
        adds = editable and bool(place.kind) and place.record is None
        return CoachQuestion(advice, about, url, self.page.section(key), adds)

    def _write(self, place: AnswerLocation, section: str) -> str:
        if not place.kind:
            return f"{self.page.url('section', section)}#records"
        if place.record is not None:
            url = self.page.url("record_edit", place.kind, place.record)
            return f"{url}#id_{place.field}" if place.field else url
        url = self.page.url("record_add", place.kind)
        return f"{url}?parent={place.parent}" if place.parent else url

    def _read(self, place: AnswerLocation, section: str, topic: Topic | None) -> str:
        """Where it stands to be read: its record, else the list in which it is not yet."""
        url = self.page.url("section", section)
        record = place.record
        if topic is not None and place.kind in _READ_WITHIN:
            record = topic.record
        if record is not None:
            return f"{url}#record-{record}"
        return f"{url}#kind-{place.kind}" if place.kind else url

    def groups(self, topics: list[Topic]) -> list[QuestionGroup]:
        return [
            QuestionGroup(
                topic.title,
                [self.question(advice, topic) for advice in topic.advice],
                topic.number,
            )
            for topic in topics
        ]


def _parts(page: Page, advised: Coaching) -> list[CoachSection]:
    ways = _Ways(page)
    whole = (
        [QuestionGroup("", [ways.question(advice) for advice in advised.whole])]
        if advised.whole
        else []
    )
    parts = [
        CoachSection("whole", _("The plan as a whole"), whole),
        CoachSection("technologies", _("Technologies"), ways.groups(advised.technologies)),
        CoachSection("actions", _("Actions"), ways.groups(advised.actions)),
    ]
    return [part for part in parts if part.groups]


def coach_is_open(page: Page) -> bool:
    """Whether this reader may see the list: the country always, officers what was submitted."""
    return page.of_country or submitted.stands_as_handed_in(page.assessment, SECTIONS)


@require_GET
def plan_coach(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The open questions about the plan; for officers about the plan that was submitted.

    Raises ``Hidden`` for readers outside the country while it is changing what the list reads.
    """
    page = open_page(request, assessment_id)
    if not coach_is_open(page):
        raise Hidden
    advised = coaching(page.assessment, page.now.date())
    context = page.context(
        (page.url("section", "plan"), page.section("plan").title),
        ("", _("What a donor would ask")),
        headline=headline(advised),
        parts=_parts(page, advised),
        first=advised.first,
    )
    return render(request, "assessments/coach/coach.html", context)
