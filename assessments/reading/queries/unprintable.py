"""Texts with letters that the plan cannot print, named before it is approved."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.questions.definitions import Section
from techbank.text.glyphs import unprintable_sentence

from .progress import AnsweredQuestion
from .shown import ShownKind
from .whole import WholeSection


@dataclass(frozen=True)
class UnprintableText:
    """``where`` names the answer, or the record and its field; ``sentence`` the letters."""

    section: Section
    where: str
    sentence: str


def unprintable_in(
    section: Section, answers: Iterable[AnsweredQuestion], kinds: Iterable[ShownKind]
) -> list[UnprintableText]:
    """The texts of one section that cannot be printed as they are; no query."""
    texts = [(str(row.question.label), row.display) for row in answers]
    for kind in kinds:
        for record in kind.records:
            texts.append((record.title, record.title))
            texts += [(f"{record.title}: {fact.label}", fact.value) for fact in record.facts]
    sentences = ((where, unprintable_sentence(text)) for where, text in texts)
    return [UnprintableText(section, where, sentence) for where, sentence in sentences if sentence]


def unprintable_of(sections: Iterable[WholeSection]) -> list[UnprintableText]:
    """The texts of a whole dossier that cannot be printed as they are; no query."""
    return [
        text
        for whole in sections
        for text in unprintable_in(whole.section, whole.answers, whole.kinds)
    ]
