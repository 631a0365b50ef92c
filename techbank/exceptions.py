"""The ways the portal says no. Every one carries a sentence a person can act on."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Refused(PermissionDenied):
    """The act is not allowed. Doors answer 403 with the sentence; the trail keeps the attempt."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongState(Refused):
    """The act does not fit the state the thing is in. Doors answer 409 with the sentence."""


class Invalid(Exception):
    """What was sent does not hold together. Forms show the sentence and keep what was typed.

    ``field`` names the form field the sentence belongs to; empty for the whole form.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Hidden(Http404):
    """It belongs to others: answered exactly like something that does not exist."""


class Stale(Exception):
    """Somebody else changed it meanwhile. Doors show both and let the person decide.

    ``theirs`` is the current row.
    """

    def __init__(self, sentence: str, *, theirs: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.theirs = theirs
