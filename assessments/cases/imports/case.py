"""A scoring case from a file: criteria, options, scores, method, and what print says of it.

JSON in the way published tables are written down: `criteria` [{name, weight, direction, …}],
`alternatives`, `scores` (a row an option, or {option: {criterion: score}}; null is blank), `method`
and, where there is one, `published` {totals, ranks, raw_sums}. Every refusal is a `ScoringError`
that names the row and the column by their names in the file.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessments import scoring
from assessments.cases.imports.words import method_words, one_of, printed_of
from assessments.cases.imports.workbook import workbook_data
from assessments.scoring import ScoringError

LARGEST_FILE = 4 * 1024 * 1024
MOST_OPTIONS, MOST_CRITERIA = 200, 100


@dataclass(frozen=True)
class ScoringFile:
    """Ids in `case` and `printed` are the names in the file."""

    case: scoring.Case
    title: str = ""
    source: str = ""
    note: str = ""
    printed: scoring.Printed | None = None


def read_case(path: Path) -> ScoringFile:
    """The case in a file, by the ending of its name; JSON unless `READERS` says otherwise."""
    return READERS.get(path.suffix.lower(), read_json)(path)


def read_json(path: Path) -> ScoringFile:
    return _file(json_of(path), path)


def json_of(path: Path) -> object:
    """What a file of JSON holds, numbers as they are written; raises `ScoringError`."""
    return _parsed(_content(path))


def read_workbook(path: Path) -> ScoringFile:
    """A workbook with the sheets that `scoring_workbook` describes."""
    return _file(workbook_data(path), path)


def _file(data: object, path: Path) -> ScoringFile:
    if not isinstance(data, Mapping):
        raise ScoringError("The file must hold one case: an object with criteria and scores.")
    case = case_in(data)
    rows = [*case.option_names.values()]
    return ScoringFile(
        case,
        title=str(data.get("title") or path.stem),
        source=_source(data.get("source")),
        note=str(data.get("note") or ""),
        printed=printed_of(data.get("published"), data["method"], rows=rows),
    )


def case_in(data: Mapping[str, Any]) -> scoring.Case:
    """The case in the words of a file; raises `ScoringError`."""
    criteria = _objects(data, "criteria")
    return _case(data, [_named(criterion, "criteria") for criterion in criteria], criteria)


READERS: dict[str, Callable[[Path], ScoringFile]] = {".json": read_json, ".xlsx": read_workbook}


def _content(path: Path) -> str:
    try:
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise ScoringError("The file is larger than %(most)s MB.", most=LARGEST_FILE >> 20)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, ScoringError):
            raise
        template = "%(path)s cannot be read: %(why)s."
        raise ScoringError(template, path=path, why=_why(error)) from error


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    return (getattr(error, "strerror", None) or str(error) or "unknown").lower()


def _parsed(text: str) -> object:
    """Numbers as they are written; NaN and infinity stay, to be refused where they stand."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_without_twins
        )
    except json.JSONDecodeError as error:
        raise ScoringError(
            "The file is not JSON: line %(line)s, column %(column)s: %(why)s.",
            line=error.lineno,
            column=error.colno,
            why=error.msg,
        ) from error
    except RecursionError as error:
        raise ScoringError("The file is not a scoring case: it is nested too deeply.") from error


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        names = [name for name, _value in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ScoringError("“%(name)s” is listed twice.", name=twin[:80])
    return unique


def _objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = _list(data, key)
    for place, item in enumerate(items, start=1):
        if not isinstance(item, Mapping):
            raise ScoringError("“%(key)s”, number %(place)s: not an object.", key=key, place=place)
    return items


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    items = data.get(key)
    if not isinstance(items, list):
        raise ScoringError("“%(key)s” is missing or is not a list.", key=key)
    return items


def _named(raw: Any, key: str) -> str:
    name = raw.get("name") if isinstance(raw, Mapping) else raw
    if not isinstance(name, str) or not name.strip():
        raise ScoringError("“%(key)s” has an entry without a name.", key=key)
    return name.strip()


def _case(
    data: Mapping[str, Any], columns: list[str], criteria: Sequence[Mapping[str, Any]]
) -> scoring.Case:
    method = data.get("method")
    if not isinstance(method, Mapping):
        raise ScoringError("“method” is missing or is not an object.")
    words = method_words(method)
    rows = [_named(item, "alternatives") for item in _list(data, "alternatives")]
    _few_and_different(rows, "option", MOST_OPTIONS)
    _few_and_different(columns, "criterion", MOST_CRITERIA)
    listed = [_criterion(item, name, words) for item, name in zip(criteria, columns, strict=True)]
    if isinstance(data.get("group_weights"), Mapping):
        listed = list(scoring.two_level(listed, data["group_weights"]))
    return scoring.Case(
        options=rows, criteria=listed, scores=_scores(data.get("scores"), rows, columns), **words
    )


def _few_and_different(names: list[str], what: str, most: int) -> None:
    if not names:
        raise ScoringError("There is no %(what)s.", what=what)
    if len(names) > most:
        raise ScoringError(
            "%(what)s: %(count)s are listed; at most %(most)s can be ranked.",
            count=len(names),
            what=what,
            most=most,
        )
    twins = [name for name in names if names.count(name) > 1]
    if twins:
        raise ScoringError("The %(what)s “%(name)s” is listed twice.", what=what, name=twins[0])


def _criterion(
    row: Mapping[str, Any], name: str, words: Mapping[str, Any]
) -> scoring.CaseCriterion:
    weightless = words["weighting"] == scoring.Weighting.UNIT
    if row.get("weight") is None and not weightless:
        raise ScoringError("Criterion %(name)s has no weight.", name=name)
    low, high = _range(row, name)
    function = row.get("value_function")
    return scoring.CaseCriterion(
        id=name,
        name=name,
        weight=1 if row.get("weight") is None else row["weight"],
        direction=one_of(
            list(scoring.Direction), row.get("direction", "max"), f"{name}, direction"
        ),
        low=low,
        high=high,
        group=str(row.get("group") or ""),
        reference_max=row.get("reference_max"),
        value_function=None if function is None else scoring.value_function_of(function, name),
    )


def _range(row: Mapping[str, Any], name: str) -> tuple[Any, Any]:
    span = row.get("range")
    if span is None:
        return None, None
    if not isinstance(span, list) or len(span) != 2:
        raise ScoringError("The range of %(name)s is not [low, high].", name=name)
    return span[0], span[1]


def _scores(given: Any, rows: list[str], columns: list[str]) -> dict[tuple[Any, Any], Any]:
    if isinstance(given, Mapping):
        return _scores_by_name(given, rows, columns)
    if not isinstance(given, list):
        raise ScoringError("“scores” is missing or is not a list of rows.")
    if len(given) != len(rows):
        raise ScoringError(
            "There are %(rows)s rows of scores for %(options)s options.",
            rows=len(given),
            options=len(rows),
        )
    scores: dict[tuple[Any, Any], Any] = {}
    for option, row in zip(rows, given, strict=True):
        if not isinstance(row, list) or len(row) != len(columns):
            raise ScoringError(
                "Row “%(option)s” must have %(columns)s scores, one for each criterion.",
                option=option,
                columns=len(columns),
            )
        scores.update({(option, c): x for c, x in zip(columns, row, strict=True)})
    return scores


def _scores_by_name(
    given: Mapping[str, Any], rows: list[str], columns: list[str]
) -> dict[tuple[Any, Any], Any]:
    scores = {}
    for option, row in given.items():
        if option not in rows:
            raise ScoringError("There are scores for “%(name)s”, which is no option.", name=option)
        if not isinstance(row, Mapping):
            raise ScoringError("Row “%(name)s” is not {criterion: score}.", name=option)
        for criterion, x in row.items():
            if criterion not in columns:
                raise ScoringError(
                    "“%(option)s” has a score for “%(name)s”, which is no criterion.",
                    option=option,
                    name=criterion,
                )
            scores[option, criterion] = x
    return scores


def _source(source: Any) -> str:
    if isinstance(source, Mapping):
        return ", ".join(str(source[key]) for key in ("cite", "url") if source.get(key))
    return str(source or "")
