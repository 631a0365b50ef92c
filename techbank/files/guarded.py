"""Handing a file to a process of its own: what it does there cannot harm the portal."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from django.utils.translation import gettext as _

from techbank.refusals import Invalid

_PROGRAM: Final = Path(__file__).with_name("child_reading.py")
SECONDS: Final = 20
# Each may take 900 MB for a moment: two at a time, the others wait.
_PLACES: Final = BoundedSemaphore(2)
_PATIENCE: Final = 30
# Who waits holds a thread of the web process: beyond these nobody waits.
_WAITING: Final = BoundedSemaphore(2)


class NotRead(Exception):
    """The child refused the file, died, or took too long. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(kind: str, content: bytes) -> bytes:
    """What the child made of the file: the picture anew (PNG, JPEG), nothing for a PDF.

    Raises ``NotRead``, and ``Invalid`` when too many files are being read already. Takes about
    0.2 s, at most ``SECONDS``.
    """
    _take_place()
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            # No secret of the portal travels with the file.
            env={"PATH": "", "LANG": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotRead("heavy") from None
    finally:
        _PLACES.release()
    word, _break, answer = done.stdout.partition(b"\n")
    if done.returncode == 0 and word == b"ok":
        return answer
    said = word.decode("ascii", "replace").removeprefix("no ").strip()
    raise NotRead(said if done.returncode == 0 and said else "heavy")


def _take_place() -> None:
    """Raises ``Invalid`` when enough wait already, or it takes too long."""
    if _PLACES.acquire(blocking=False):
        return
    if _WAITING.acquire(blocking=False):
        try:
            if _PLACES.acquire(timeout=_PATIENCE):
                return
        finally:
            _WAITING.release()
    raise Invalid(
        _("Many files are being checked right now. Send yours again in a minute."), field="file"
    )
