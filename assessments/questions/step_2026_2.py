"""From 2026.1 to 2026.2."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from assessments.questions.steps import Given, Moved, QuestionnaireStep, StepRecord

_APART = _("Strengths and gaps are asked apart now. Move the gaps to the question after it.")
_LISTED = _("The figure is a row in the list of indicators now.")
_KEPT = {
    "team": "lead_ministry focal_point focal_point_contact mandate steering experts "
    "stakeholder_sectors women men",
    "sti_system": "intellectual_property",
    "sectors": "method basis national_plan left_out",
    "needs": "method evidence evidence_strength not_technology shared",
    "options": "search places_searched screening cost_basis local_capability licences",
    "priorities": "participants held_on criteria weighting result departs departs_why",
    "barriers": "methods voters common enabling",
    "plan": "summary coordination sequence capacity cost_basis own_contribution private_finance "
    "private_finance_how monitoring risks",
    "inclusion": "gains losses women youth disabilities rural disaggregated disaggregated_which",
    "endorsement": "changes disagreement statement further_approval further_approval_by "
    "dissemination internal_note",
}
_FIGURES = {
    "sti_system.rd_expenditure": ("sdg_9_5_1", "%"),
    "sti_system.researchers": ("sdg_9_5_2", ""),
}


def _indicators(given: Mapping[str, Given]) -> list[StepRecord]:
    """The two figures with their years, as rows of the list of indicators."""
    rows = []
    for key, (indicator, unit) in _FIGURES.items():
        figure, year = given.get(key), given.get(f"{key}_year")
        if figure is None or figure.value is None:
            continue
        columns = {
            "key": indicator,
            "value": figure.value,
            "unit": unit,
            "year": year.value if year else None,
        }
        rows.append(StepRecord("indicator", columns, (key, f"{key}_year")))
    return rows


TO_2026_2 = QuestionnaireStep(
    before="2026.1",
    after="2026.2",
    kept=tuple(f"{section}.{word}" for section, words in _KEPT.items() for word in words.split()),
    reworded={
        "barriers.causes": _(
            "The chain of causes is written with the barriers now; the question asks what it shows."
        ),
    },
    moved={
        "team.stakeholders": Moved(
            "team.stakeholders_note",
            _("Organisations are a list now. Add them below; say here who is missing."),
        ),
        "team.consultations": Moved(
            "team.consultations_note",
            _("Meetings are a list now. Add them below; say here how they were run."),
        ),
        **{
            f"sti_system.{element}": Moved(f"sti_system.{element}_strengths", _APART)
            for element in ("strategic_planning", "enablers", "research", "innovation")
        },
        "sti_system.linked_plans": Moved(
            "sti_system.use_of_plans",
            _("Plans and reviews are a list now. Add them below; say here what is used of them."),
        ),
        "sti_system.indicator_sources": Moved(
            "sti_system.indicators_note",
            _("Each indicator in the list has a source of its own now."),
        ),
    },
    gone={
        **{key: _LISTED for figure in _FIGURES for key in (figure, f"{figure}_year")},
        "sti_system.readiness": _(
            "Each block of the index is a row in the list of indicators now. Copy the scores from "
            "this answer."
        ),
    },
    new=(
        "sti_system.strategic_planning_gaps",
        "sti_system.enablers_gaps",
        "sti_system.research_gaps",
        "sti_system.innovation_gaps",
        "sectors.climate",
        "plan.next_steps",
    ),
    rows=_indicators,
)
