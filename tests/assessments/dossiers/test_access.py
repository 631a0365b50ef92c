"""Who may write in which section: the answer for all sections at once is the answer for each."""

import pytest

from assessments.dossiers.queries.access import may_edit, may_edit_each
from assessments.models import Assessment, SectionAssignment, SectionProgress
from assessments.questions import questionnaire
from assessments.states import State
from tests.factories.cast import NOON, TODAY, Cast
from tests.factories.team import entrust

RETURNED = ("sectors", "plan")


@pytest.mark.parametrize("state", [State.DRAFTING, State.RETURNED, State.SUBMITTED])
def test_asking_for_all_sections_gives_the_answer_of_each_section(
    draft: Assessment, cast: Cast, state: State
) -> None:
    SectionAssignment.objects.filter(assessment=draft).delete()
    entrust(draft, cast.bakari, by=cast.amara, at=NOON, sections=["sectors"])
    for key in RETURNED:
        SectionProgress.objects.update_or_create(
            assessment=draft,
            key=key,
            defaults={"returned": True, "updated_at": NOON, "updated_by": cast.amara},
        )
    draft.state = state
    keys = [section.key for section in questionnaire(draft.questionnaire).sections]
    for person in (cast.amara, cast.bakari, cast.chitra, cast.dolma, cast.leila):
        assert may_edit_each(draft, person, TODAY, keys) == {
            key: may_edit(draft, person, TODAY, key) for key in keys
        }


def test_asking_for_all_sections_costs_no_query_for_each(
    draft: Assessment, cast: Cast, django_assert_max_num_queries: object
) -> None:
    keys = [section.key for section in questionnaire(draft.questionnaire).sections]
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        may_edit_each(draft, cast.bakari, TODAY, keys)
