"""Which languages are offered: those into which every sentence is translated."""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

_MAGIC = 0x950412DE
_HEADER = struct.Struct("<3I")
# The language in which the sentences are written in the code.
SOURCE = "en"

Name = TypeVar("Name")


def _sentences(catalogue: Path) -> int:
    """How many sentences a compiled catalogue has; untranslated and fuzzy ones are not in it.

    0 where there is none. The form is that of GNU gettext's MO files: magic, revision, count.
    """
    try:
        with catalogue.open("rb") as file:
            magic, _revision, count = _HEADER.unpack(file.read(_HEADER.size))
    except (OSError, struct.error):
        return 0
    return int(count) if magic == _MAGIC else 0


def complete(languages: Sequence[tuple[str, Name]], locale: Path) -> list[tuple[str, Name]]:
    """The (code, name) of the languages that are translated whole, in the order given.

    ``locale`` is the folder of the catalogues. The fullest catalogue says how many sentences
    there are; that it has every one of the code is held by a test.
    """
    counts = {
        code: _sentences(locale / _folder(code) / "LC_MESSAGES" / "django.mo")
        for code, _name in languages
    }
    most = max(counts.values(), default=0)
    return [
        (code, name)
        for code, name in languages
        if code == SOURCE or (counts[code] == most and most > 0)
    ]


def _folder(code: str) -> str:
    """As gettext writes it: "zh-hans" is in zh_Hans."""
    language, _dash, rest = code.partition("-")
    if not rest:
        return language
    return f"{language}_{rest.title() if len(rest) > 2 else rest.upper()}"
