"""The history of an answer or record as a list, and a comparison of two of its texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.history.queries.comparison import Piece, by_words
from assessments.models import RecordRevision, Revision
from assessments.questions.definitions import Text
from techbank.templatetags.techbank import moment

AnyRevision = Revision | RecordRevision
Reading = Callable[[Any], str]
_Outcome = RecordRevision.Outcome

# What became of a text, and how it is marked; saved ones say their version.
OUTCOMES: dict[str, tuple[Text, str]] = {
    _Outcome.SET_ASIDE: (gettext_lazy("Set aside beside version %(version)d"), "attention"),
    _Outcome.NOT_READ: (gettext_lazy("Could not be read; version %(version)d stayed"), "attention"),
    _Outcome.REMOVED: (gettext_lazy("Removed at version %(version)d"), "attention"),
}


def outcome_of(revision: AnyRevision) -> tuple[str, str]:
    """(label, tone) for the outcome of a revision."""
    words, tone = OUTCOMES.get(revision.outcome, (gettext_lazy("Version %(version)d"), ""))
    return str(words) % {"version": revision.version}, tone


@dataclass(frozen=True)
class HistoryRow:
    """One text and its difference from the text saved before it; no pieces for the first.

    ``since`` is when the author began the text, None when it was saved only once.
    """

    revision: AnyRevision
    label: str
    tone: str
    text: str
    pieces: list[Piece]
    usable: bool

    @property
    def since(self) -> Any:
        revision = self.revision
        return revision.opened_at if revision.opened_at != revision.written_at else None


def rows_of(revisions: Sequence[Any], read: Reading, *, current: int | None) -> list[HistoryRow]:
    """Newest first; each text is compared with the next older saved text.

    ``current`` is the current version, which cannot be used again; None when there is none.
    """
    rows = []
    for at, revision in enumerate(revisions):
        saved = (older for older in revisions[at + 1 :] if older.outcome == _Outcome.SAVED)
        before, text = next(saved, None), read(revision)
        pieces = by_words(read(before), text) if before and text else []
        stands = revision.outcome == _Outcome.SAVED and revision.version == current
        usable = not stands and revision.outcome != _Outcome.NOT_READ
        rows.append(HistoryRow(revision, *outcome_of(revision), text, pieces, usable))
    return rows


@dataclass(frozen=True)
class RevisionChoice:
    id: int
    label: str


@dataclass(frozen=True)
class TextComparison:
    """The revisions to choose from, the two chosen ones, and what changed between them."""

    choices: list[RevisionChoice]
    before: int | None
    after: int | None
    pieces: list[Piece]
    same: bool


def _chosen(typed: str, known: dict[int, Any]) -> Any:
    return known.get(int(typed)) if typed.isdecimal() and len(typed) < 19 else None


def compare(revisions: Sequence[Any], read: Reading, asked: Any) -> TextComparison:
    """``asked`` holds ``from`` and ``to``, ids of two revisions; anything else is nothing."""
    known = {revision.pk: revision for revision in revisions}
    before, after = _chosen(asked.get("from", ""), known), _chosen(asked.get("to", ""), known)
    choices = [
        RevisionChoice(
            revision.pk,
            f"{outcome_of(revision)[0]}, {revision.written_by}, {moment(revision.written_at)}",
        )
        for revision in revisions
    ]
    if before is None or after is None:
        return TextComparison(choices, None, None, [], False)
    old, new = read(before), read(after)
    return TextComparison(choices, before.pk, after.pk, by_words(old, new), old == new)


def conflict_sentence() -> str:
    return _("Somebody changed this in the meantime. Look at the present text, then choose again.")
