"""Scores and weights in a returned workbook, and the means of the single scorers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.dossiers.forms.fields import Number, typed_number
from assessments.models import Prioritisation
from assessments.priorities.operations.scores import WEIGHT_TOLERANCE
from assessments.priorities.queries.ranking import Ranking, ranking
from assessments.questions.records.priorities import LARGEST_SCORE
from assessments.workbook.queries.cells import CellContent
from assessments.workbook.queries.scoring import PRIORITIES

from .rows import CellChange, PreviewRow, Reading, compared

_FOUR = Decimal("0.0001")


def score_rows(reading: Reading) -> Iterator[PreviewRow]:
    """One row for each option with changed scores, and one for the weights. Four queries."""
    if not reading.back.issued.contents["scores"]:
        return
    ranked = ranking(reading.assessment)
    mine, problems = _scores(reading)
    proposed, people = _means(reading, mine)
    for option in reading.back.issued.contents["scores"]["options"]:
        key = option["id"]
        wanted = {cell: score for cell, score in (proposed | mine).items() if cell[0] == key}
        wrong = {cell: problem for cell, problem in problems.items() if cell[0] == key}
        if wanted or wrong:
            means = people if any(cell not in mine for cell in wanted) else 0
            yield _score_row(reading, ranked, option, wanted, wrong, means)
    yield from _weight_row(reading, ranked)


Cells = dict[tuple[str, str], tuple[Decimal | None, str, str]]


def _scores(reading: Reading, code: str = "score") -> tuple[Cells, Cells]:
    """(valid, invalid): {(option, criterion): (score, cell, sentence)}, "" when valid."""
    method = reading.back.issued.contents["scores"]["method"]["normalisation"]
    direct = method == Prioritisation.Normalisation.DIRECT
    limit = Number(
        decimals=4,
        least=0 if direct else -LARGEST_SCORE,
        most=100 if direct else LARGEST_SCORE,
        required=False,
    )
    good: Cells = {}
    bad: Cells = {}
    for address, line, sheet in reading.lines(code):
        if sheet.code != code:
            continue
        option = address.split("/")[1]
        for criterion, cell in line["cells"].items():
            entry = reading.pattern(address, sheet).entries[criterion]
            try:
                number = reading.number(reading.say(cell, entry))
                if number is not None:
                    limit.clean(typed_number(number))
            except ValidationError as error:
                bad[option, criterion] = (None, cell[2], " ".join(error.messages))
            except ValueError as error:
                bad[option, criterion] = (None, cell[2], str(error))
            else:
                good[option, criterion] = (number, cell[2], "")
    return good, bad


def _means(reading: Reading, mine: Cells) -> tuple[Cells, int]:
    """(means, number of scorers), for cells that are unchanged on the score sheet."""
    sheets: dict[Any, Any] = {}
    for number in range(1, reading.back.issued.scorers + 1):
        good, _bad = _scores(reading, f"scorer-{number}")
        cells = {cell: cell_mean[0] for cell, cell_mean in good.items()}
        if any(value is not None for value in cells.values()):
            sheets[str(number)] = cells
    if not sheets:
        return {}, 0
    combined = scoring.combine(sheets, how="mean").scores
    means: Cells = {}
    for cell, value in combined.items():
        if value is not None and cell not in mine:
            mean = Decimal(value.numerator) / Decimal(value.denominator)
            where = _("mean of the scorers")
            means[(str(cell[0]), str(cell[1]))] = (mean.quantize(_FOUR), where, "")
    return means, len(sheets)


def _score_row(
    reading: Reading,
    ranked: Ranking,
    option: dict[str, Any],
    wanted: Cells,
    wrong: Cells,
    people: int,
) -> PreviewRow:
    contents = reading.back.issued.contents["scores"]
    names = {
        issued_criterion["id"]: issued_criterion["name"]
        for issued_criterion in contents["criteria"]
    }
    id = f"score/{option['id']}"
    row = PreviewRow(
        id=id,
        kind="score",
        section=PRIORITIES,
        sheet=_("Scores"),
        where="",
        title=option["name"],
        closed=reading.closed(PRIORITIES),
    )
    if people:
        row.title = ngettext(
            "%(option)s (%(count)d scorer)", "%(option)s (%(count)d scorers)", people
        ) % {"option": option["name"], "count": people}
    if UUID(option["id"]) not in ranked.by_option:
        row.problems.append(_("This option was removed or screened out in the meantime."))
    for (_option, criterion), cell in (wanted | wrong).items():
        if UUID(criterion) not in ranked.by_criterion:
            row.problems.append(
                _("The criterion “%(name)s” was removed in the meantime.")
                % {"name": names[criterion]}
            )
            continue
        change = _score(reading, ranked, (option["id"], criterion), cell, names[criterion])
        if change is not None:
            row.changes.append(change)
    return row


def _score(
    reading: Reading,
    ranked: Ranking,
    at: tuple[str, str],
    cell: tuple[Decimal | None, str, str],
    name: str,
) -> CellChange | None:
    (option, criterion), (value, where, problem) = at, cell
    id = f"score/{option}"
    score = ranked.scores.get((UUID(option), UUID(criterion)))
    now = score.value if score else None
    issued = reading.back.issued.contents["scores"]["cells"].get(f"{option}/{criterion}")
    base = reading.bases.of(id, criterion, issued)
    typed = reading.back.cells["lines"].get(id, {}).get("cells", {}).get(criterion)
    change = CellChange(
        key=criterion,
        label=name,
        where=where,
        old=_figure(now),
        new=typed[1] if problem and typed else _figure(value),
        base=_figure(None if base is None else Decimal(base)),
        value=value,
        current=now,
        problem=problem,
    )
    return change if problem else compared(change, base)


def _figure(value: Decimal | None) -> str:
    return "" if value is None else typed_number(f"{value.normalize():f}")


def _weight_row(reading: Reading, ranked: Ranking) -> Iterator[PreviewRow]:
    row = PreviewRow(
        id="weights",
        kind="weights",
        section=PRIORITIES,
        sheet=_("Weights"),
        where="",
        title=_("Weights"),
        closed=reading.closed(PRIORITIES),
    )
    issued = {listed["id"]: listed for listed in reading.back.issued.contents["scores"]["criteria"]}
    total = {str(listed.pk): listed.weight for listed in ranked.criteria}
    for address, line, sheet in reading.lines("weights"):
        criterion = address.split("/")[1]
        cell = line["cells"]["weight"]
        change = CellChange(criterion, issued[criterion]["name"], cell[2], "", cell[1])
        row.changes.append(change)
        if criterion not in total:
            change.problem = _("This criterion was removed in the meantime.")
            continue
        _weigh(
            reading, change, CellContent(cell[0], cell[1]), reading.pattern(address, sheet), total
        )
    base = {
        key: reading.bases.of("weights", key, listed["weight"]) for key, listed in issued.items()
    }
    row.changes = [
        listed
        for listed in row.changes
        if listed.problem or compared(listed, base.get(listed.key)) is not None
    ]
    off = sum(total.values(), Decimal(0)) - 1
    if row.changes and abs(off) > WEIGHT_TOLERANCE:
        row.problems.append(
            _("With these weights the sum is %(sum)s %%. It must be 100 %%.")
            % {"sum": _figure((off + 1) * 100)}
        )
    if row.changes:
        yield row


def _weigh(
    reading: Reading, change: CellChange, cell: CellContent, line: Any, total: dict[str, Decimal]
) -> None:
    now = total[change.key]
    change.current, change.old = now, _figure(now * 100)
    try:
        number = reading.number(reading.say([cell.kind, cell.text], line.entries["weight"]))
        if number is None:
            raise ValueError(_("Fill this in."))
        Number(least=0, most=100).clean(typed_number(number))
    except ValidationError as error:
        change.problem = " ".join(error.messages)
        return
    except ValueError as error:
        change.problem = str(error)
        return
    change.value, change.new = number / 100, _figure(number)
    total[change.key] = change.value
