"""Why an option comes first, in sentences that can be read aloud.

Pure: no query, no clock. One whole sentence a case, never one put together from pieces, so that
each can be translated. Figures are written the way the reader of the active language writes them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.priorities.queries.words import (
    margin_words,
    names_words,
    own,
    percent_words,
    points_words,
    share_words,
)

Shares = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class RankPlace:
    name: str
    rank: int
    total: Fraction


@dataclass(frozen=True)
class Turn:
    """At ``reversal`` of this criterion's weight (shares of one) the challenger draws level with
    the first; beyond it, seen from ``weight``, the challenger is ahead."""

    criterion: str
    challenger: str
    weight: Fraction
    reversal: Fraction

    @property
    def rises(self) -> bool:
        return self.reversal > self.weight


@dataclass(frozen=True)
class ResultFacts:
    """The facts of a result that its sentences state.

    ``places`` best first; ``turns`` None when blanks are shared out and single weights therefore
    were not tried; ``weighed`` counts the criteria with a weight; ``beaten`` pairs (option,
    one at least as good everywhere); ``unbeatable``: the first dominates all others.
    ``every`` and ``stated_order`` are (option, share of weightings that put it first).
    """

    places: Sequence[RankPlace]
    turns: Sequence[Turn] | None = ()
    weighed: int = 2
    equal_leaders: Sequence[str] = ()
    weights_are_equal: bool = False
    beaten: Sequence[tuple[str, str]] = ()
    unbeatable: bool = False
    every: Shares | None = None
    stated_order: Shares | None = None
    blanks: int = 0
    missing: str = "refuse"
    stale: Sequence[str] = ()

    @property
    def leaders(self) -> list[str]:
        return [place.name for place in self.places if place.rank == 1]


def reasons_of(facts: ResultFacts) -> list[str]:
    """The paragraph, sentence by sentence; empty when nothing was ranked."""
    if not facts.places:
        return []
    if len(facts.places) == 1:
        only = _("There is only one option, “%(option)s”: its first place says nothing about it.")
        return [only % {"option": own(facts.places[0].name)}, *_cautions(facts)]
    sentences = [
        _first(facts),
        _single_weight(facts),
        _equal(facts),
        _every_weight(facts),
        _beaten(facts),
    ]
    return [*(sentence for sentence in sentences if sentence), *_cautions(facts)]


def nearest(turns: Iterable[Turn]) -> list[Turn]:
    """The turns at which the first place changes hands, nearest first.

    Of each criterion the nearest upwards and the nearest downwards; farther ones only reach an
    option that is not first any more. At a weight of zero or of one the two are equal and the first
    place does not change.
    """
    moving = [turn for turn in turns if 0 < turn.reversal < 1 and turn.reversal != turn.weight]
    nearest_turns: dict[tuple[str, bool], Turn] = {}
    for moving_turn in sorted(
        moving, key=lambda moving_turn: abs(moving_turn.reversal - moving_turn.weight)
    ):
        nearest_turns.setdefault((moving_turn.criterion, moving_turn.rises), moving_turn)
    return list(nearest_turns.values())


def weight_words(turn: Turn) -> tuple[str, str]:
    """(present weight, the weight beyond which the order turns), with decimals enough to differ.

    The second is rounded away from the first: what is said of it is never said too early.
    """
    for places in (1, 3):
        unit = Fraction(1, 100 * 10**places)
        steps = turn.reversal / unit
        edge = (-(-steps // 1) if turn.rises else steps // 1) * unit
        now = percent_words(turn.weight, places)
        then = percent_words(edge, places)
        if now != then and 0 < edge < 1:
            break
    return now, then


def _first(facts: ResultFacts) -> str:
    best, *others = facts.places
    points = points_words(best.total)
    tied = facts.leaders
    if len(tied) == len(facts.places):
        return _(
            "All options have the same total of %(points)s points: the scores do not "
            "distinguish them."
        ) % {"points": points}
    if len(tied) > 1:
        return ngettext(
            "%(count)d option is first with %(points)s of 100 points: %(names)s.",
            "%(count)d options share the first place with %(points)s of 100 points each: "
            "%(names)s.",
            len(tied),
        ) % {"count": len(tied), "points": points, "names": names_words(tied)}
    second = [other for other in others if other.rank == others[0].rank]
    words = {
        "option": own(best.name),
        "points": points,
        "margin": margin_words(best.total - second[0].total),
        "second": own(second[0].name),
        "others": names_words(option.name for option in second),
    }
    if len(second) > 1:
        return (
            _(
                "“%(option)s” ranks first with %(points)s of 100 points, %(margin)s ahead of the "
                "options that share the second place: %(others)s."
            )
            % words
        )
    return (
        _(
            "“%(option)s” ranks first with %(points)s of 100 points, %(margin)s ahead of "
            "“%(second)s”."
        )
        % words
    )


def _single_weight(facts: ResultFacts) -> str:
    if len(facts.leaders) > 1:
        return ""
    if facts.unbeatable:
        return _(
            "No other option is better on any criterion, so it stays first whatever the weights."
        )
    if facts.turns is None:
        return _(
            "Because scores are missing, it was not tried what moving a single weight would change."
        )
    turns = nearest(facts.turns)
    if not turns:
        return _("It keeps the first place whatever the weight of any single criterion.")
    now, then = weight_words(turns[0])
    words = {
        "criterion": own(turns[0].criterion),
        "now": now,
        "then": then,
        "challenger": own(turns[0].challenger),
    }
    if turns[0].rises:
        return (
            _(
                "It keeps the first place unless the weight of “%(criterion)s” rises from %(now)s "
                "to above %(then)s; then “%(challenger)s” leads."
            )
            % words
        )
    return (
        _(
            "It keeps the first place unless the weight of “%(criterion)s” falls from %(now)s to "
            "below %(then)s; then “%(challenger)s” leads."
        )
        % words
    )


def _equal(facts: ResultFacts) -> str:
    """Equal weights beside the group's; nothing where they are the same or decide nothing."""
    leaders = list(facts.equal_leaders)
    if facts.weights_are_equal or facts.unbeatable or not leaders:
        return ""
    if set(leaders) == set(facts.leaders):
        return _("With equal weights the first place stays the same.")
    if len(leaders) == 1:
        return _("With equal weights “%(option)s” would rank first.") % {"option": own(leaders[0])}
    return _("With equal weights these would share the first place: %(names)s.") % {
        "names": names_words(leaders)
    }


