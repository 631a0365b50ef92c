"""The ways the portal refuses. Each has a sentence that tells a person what to do."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Refused(PermissionDenied):
    """The act is not allowed. Answered with 403 and the sentence; the trail records the attempt."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongState(Refused):
    """The act does not fit the state of the object. Answered with 409 and the sentence."""


class Invalid(Exception):
    """The input is not valid. Forms show the sentence and keep what was typed.

    ``field`` names the form field the sentence belongs to; empty for the whole form.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Hidden(Http404):
    """The object belongs to others: answered exactly like one that does not exist."""


class Stale(Exception):
    """Another person has changed the row since. Pages show both and let the person decide.

    ``theirs`` is the current row.
    """

    def __init__(self, sentence: str, *, theirs: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.theirs = theirs
