"""Opening a dossier."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, Cycle, Prioritisation
from assessments.questions import CURRENT
from assessments.questions.languages import CODES, name_of
from assessments.states import State
from partners.access import require, role_used
from partners.models import Country, User
from partners.queries.countries import may_use_bank
from partners.roles import Permission
from techbank import audit
from techbank.exceptions import Invalid, WrongState


def open_assessment(
    *, country: Country, cycle: Cycle, title: str, language: str, by: User, at: datetime
) -> Assessment:
    """Open a country's dossier for a cycle, with the current questionnaire.

    Raises ``Refused`` without the right for that country, ``Invalid`` when one is open already or
    the country may not use the bank.
    """
    require(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=country)
    _known(language)
    if not may_use_bank(country, at.date()):
        raise Invalid(
            _(
                "%(country)s may not use the Technology Bank any more: access ends five years "
                "after graduation."
            )
            % {"country": country},
            field="country",
        )
    try:
        return _open(
            country=country, cycle=cycle, title=title.strip(), language=language, by=by, at=at
        )
    except IntegrityError as error:
        raise Invalid(
            _(
                "%(country)s already has an assessment for %(cycle)s. "
                "Go on with that one, or choose another cycle."
            )
            % {"country": country, "cycle": cycle},
            field="cycle",
        ) from error


@transaction.atomic
def _open(
    *, country: Country, cycle: Cycle, title: str, language: str, by: User, at: datetime
) -> Assessment:
    assessment = Assessment.objects.create(
        country=country,
        cycle=cycle,
        title=title,
        language=language,
        questionnaire=CURRENT,
        opened_at=at,
        opened_by=by,
    )
    Prioritisation.objects.create(assessment=assessment)
    audit.record(
        verb="assessment.opened",
        sentence=f"{by} opened “{assessment}” for {country}, {cycle}.",
        by=by,
        role=role_used(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=country),
        subject=assessment,
        country=country.pk,
    )
    return assessment


def _known(language: str) -> None:
    if language not in CODES:
        raise Invalid(_("Choose one of the languages listed."), field="language")


@transaction.atomic
def change_language(*, assessment: Assessment, language: str, by: User, at: datetime) -> Assessment:
    """Say in which language the country writes its answers; no answer is translated.

    Raises ``Refused`` without the right, ``WrongState`` once the dossier was submitted, ``Invalid``
    for a language that is not offered.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("country")
    locked = rows.get(pk=assessment.pk)
    require(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=locked.country)
    if locked.state != State.DRAFTING:
        raise WrongState(_("The language can be changed only while the dossier is being drafted."))
    _known(language)
    before = locked.language
    if language != before:
        Assessment.objects.filter(pk=locked.pk).update(language=language)
        audit.record(
            verb="assessment.language_changed",
            sentence=f"{by} said that “{locked}” is written in {name_of(language)}, "
            f"not {name_of(before)}.",
            by=by,
            role=role_used(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=locked.country),
            subject=locked,
            country=locked.country_id,
            details={"from": before, "to": language},
        )
    assessment.language = language
    return assessment
