"""What the writer of a text, and the officer who reviews it, are to know about how it is read."""

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from techbank.text import CURRENT, FIRST, passage, prose, reads_differently
from techbank.text.glyphs import unprintable_sentence

_NOTHING: Final = SafeString("")


@dataclass(frozen=True)
class TextNotices:
    """Of one text: how it was read ``before`` and is read ``now``, where the two differ; and a
    sentence on what of it is ``unprintable``."""

    before: SafeString = _NOTHING
    now: SafeString = _NOTHING
    unprintable: str = ""

    def __bool__(self) -> bool:
        return bool(self.now or self.unprintable)


def long_text_notices(text: str, dialect: int, *, of_record: bool = False) -> TextNotices:
    """The notices of a text of several lines, last seen by its writer in ``dialect``.

    ``of_record``: it was read as plain lines under the first dialect, else as Markdown.
    """
    unprintable = unprintable_sentence(text)
    if dialect >= CURRENT or not reads_differently(text, of_record=of_record):
        return TextNotices(unprintable=unprintable)
    before = passage(text, FIRST) if of_record else prose(text, FIRST)
    return TextNotices(before, prose(text), unprintable)