def _every_weight(facts: ResultFacts) -> str:
    if not facts.every or facts.unbeatable or facts.weighed < 1:
        return ""
    often = dict(facts.every)
    first = max(facts.leaders, key=lambda name: often.get(name, 0.0))
    share = often.get(first, 0.0)
    likeliest, most = max(facts.every, key=lambda item: item[1])
    words = {
        "option": own(first),
        "share": share_words(share),
        "other": own(likeliest),
        "most": share_words(most),
    }
    if most > share:
        return (
            _(
                "Over all possible weights “%(other)s” comes first more often (%(most)s) than "
                "“%(option)s” (%(share)s)."
            )
            % words
        )
    if facts.stated_order is None:
        return (
            _("Over all possible weights “%(option)s” comes first in %(share)s of cases.") % words
        )
    words["ordered"] = share_words(dict(facts.stated_order).get(first, 0.0))
    return (
        _(
            "Over all possible weights “%(option)s” comes first in %(share)s of cases, and in "
            "%(ordered)s of those that keep the stated order of the criteria."
        )
        % words
    )


def _beaten(facts: ResultFacts) -> str:
    """Of every option that another one beats whatever the weights."""
    if not facts.beaten or facts.unbeatable:
        return ""
    if len(facts.beaten) == 1:
        option, better = facts.beaten[0]
        return _(
            "“%(option)s” is nowhere better than “%(better)s” and somewhere worse, so it stays "
            "behind it whatever the weights."
        ) % {"option": own(option), "better": own(better)}
    return _(
        "Whatever the weights, these stay behind another option that is nowhere worse: %(names)s."
    ) % {"names": names_words(option for option, _better in facts.beaten)}


def _cautions(facts: ResultFacts) -> list[str]:
    sentences = [_blank_words(facts)] if facts.blanks else []
    if facts.stale:
        sentences.append(
            ngettext(
                "The range of %(names)s changed after its weight was given: weigh the criteria "
                "again.",
                "The ranges of %(names)s changed after their weights were given: weigh the "
                "criteria again.",
                len(facts.stale),
            )
            % {"names": names_words(facts.stale)}
        )
    return sentences


def _blank_words(facts: ResultFacts) -> str:
    words = {"count": facts.blanks}
    if facts.missing == "zero":
        return (
            ngettext(
                "%(count)d score is missing and counts as the worst.",
                "%(count)d scores are missing and count as the worst.",
                facts.blanks,
            )
            % words
        )
    return (
        ngettext(
            "%(count)d score is missing; the option is ranked on the other criteria.",
            "%(count)d scores are missing; those options are ranked on their other criteria.",
            facts.blanks,
        )
        % words
    )


def orders_compared(reasoned: Sequence[str], leaders: Sequence[str]) -> str:
    """Whom the reasoned order and the scores put first; empty when one of them says nothing."""
    if not reasoned or not leaders:
        return ""
    words = {"option": own(reasoned[0]), "scored": names_words(leaders)}
    if list(leaders) == [reasoned[0]]:
        return _("The reasoned order and the scores both put “%(option)s” first.") % words
    if reasoned[0] in leaders:
        return (
            _(
                "The reasoned order puts “%(option)s” first; by the scores it shares the first "
                "place: %(scored)s."
            )
            % words
        )
    return (
        _("The reasoned order puts “%(option)s” first; the scores put first: %(scored)s.") % words
    )


def reasoned_words(names: Sequence[str]) -> str:
    """The headline of a reasoned order."""
    if not names:
        return ""
    return _("“%(option)s” comes first, by a reasoned order without scores.") % {
        "option": own(names[0])
    }
