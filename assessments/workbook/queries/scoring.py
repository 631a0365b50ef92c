"""The sheets of a workbook for scoring options and weighting criteria."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Criterion, Seat
from assessments.questions import catalogues

from .cells import CellEntry, cell_content, unique
from .shapes import Column, SheetPlan, SheetRow

PRIORITIES = "priorities"
MOST_SCORERS = 20
Scores = dict[str, Any]


def scoring_sheets(scores: Scores, scorers: int) -> Iterator[tuple[str, SheetPlan]]:
    """(wanted title, sheet): the scores, one sheet for each scorer, the scorers, the weights."""
    yield _("Scores"), _scores(scores, "score", _("Scores"), scores["cells"])
    for number in range(1, scorers + 1):
        title = _("Scorer %(number)d") % {"number": number}
        yield title, _scores(scores, f"scorer-{number}", title, {})
    if scorers:
        yield _("Scorers"), _scorers(scorers)
    yield _("Weights"), _weights(scores)


def _scores(scores: Scores, code: str, heading: str, cells: dict[str, str]) -> SheetPlan:
    lines = [
        SheetRow(
            f"{code}/{option['id']}",
            1,
            option["name"],
            {
                criterion["id"]: CellEntry(
                    "number",
                    cell_content(cells.get(f"{option['id']}/{criterion['id']}"), "number"),
                    label=criterion["name"],
                )
                for criterion in scores["criteria"]
            },
        )
        for option in scores["options"]
    ]
    return SheetPlan(
        code=code,
        title="",
        heading=heading,
        intro=_("One figure a cell, in the unit of the criterion. Empty means not scored."),
        section=PRIORITIES,
        label_head=_("Technology option"),
        columns=tuple(
            Column(criterion["id"], criterion["name"], _scale(criterion), 16)
            for criterion in scores["criteria"]
        ),
        lines=tuple(lines),
    )


def _scorers(scorers: int) -> SheetPlan:
    sexes = unique("sexes", [(str(label), key) for key, label in Seat.Sex.choices])
    listed = [(str(sector.label), sector.key) for sector in catalogues.STAKEHOLDER_SECTORS]
    sectors = unique("sectors", listed)
    lines = [
        SheetRow(
            f"seat/{number}",
            0,
            _("Scorer %(number)d") % {"number": number},
            {
                "sex": CellEntry("choice", labels=sexes, label=_("Sex")),
                "sector": CellEntry("choice", labels=sectors, label=_("Sector")),
            },
        )
        for number in range(1, scorers + 1)
    ]
    return SheetPlan(
        code="scorers",
        title="",
        heading=_("Scorers"),
        intro=_(
            "Who scored, without names: only sex and the part of society each person represents."
        ),
        section=PRIORITIES,
        label_head=_("Scorer"),
        columns=(Column("sex", _("Sex"), width=24), Column("sector", _("Sector"), width=36)),
        lines=tuple(lines),
    )


def _weights(scores: Scores) -> SheetPlan:
    lines = [
        SheetRow(
            f"weight/{criterion['id']}",
            criterion["version"],
            criterion["name"],
            {
                "weight": CellEntry(
                    "share", cell_content(criterion["weight"], "share"), label=criterion["name"]
                )
            },
            _scale(criterion),
        )
        for criterion in scores["criteria"]
    ]
    return SheetPlan(
        code="weights",
        title="",
        heading=_("Weights"),
        intro=_("In percent. The weights of all criteria add up to 100."),
        section=PRIORITIES,
        label_head=_("Criterion"),
        columns=(Column("weight", _("Weight in percent"), width=20),),
        lines=tuple(lines),
        help_head=_("How it is scored"),
    )


def _scale(row: dict[str, Any]) -> str:
    """Unit, direction and range of a criterion as one text."""
    parts = [row["unit"], str(Criterion.Direction(row["direction"]).label)]
    if row["low"] is not None and row["high"] is not None:
        parts.append(f"{row['low']}–{row['high']}")
    return ", ".join(part for part in parts if part)
