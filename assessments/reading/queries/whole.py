"""A whole dossier as it stands now: every section with its answers and its records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from assessments.models import Assessment
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience, Question, Section

from . import submitted
from .progress import AnsweredQuestion
from .shown import ShownKind


@dataclass(frozen=True)
class WholeSection:
    section: Section
    answers: list[AnsweredQuestion]
    kinds: list[ShownKind]


def whole_dossier(
    assessment: Assessment,
    *,
    on: date,
    locale: str,
    reads: Callable[[Question], bool],
    of_country: bool,
) -> list[WholeSection]:
    """All sections in order, with the questions that ``reads`` lets the reader see.

    Readers who are not ``of_country`` see returned sections as they were submitted.

    Words and numbers are those of the active language. The number of queries depends on the
    questionnaire only, never on how much was written.
    """
    sections = []
    for section in questionnaire(assessment.questionnaire).sections:
        answered = submitted.answers(assessment, section.key, of_country=of_country, locale=locale)
        seen = [
            answered_question for answered_question in answered if reads(answered_question.question)
        ]
        kinds = submitted.records(assessment, section, on, of_country=of_country)
        sections.append(WholeSection(section, seen, kinds))
    return sections


def facts_of(
    assessment: Assessment, *, on: date, language: str, of_country: bool
) -> dict[str, Any]:
    """What is printed, in words, as JSON; what a country keeps to itself only for its own team.

    The same dossier gives the same facts. As many queries as ``whole_dossier`` needs.
    """
    with translation.override(language):
        sections = whole_dossier(
            assessment,
            on=on,
            locale=language,
            reads=lambda question: of_country or question.seen_by is not Audience.COUNTRY,
            of_country=of_country,
        )
        return {
            "id": str(assessment.pk),
            "language": language,
            "on": on.isoformat(),
            "title": assessment.title,
            "country": assessment.country.name,
            "fictional": assessment.country.fictional,
            "cycle": str(assessment.cycle),
            "state": str(assessment.state_label),
            "questionnaire": assessment.questionnaire,
            "text_dialect": assessment.reading,
            "of_country": of_country,
            "sections": [_section(section) for section in sections],
        }


def _section(section: WholeSection) -> dict[str, Any]:
    return {
        "number": section.section.number,
        "title": str(section.section.title),
        "answers": [
            {
                "label": str(answered.question.label),
                "text": answered.display,
                "markdown": answered.question.has_marks,
                "not_known": answered.not_known,
            }
            for answered in section.answers
        ],
        "kinds": [
            {
                "label": str(kind.label),
                "records": [
                    {
                        "title": " ".join(
                            part
                            for part in (f"{row.number}." * bool(row.number), row.title)
                            if part
                        ),
                        "facts": [[str(fact.label), fact.value, fact.long] for fact in row.facts],
                    }
                    for row in kind.records
                ],
            }
            for kind in section.kinds
        ],
    }
