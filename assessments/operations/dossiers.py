"""Opening a dossier."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment, Cycle, Prioritisation
from assessments.questions import CURRENT
from partners.access import require, role_used
from partners.models import Country, User
from partners.queries.countries import may_use_bank
from partners.roles import Permission
from techbank import audit
from techbank.refusals import Invalid


def open_assessment(
    *, country: Country, cycle: Cycle, title: str, language: str, by: User, at: datetime
) -> Assessment:
    """Open a country's dossier for a cycle, with the current questionnaire.

    Raises ``Refused`` without the right for that country, ``Invalid`` when one is open already or
    the country may not use the bank.
    """
    require(by, Permission.OPEN_ASSESSMENT, on=at.date(), country=country)
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
                "%(country)s already has an open assessment for %(cycle)s. "
                "Continue that one, or withdraw it first."
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
