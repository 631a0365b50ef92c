"""What the country's pages of a dossier share: who is reading, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from assessments.dossiers.queries import access
from assessments.dossiers.queries import sources as evidence
from assessments.models import Assessment, Evidence
from assessments.questions import questionnaire
from assessments.questions.definitions import Audience, Question, Questionnaire, Section
from partners.access import AccessDecision, may
from partners.models import User
from partners.roles import Permission
from techbank.exceptions import Hidden, Refused


@dataclass(frozen=True)
class Page:
    """A dossier that is open before somebody, at a moment."""

    request: HttpRequest
    assessment: Assessment
    now: datetime

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @property
    def questionnaire(self) -> Questionnaire:
        return questionnaire(self.assessment.questionnaire)

    @property
    def of_country(self) -> bool:
        return bool(
            may(
                self.user,
                Permission.READ_OWN_ASSESSMENT,
                on=self.now.date(),
                country=self.assessment.country,
            )
        )

    @property
    def last_known(self) -> datetime | None:
        """The last moment of which the reader may know: the last submission for everybody who is
        not of the country; None for no limit."""
        return None if self.of_country else self.assessment.submitted_at

    def section(self, key: str) -> Section:
        """Raises ``Hidden`` for a section the questionnaire does not have."""
        try:
            return self.questionnaire.section(key)
        except KeyError:
            raise Hidden from None

    def may_read(self, question: Question) -> bool:
        """What a country keeps to itself is read by nobody else."""
        return self.of_country or question.seen_by is not Audience.COUNTRY

    def may_edit(self, section: str = "") -> AccessDecision:
        return access.may_edit(self.assessment, self.user, self.now.date(), section)

    @cached_property
    def editable_sections(self) -> dict[str, AccessDecision]:
        """May the person write there, for every section of the questionnaire. Asked once."""
        keys = [section.key for section in self.questionnaire.sections]
        return access.may_edit_each(self.assessment, self.user, self.now.date(), keys)

    def require_edit(self, section: str = "") -> None:
        """Raises ``Refused`` with the reason when nothing can be written there."""
        verdict = self.may_edit(section)
        if not verdict:
            raise Refused(verdict.reason)

    def url(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.assessment.pk, *args])

    def context(self, *trail: tuple[str, Any], **more: Any) -> dict[str, Any]:
        """The template's context; ``trail`` is (address, words), the last without an address."""
        crumbs = [
            {"url": reverse("assessments"), "label": _("Assessments")},
            {"url": self.url("assessment"), "label": self.assessment.title},
            *({"url": url, "label": label} for url, label in trail),
        ]
        return {
            "assessment": self.assessment,
            "crumbs": crumbs,
            "nav": "assessments",
            # Read only by pages that show them.
            "sources": SimpleLazyObject(self.sources),
            **more,
        }

    def sources(self) -> dict[str, list[Evidence]]:
        """The sources this person may see, by what they are evidence of."""
        return evidence.shown_beside(self.assessment, of_country=self.of_country)


def open_page(request: HttpRequest, assessment_id: UUID) -> Page:
    """The dossier as far as this person may see it; raises ``Hidden``."""
    now = timezone.now()
    user = cast(User, request.user)
    return Page(request, access.get_visible(user, assessment_id, now.date()), now)
