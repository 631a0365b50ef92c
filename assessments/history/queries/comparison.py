"""Comparing two versions of an answer, word by word."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from assessments.models import Assessment, Revision
from assessments.questions import answers
from assessments.questions.definitions import Question

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many words the comparison is by lines: word by word takes quadratic time.
_MOST_WORDS = 6000
# Pairs of equal words (or lines) the comparison may have to look at. Prose of six thousand words
# has fewer; the same word over and over took 100 seconds.
_MOST_PAIRS = 100_000


@dataclass(frozen=True)
class Piece:
    """A piece of text: ``kind`` is same, added or removed."""

    kind: str
    text: str


def by_words(before: str, after: str) -> list[Piece]:
    """What was removed from ``before`` and added to get ``after``, in reading order."""
    old, new = _parts(before, after)
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        str.isspace, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[old_from:old_to])))
            continue
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        pieces += [Piece("removed", removed)] if removed else []
        pieces += [Piece("added", added)] if added else []
    return pieces


def _parts(before: str, after: str) -> tuple[list[str], list[str]]:
    """Both texts as words; as lines, or as one piece each, when comparing would take too long."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) <= _MOST_WORDS and _pairs(old, new) <= _MOST_PAIRS:
        return old, new
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return (old, new) if _pairs(old, new) <= _MOST_PAIRS else ([before], [after])


def _pairs(old: list[str], new: list[str]) -> int:
    """The number of pairs of equal parts; blanks are not counted."""
    times = Counter(item for item in new if not item.isspace())
    return sum(times[word] for word in old)


def _in_words(revision: Revision, question: Question, locale: str) -> str:
    if revision.not_known:
        return _("Not known")
    return answers.display(revision.value, question, locale=locale)


def versions_of(
    assessment: Assessment, questions: Iterable[Question], *, locale: str = "en"
) -> dict[tuple[str, int], str]:
    """Every saved version of these answers as shown to a reader, by (key, version). One query.

    Where several saves have the same version, the last one counts.
    """
    by_key = {question.key: question for question in questions}
    rows = Revision.objects.filter(
        assessment=assessment, key__in=by_key, outcome=Revision.Outcome.SAVED
    ).order_by("written_at", "pk")
    return {(row.key, row.version): _in_words(row, by_key[row.key], locale) for row in rows}
