"""Weighing the criteria of a scoring session in one of four ways, each with what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.dossiers.forms.base import DossierForm
from assessments.dossiers.forms.fields import Number, NumberInput
from assessments.models import ScoringSession, WeightJudgement
from techbank.templatetags.techbank import percent

from .setup import plain

Method = WeightJudgement.Method


@dataclass(frozen=True)
class Way:
    """One way of asking: what to do, step by step, and what the numbers mean."""

    steps: tuple[str | Promise, ...]
    column: str | Promise


WAYS: dict[str, Way] = {
    Method.DIRECT: Way(
        (gettext_lazy("Share out 100 percent among the criteria: the more, the heavier."),),
        gettext_lazy("Percent"),
    ),
    Method.SWING: Way(
        (
            gettext_lazy("Imagine an option that is worst on every criterion."),
            gettext_lazy(
                "Which one criterion would you lift from its worst to its best end first? "
                "Give it 100."
            ),
            gettext_lazy(
                "How much is the lift on each other criterion worth beside that? Give it 0 to 100."
            ),
        ),
        gettext_lazy("Worth of the lift, 0 to 100"),
    ),
    Method.RATIO: Way(
        (
            gettext_lazy("Give the least important criterion 10."),
            gettext_lazy(
                "Give every other as much as it is more important: 20 for twice, 30 for thrice."
            ),
        ),
        gettext_lazy("Importance, the least is 10"),
    ),
    Method.AHP: Way(
        (
            gettext_lazy("Compare two criteria at a time: which is more important, how much?"),
            gettext_lazy(
                "Answers that contradict each other are shown afterwards as a consistency ratio; "
                "above 0.10 go through them again."
            ),
        ),
        "",
    ),
}
_STRENGTHS: dict[int, str | Promise] = {
    9: gettext_lazy("extremely more important (9)"),
    7: gettext_lazy("very strongly more important (7)"),
    5: gettext_lazy("strongly more important (5)"),
    3: gettext_lazy("somewhat more important (3)"),
    2: gettext_lazy("slightly more important (2)"),
}


class WeighingForm(DossierForm):
    """``inputs`` after cleaning are the raw judgement, as the operation keeps it."""

    hide_optional = True
    inputs: dict[str, Any]


class PointsForm(WeighingForm):
    """A number a criterion: direct, swing and ratio."""

    def __init__(
        self,
        data: Any = None,
        *,
        session: ScoringSession,
        method: str,
        before: dict[str, Any] | None,
    ) -> None:
        super().__init__(data)
        self.method = method
        self.criteria = session.criteria
        points = (before or {}).get("points", {})
        for criterion in self.criteria:
            self.fields[criterion["id"]] = Number(
                label=criterion["name"],
                help_text=_swing(criterion) if method == Method.SWING else "",
                initial=points.get(criterion["id"], ""),
                error_messages={"required": _("Fill this in.")},
                least=0,
                most=100_000 if method == Method.RATIO else 100,
                widget=NumberInput({"class": "width-5"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        values = {criterion["id"]: cleaned[criterion["id"]] for criterion in self.criteria}
        self.inputs = {"points": {key: plain(value) for key, value in values.items()}}
        total = sum(values.values())
        if self.method == Method.DIRECT and abs(total - 100) > 0.5:
            sentence = _("The weights add up to %(sum)s. They must add up to 100%%.")
            self.add_error(None, sentence % {"sum": percent(total / 100, 1)})
        return cleaned


def _swing(row: dict[str, Any]) -> str:
    worst, best = row["low"], row["high"]
    if row["direction"] != "max":
        worst, best = best, worst
    return _("from %(worst)s to %(best)s %(unit)s") % {
        "worst": worst,
        "best": best,
        "unit": row["unit"] if row["scale"] == "measured" else _("points"),
    }


class PairsForm(WeighingForm):
    """Every two criteria compared on Saaty's scale of 1 to 9."""

    def __init__(
        self,
        data: Any = None,
        *,
        session: ScoringSession,
        method: str,
        before: dict[str, Any] | None,
    ) -> None:
        super().__init__(data)
        judged = {(a, b): times for a, b, times in (before or {}).get("pairs", [])}
        self.pairs = list(combinations(session.criteria, 2))
        for pair, other in self.pairs:
            self.fields[_pair(pair, other)] = forms.ChoiceField(
                label=_("“%(one)s” beside “%(other)s”")
                % {"one": pair["name"], "other": other["name"]},
                choices=[("", _("Choose one")), *_answers(pair["name"], other["name"])],
                initial=judged.get((pair["id"], other["id"]), ""),
                error_messages={"required": _("Choose one.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            pairs = [[a["id"], b["id"], cleaned[_pair(a, b)]] for a, b in self.pairs]
            self.inputs = {"pairs": pairs}
        return cleaned


def _pair(row: dict[str, Any], other: dict[str, Any]) -> str:
    return f"{row['id']}.{other['id']}"


def _answers(text: str, other: str) -> Iterator[tuple[str, str]]:
    for times, words in _STRENGTHS.items():
        yield str(times), f"{text}: {words}"
    yield "1", _("Both are equally important (1)")
    for times, words in reversed(_STRENGTHS.items()):
        yield f"1/{times}", f"{other}: {words}"


def weighing_form(
    data: Any = None, *, session: ScoringSession, method: str, before: WeightJudgement | None
) -> WeighingForm:
    """The form of one way, with what was said before in the same way."""
    kind = PairsForm if method == Method.AHP else PointsForm
    inputs = before.inputs if before is not None and before.method == method else None
    return kind(data, session=session, method=method, before=inputs)
