"""Opening a dossier: who may, how often, and what it begins with."""

import pytest

from assessments.dossiers.operations import opening
from assessments.models import (
    Assessment,
    Cycle,
    Prioritisation,
)
from assessments.questions import CURRENT
from assessments.states import State
from partners.models import Country
from techbank.audit.models import Entry
from techbank.exceptions import Invalid, Refused
from tests.assessments.conftest import NOW, Cast


def _open(cast: Cast, who: str = "amara", language: str = "en") -> Assessment:
    return opening.open_assessment(
        country=Country.objects.get(pk="XTL"),
        cycle=Cycle.objects.get(pk="2026"),
        title=" Needs of Testland ",
        language=language,
        by=getattr(cast, who),
        at=NOW,
    )


def test_a_dossier_begins_in_drafting_with_the_current_questions_and_its_ranking(
    cast: Cast,
) -> None:
    dossier = _open(cast)

    assert (dossier.state, dossier.title, dossier.questionnaire) == (
        State.DRAFTING,
        "Needs of Testland",
        CURRENT,
    )
    assert Prioritisation.objects.filter(assessment=dossier).count() == 1
    entry = Entry.objects.get(verb="assessment.opened")
    assert entry.sentence.startswith("Amara opened “Needs of Testland” for Testland")
    assert (entry.country, entry.subject_id) == ("XTL", str(dossier.pk))


def test_a_country_has_one_dossier_a_cycle(cast: Cast) -> None:
    _open(cast)

    with pytest.raises(Invalid, match=r"Testland .* already has an assessment for") as refusal:
        _open(cast)

    assert refusal.value.field == "cycle"
    assert Assessment.objects.count() == 1
    assert Entry.objects.filter(verb="assessment.opened").count() == 1


@pytest.mark.parametrize("who", ["bakari", "chitra", "dolma", "mateo"])
def test_only_the_coordinator_of_the_country_opens_one(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        _open(cast, who)
    assert not Assessment.objects.exists()


def test_a_language_that_is_not_offered_is_sent_back(cast: Cast) -> None:
    with pytest.raises(Invalid, match="one of the languages listed") as refusal:
        _open(cast, language="xx")

    assert refusal.value.field == "language"
