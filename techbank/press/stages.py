"""The progress of a rendering, reported while WeasyPrint works."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Final


class Stage(IntEnum):
    """The stages of a rendering, in their order."""

    SETTING = 1
    LAYING_OUT = 2
    WRITING = 3


# How records of WeasyPrint's progress log begin, and the stage that starts with them.
_RECORDS: Final = (
    ("Step 1 ", Stage.SETTING),
    ("Step 4 ", Stage.LAYING_OUT),
    ("Step 6 ", Stage.WRITING),
)
_LOG: Final = logging.getLogger("weasyprint.progress")


class _Listener(logging.Handler):
    def __init__(self, report: Callable[[Stage], None]) -> None:
        super().__init__(logging.INFO)
        self.report = report

    def emit(self, record: logging.LogRecord) -> None:
        """An exception of `report` stops the rendering: the log does not catch it."""
        for begin, stage in _RECORDS:
            if str(record.msg).startswith(begin):
                self.report(stage)


@contextmanager
def following(report: Callable[[Stage], None]) -> Iterator[None]:
    """Inside `with`, `report` is called at the beginning of each stage of a rendering."""
    listener, before = _Listener(report), (_LOG.level, _LOG.propagate)
    _LOG.addHandler(listener)
    # For this listener only: no line of it goes into the portal's log.
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    try:
        yield
    finally:
        _LOG.removeHandler(listener)
        _LOG.setLevel(before[0])
        _LOG.propagate = before[1]
