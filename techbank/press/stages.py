"""How far a printing is, told while it happens by what lays out the pages."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final


class Stage(IntEnum):
    """What the press does one after the other."""

    SETTING = 1
    LAYING_OUT = 2
    WRITING = 3


# How the records of WeasyPrint's own log of progress begin, and what is done from then on.
_RECORDS: Final = (
    ("Step 1 ", Stage.SETTING),
    ("Step 4 ", Stage.LAYING_OUT),
    ("Step 6 ", Stage.WRITING),
)
_LOG: Final = logging.getLogger("weasyprint.progress")


class _Listener(logging.Handler):
    def __init__(self, tell: Callable[[Stage], None]) -> None:
        super().__init__(logging.INFO)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """What `tell` raises stops the printing: it is no fault of the log."""
        for begin, stage in _RECORDS:
            if str(record.msg).startswith(begin):
                self.tell(stage)


@contextmanager
def following(tell: Callable[[Stage], None]) -> Iterator[None]:
    """While `with` lasts, `tell` is called at the beginning of each stage of a printing here."""
    listener, before = _Listener(tell), (_LOG.level, _LOG.propagate)
    _LOG.addHandler(listener)
    # For this listener alone: not a line of it goes into the portal's log.
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    try:
        yield
    finally:
        _LOG.removeHandler(listener)
        _LOG.setLevel(before[0])
        _LOG.propagate = before[1]
